"""Compare one condition of a need with what is known of a technology.

The verdict stands beside the score and is never mixed into it. It says "met" only when the same
thing was measured, both sides could be read with certainty in one unit, and every value that the
technology may have fulfils the condition; "missed" only when none does; and otherwise "unknown".
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from matchmaker.matching.quantities import Quantity, read
from matchmaker.matching.text import fold, normalise

Operator = Literal[">=", "<=", "=", "between"]
Status = Literal["met", "missed", "unknown"]

_TOLERANCE: Final = 1e-9
_SIGNS: Final = {">=": "≥", "<=": "≤", "=": "=", "between": ""}
#: Names of one indicator, without accents. Only what means the same in every trade: "độ ẩm" alone
#: may be that of the raw material, and "giảm hao hụt" is not "hao hụt".
_SYNONYMS: Final = (
    ("cong suat", "nang suat", "nang suat xu ly", "cong suat xu ly", "cong suat thiet ke",
     "nang suat thiet ke", "nang luc xu ly", "capacity", "throughput"),
    ("do am cuoi", "do am san pham", "do am thanh pham", "do am sau say", "do am dau ra",
     "do am san pham cuoi", "do am cuoi cung", "do am san pham sau say", "final moisture",
     "final moisture content", "product moisture"),
    ("do am dau", "do am ban dau", "do am dau vao", "do am nguyen lieu", "initial moisture",
     "initial moisture content"),
    ("tieu thu dien", "dien nang tieu thu", "dien tieu thu", "tieu hao dien", "tieu hao dien nang",
     "tieu thu dien nang", "suat tieu hao dien", "suat tieu thu dien", "dien nang tieu hao",
     "electricity consumption", "power consumption"),
    ("tieu thu nuoc", "nuoc tieu thu", "tieu hao nuoc", "water consumption"),
    ("ty le hao hut", "hao hut", "loss rate"),
    ("ty le song", "survival rate"),
    ("ty le thu hoi", "hieu suat thu hoi", "recovery rate"),
    ("nhan cong", "so nhan cong", "lao dong", "so lao dong", "nhan cong van hanh",
     "so nguoi van hanh", "so nhan cong van hanh", "labour", "operators"),
    ("thoi gian say", "drying time"),
    ("nhiet do say", "drying temperature"),
    ("thoi gian bao quan", "thoi han bao quan", "han su dung", "shelf life"),
    ("thoi gian bao hanh", "bao hanh", "warranty"),
    ("dien tich lap dat", "dien tich mat bang", "mat bang lap dat", "footprint"),
)  # fmt: skip
_CANONICAL: Final = {frozenset(name.split()): names[0] for names in _SYNONYMS for name in names}
_FILLERS: Final = frozenset({"cua", "muc", "chi", "tieu", "dat", "duoc", "the", "of", "yeu", "cau"})


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
    """What a technology says of itself: a row of its benefits, or its capacity."""

    indicator: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition is met, with what was wanted and what was found, as people wrote it."""

    status: Status
    indicator: str
    wanted: str
    found: str | None


def check(requirement: Condition, facts: Sequence[Fact]) -> Verdict:
    """Judge ``requirement`` by the ``facts`` about the same indicator; "unknown" if they differ.

    >>> wanted = Condition("Công suất", ">=", "500", "kg/giờ")
    >>> check(wanted, [Fact("Năng suất", "0,6", "tấn/h")])
    Verdict(status='met', indicator='Công suất', wanted='≥ 500 kg/giờ', found='0,6 tấn/h')
    """
    same = [fact for fact in facts if is_same_indicator(fact.indicator, requirement.indicator)]
    judged = [(fact, _judge(requirement, fact)) for fact in same]
    certain = [(fact, status) for fact, status in judged if status != "unknown"]
    statuses = {status for _, status in certain}
    status: Status = statuses.pop() if len(statuses) == 1 else "unknown"
    shown = [fact for fact, _ in certain] or same
    found = "; ".join(dict.fromkeys(_written(fact.value, fact.unit) for fact in shown))
    sign = _SIGNS.get(requirement.operator, "")
    wanted = f"{sign} {_written(requirement.value, requirement.unit)}".strip()
    return Verdict(status, requirement.indicator, wanted, found or None)


def is_same_indicator(one: str, other: str) -> bool:
    """Tell whether two names of indicators mean the same, accents and word order apart."""
    name = _indicator(one)
    return bool(name) and name == _indicator(other)


@lru_cache(maxsize=4096)
def _indicator(name: str) -> frozenset[str]:
    """Return the words of the first of an indicator's names."""
    folded = re.sub(r"\bti le\b", "ty le", fold(normalise(name)))
    words = frozenset(re.findall(r"[^\W_]+", folded)) - _FILLERS
    return frozenset(_CANONICAL[words].split()) if words in _CANONICAL else words


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
