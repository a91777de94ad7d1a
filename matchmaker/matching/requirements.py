"""Compare one condition of a need with what is known of a technology.

The verdict stands beside the score and is never mixed into it. It says "met" only when the same
thing was measured, both sides could be read with certainty in one unit, and every value that the
technology may have fulfils the condition; "missed" only when none does; and otherwise "unknown".
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from matchmaker.matching.indicators import indicator
from matchmaker.matching.quantities import Quantity, read

Operator = Literal[">=", "<=", "=", "between"]
Status = Literal["met", "missed", "unknown"]

_TOLERANCE: Final = 1e-9
_SIGNS: Final = {">=": "≥", "<=": "≤", "=": "=", "between": ""}


@dataclass(frozen=True, slots=True)
class Condition:
    """A requirement of a need: "công suất ≥ 500 kg/giờ", hard or only wished for."""

    indicator: str
    operator: Operator
    value: str
    unit: str
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """What a technology says of itself: a row of its benefits, its capacity, or in a text."""

    indicator: str
    value: str
    unit: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition is met, with what was wanted and what was found, as people wrote it."""

    status: Status
    indicator: str
    wanted: str
    found: str | None
    sources: tuple[str, ...] = ()


def check(requirement: Condition, rows: Iterable[Fact], said: Iterable[Fact] = ()) -> Verdict:
    """Judge ``requirement`` by the facts about the same indicator; "unknown" if they differ.

    What was ``said`` in a text counts only where no row can be compared.

    >>> verdict = check(
    ...     Condition("Công suất", ">=", "500", "kg/giờ"),
    ...     [Fact("Năng suất", "0,6", "tấn/h", "benefits")],
    ... )
    >>> verdict.status, verdict.wanted, verdict.found, verdict.sources
    ('met', '≥ 500 kg/giờ', '0,6 tấn/h', ('benefits',))
    """
    stated = _about(requirement, rows)
    if not any(_is_comparable(requirement, fact) for fact in stated):
        stated = _about(requirement, said) or stated
    judged = [(fact, _judge(requirement, fact)) for fact in stated]
    certain = [(fact, status) for fact, status in judged if status != "unknown"]
    statuses = {status for _, status in certain}
    shown = [fact for fact, _ in certain] or stated
    sign = _SIGNS.get(requirement.operator, "")
    return Verdict(
        status=statuses.pop() if len(statuses) == 1 else "unknown",
        indicator=requirement.indicator,
        wanted=f"{sign} {_written(requirement.value, requirement.unit)}".strip(),
        found="; ".join(dict.fromkeys(_written(fact.value, fact.unit) for fact in shown)) or None,
        sources=tuple(dict.fromkeys(fact.source for fact in shown)),
    )


def _about(requirement: Condition, facts: Iterable[Fact]) -> list[Fact]:
    asked = indicator(requirement.indicator)
    return [fact for fact in facts if indicator(fact.indicator).answers(asked)]


def _is_comparable(requirement: Condition, fact: Fact) -> bool:
    wanted, has = read(requirement.value, requirement.unit), read(fact.value, fact.unit)
    return wanted is not None and has is not None and wanted.unit == has.unit


def _judge(requirement: Condition, fact: Fact) -> Status:
    wanted, has = read(requirement.value, requirement.unit), read(fact.value, fact.unit)
    if wanted is None or has is None or wanted.unit != has.unit:
        return "unknown"
    if requirement.operator == ">=" and _is_finite(wanted):
        return _status(_at_most(wanted.high, has.low), _below(has.high, wanted.low))
    if requirement.operator == "<=" and _is_finite(wanted):
        return _status(_at_most(has.high, wanted.low), _below(wanted.high, has.low))
    if requirement.operator in {"=", "between"}:
        return _compare_ranges(wanted, has)
    return "unknown"


def _compare_ranges(wanted: Quantity, has: Quantity) -> Status:
    inside = _at_most(wanted.low, has.low) and _at_most(has.high, wanted.high)
    return _status(inside, _below(has.high, wanted.low) or _below(wanted.high, has.low))


def _status(met: bool, missed: bool) -> Status:
    return "met" if met else "missed" if missed else "unknown"


def _is_finite(quantity: Quantity) -> bool:
    return math.isfinite(quantity.low) and math.isfinite(quantity.high)


def _at_most(one: float, other: float) -> bool:
    return one <= other or math.isclose(one, other, rel_tol=_TOLERANCE)


def _below(one: float, other: float) -> bool:
    return not _at_most(other, one)


def _written(value: str, unit: str) -> str:
    return f"{value.strip()} {unit.strip()}".strip()
