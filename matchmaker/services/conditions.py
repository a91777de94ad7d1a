"""A need's conditions against what a technology says of itself, and what nobody has said yet."""

from collections.abc import Sequence
from typing import Any, Final

from matchmaker.matching.requirements import Condition, Fact, check
from models import Need, Technology

CAPACITY: Final = "Công suất"
WARRANTY: Final = "Thời gian bảo hành"


def facts(technology: Technology) -> list[Fact]:
    """Return what the technology can be measured by: its benefits, capacity and warranty."""
    found = [
        Fact(benefit.indicator, benefit.with_technology, benefit.unit)
        for benefit in technology.benefits
    ]
    if technology.capacity_value:
        found.append(Fact(CAPACITY, technology.capacity_value, technology.capacity_unit))
    if technology.warranty_months:
        found.append(Fact(WARRANTY, str(technology.warranty_months), "tháng"))
    return found


def verdicts(need: Need, technology: Technology) -> list[dict[str, Any]]:
    """Judge every requirement: ``verdict`` is met, missed or unknown."""
    known = facts(technology)
    judged = []
    for each in need.requirements:
        condition = Condition(each.indicator, each.operator.value, each.value, each.unit, each.hard)
        verdict = check(condition, known)
        judged.append(
            {
                "verdict": verdict.status,
                "indicator": verdict.indicator,
                "wanted": verdict.wanted,
                "found": verdict.found,
                "hard": each.hard,
            }
        )
    return judged


def readiness(need: Need, technology: Technology) -> str:
    """Say whether the technology is as ready as the need asks; "" where it does not ask."""
    if need.trl_min is None:
        return ""
    if technology.trl is None:
        return "unknown"
    return "met" if technology.trl >= need.trl_min else "missed"


def affordability(need: Need, technology: Technology) -> str:
    """Say whether the lowest price is within the budget; "" where no budget is given."""
    if need.budget_max is None:
        return ""
    lowest = technology.price_min if technology.price_min is not None else technology.price_max
    if lowest is None:
        return "unknown"
    return "met" if lowest <= need.budget_max else "missed"


def unsaid_by_technology(
    need: Need, technology: Technology, judged: Sequence[dict[str, Any]]
) -> list[str]:
    """Return the technology's empty fields that would settle something for this need."""
    wanted = {
        "benefits": any(each["verdict"] == "unknown" for each in judged),
        "capacity_value": bool(need.capacity_value) and not technology.capacity_value,
        "trl": technology.trl is None,
        "price": affordability(need, technology) == "unknown",
        "references_vi": need.must_see_running and not technology.references_vi,
    }
    return [field for field, missing in wanted.items() if missing]


def unsaid_by_need(need: Need, technology: Technology) -> list[str]:
    """Return the need's empty fields that would let this technology be judged."""
    wanted = {
        "requirements": not need.requirements and bool(facts(technology)),
        "capacity_value": bool(technology.capacity_value) and not need.capacity_value,
        "budget": technology.price_min is not None and not (need.budget_min or need.budget_max),
    }
    return [field for field, missing in wanted.items() if missing]
