"""A need's conditions against what a technology says of itself, and why a match is not better."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    return rows or read_in(_texts(need, _WISHES))


def read_in(texts: Mapping[str, Any]) -> list[tuple[str, Condition]]:
    """Return what the words of a need, by field, ask for, and the field of each condition."""
    words = {name: texts.get(name) or "" for name in _names(_WISHES)}
    return list(readings.conditions(words, f"{words['title_vi']} {words['title_en']}"))


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
    return {name: text for name in _names(fields) if (text := getattr(posting, name))}


def _names(fields: Iterable[str]) -> list[str]:
    return [f"{field}_{language}" for field in fields for language in ("vi", "en")]


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
    that can be compared. ``indicator`` is empty where the field itself names what it is about.
    ``sources`` and ``asked_in`` are as in :func:`verdicts`.
    """

    status: str
    side: Literal["technology", "need"]
    field: str
    indicator: str = ""
    wanted: str = ""
    found: str | None = None
    hard: bool = False
    sources: tuple[str, ...] = ()
    asked_in: str = ""


def shortfalls(
    need: Need, technology: Technology, judged: Sequence[dict[str, Any]]
) -> list[Shortfall]:
    """Say why a match is not better: what is missed, then what is unknown; hard ones first."""
    found = [
        *_short_rows(judged),
        *_short_fields(need, technology),
        *_unsaid(need, technology, judged),
    ]
    return sorted(found, key=lambda each: (each.status, not each.hard))


def _short_rows(judged: Sequence[dict[str, Any]]) -> Iterator[Shortfall]:
    for each in judged:
        if each["verdict"] != "met":
            is_vague = each["verdict"] == "unknown" and _is_vague(each)
            asked_in = each.get("asked_in", "requirements")
            yield Shortfall(
                status=each["verdict"],
                side="need" if is_vague else "technology",
                field=asked_in if is_vague else _place(each),
                sources=tuple(each.get("sources", ())),
                asked_in=asked_in,
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


def _unsaid(
    need: Need, technology: Technology, judged: Sequence[dict[str, Any]]
) -> Iterator[Shortfall]:
    """Yield the empty fields where the other side has said something to compare with."""
    if not judged and facts(technology):
        yield Shortfall("unknown", "need", "requirements")
    is_priced = technology.price_min is not None or technology.price_max is not None
    if is_priced and need.budget_min is None and need.budget_max is None:
        yield Shortfall("unknown", "need", "budget")
    is_asked = any(is_same_indicator(each["indicator"], CAPACITY) for each in judged)
    if technology.capacity_value and not need.capacity_value and not is_asked:
        yield Shortfall("unknown", "need", "capacity_value")
    if need.capacity_value and not technology.capacity_value and not is_asked:
        yield Shortfall("unknown", "technology", "capacity_value")


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
