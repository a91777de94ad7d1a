"""A need's conditions against what a technology says of itself, and what nobody has said yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from matchmaker.matching import readings
from matchmaker.matching.indicators import is_same_indicator
from matchmaker.matching.quantities import read
from matchmaker.matching.requirements import Condition, Fact, check
from models import Need, Posting, Technology

CAPACITY: Final = "Công suất"
WARRANTY: Final = "Thời gian bảo hành"
#: The fields made for a value, by its indicator; "" is any other.
_FIELDS: Final = {CAPACITY: "capacity_value", WARRANTY: "warranty_months", "": "benefits"}

#: Where a technology speaks of itself; ``problem`` tells of the world without it.
_PROMISES: Final = ("title", "summary", "description", "keywords")
_WISHES: Final = ("title", "problem", "description")


def facts(technology: Technology) -> list[Fact]:
    """Return what the technology can be measured by: its benefits, capacity and warranty."""
    found = [
        Fact(benefit.indicator, benefit.with_technology, benefit.unit, "benefits")
        for benefit in technology.benefits
    ]
    if technology.capacity_value:
        capacity = technology.capacity_value, technology.capacity_unit
        found.append(Fact(CAPACITY, *capacity, "capacity_value"))
    if technology.warranty_months:
        found.append(Fact(WARRANTY, str(technology.warranty_months), "tháng", "warranty_months"))
    return found


def asked(need: Need) -> list[tuple[str, Condition]]:
    """Return the need's conditions and their fields: its rows, or where it has none its words.

    From words only known indicators, numbers and units are taken, nothing that could name a firm;
    none is called hard, since the firm did not call it so.
    """
    rows = [
        (
            "requirements",
            Condition(each.indicator, each.operator.value, each.value, each.unit, each.hard),
        )
        for each in need.requirements
    ]
    return rows or list(readings.conditions(_texts(need, _WISHES), _subject(need)))


def verdicts(need: Need, technology: Technology) -> list[dict[str, Any]]:
    """Judge every condition: ``verdict`` is met, missed or unknown.

    ``sources`` are the technology's fields where the value was found, ``asked_in`` is the need's
    field with the condition. What a text says counts only where no row can be compared.
    """
    rows, texts, subject = facts(technology), _texts(technology, _PROMISES), _subject(technology)
    judged = []
    for field, condition in asked(need):
        verdict = check(condition, rows, readings.facts(texts, condition.indicator, subject))
        judged.append(
            {
                "verdict": verdict.status,
                "indicator": verdict.indicator,
                "wanted": verdict.wanted,
                "found": verdict.found,
                "hard": condition.hard,
                "sources": list(verdict.sources),
                "asked_in": field,
            }
        )
    return judged


def _texts(posting: Posting, fields: Iterable[str]) -> dict[str, str]:
    names = [f"{field}_{language}" for field in fields for language in ("vi", "en")]
    return {name: text for name in names if (text := getattr(posting, name))}


def _subject(posting: Posting) -> str:
    return f"{posting.title_vi} {posting.title_en}"


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


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What keeps a match from being certain: a condition that is ``missed`` or ``unknown``.

    ``field`` of ``side`` holds the value that misses it, or settles it once a value stands there
    that can be compared. ``indicator`` is empty for readiness, price and plants in operation,
    which the field names.
    """

    status: str
    side: Literal["technology", "need"]
    field: str
    indicator: str = ""
    wanted: str = ""
    found: str | None = None
    hard: bool = False


def shortfalls(
    need: Need, technology: Technology, judged: Sequence[dict[str, Any]]
) -> list[Shortfall]:
    """Say why a match is not better: what is missed, then what is unknown; hard ones first."""
    found = [*_short_rows(judged), *_short_fields(need, technology)]
    return sorted(found, key=lambda each: (each.status, not each.hard))


def _short_rows(judged: Sequence[dict[str, Any]]) -> Iterator[Shortfall]:
    for each in judged:
        if each["verdict"] != "met":
            is_vague = each["verdict"] == "unknown" and _is_vague(each)
            yield Shortfall(
                status=each["verdict"],
                side="need" if is_vague else "technology",
                field=each.get("asked_in", "requirements") if is_vague else _place(each),
                **{key: each[key] for key in ("indicator", "wanted", "found", "hard")},
            )


def _short_fields(need: Need, technology: Technology) -> Iterator[Shortfall]:
    missing = "unknown" if need.must_see_running and not technology.references_vi else ""
    judged = {
        "trl": readiness(need, technology),
        "price": affordability(need, technology),
        "references_vi": missing,
    }
    for field, verdict in judged.items():
        if verdict in {"missed", "unknown"}:
            yield Shortfall(verdict, "technology", field)


def _is_vague(judged: dict[str, Any]) -> bool:
    """Say whether the condition itself cannot be read, or names no unit where the value has one."""
    quantity = read(judged["wanted"])
    return quantity is None or (not quantity.unit and judged["found"] is not None)


def _place(judged: dict[str, Any]) -> str:
    """Return the technology's field where the value stands, or the one where it belongs."""
    stands = next(iter(judged.get("sources", ())), "")
    if stands in _FIELDS.values() or (stands and judged["verdict"] == "missed"):
        return str(stands)
    name = judged["indicator"]
    known = (field for indicator, field in _FIELDS.items() if is_same_indicator(name, indicator))
    return next(known, "benefits")


def unsaid_by_technology(
    need: Need, technology: Technology, judged: Sequence[dict[str, Any]]
) -> list[str]:
    """Return the technology's empty fields that would settle something for this need."""
    open_rows = [each for each in _short_rows(judged) if each.status == "unknown"]
    wanted = {
        "benefits": any(each.side == "technology" for each in open_rows),
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
