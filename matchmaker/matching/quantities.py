"""Read numbers with units as people write them, Vietnamese or English.

"0,5 tấn/h", "1.200 kg", "dưới 12 %", "8-10", "500kg/giờ" and "1,234.5" are understood. A text that
is not understood as a whole gives None: a guess that makes a requirement look met does more harm
than an honest "unknown".

Numbers: "1.200" is 1200 and "1.234,5" is 1234.5, as in Vietnam; "1,234.5" is 1234.5, as in English;
"0,5", "0.5" and "12,75" are decimals; "1,200" could be either and is not read.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from matchmaker.matching.text import fold, visible
from matchmaker.matching.units import convert, split_scale
from matchmaker.matching.wording import either

#: "About 500" is read as 450 to 550.
ABOUT: Final = 0.1
#: A longer text is a story, not a value.
LONGEST: Final = 80

Measure = tuple[float, str]

NUMBER: Final = r"(?<![\w.,])\d+(?:[.,]\d+| \d{3}(?!\d))*"
_NUMBER = re.compile(NUMBER)
_GROUPED = re.compile(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*")
#: What stands between the two ends of a range.
JOINT: Final = rf"(?:±|\+/-|-|~|÷|\.{{2,3}}|…|{either(('đến', 'tới', 'to'))})"
_JOINT = re.compile(rf"(.*?)\s*({JOINT})\s*(-?)")
DASHES: Final = str.maketrans("−–—‑", "----")
AFTER: Final[Mapping[str, str]] = {
    "trở lên": "least", "or more": "least", "and above": "least", "or higher": "least",
    "trở xuống": "most", "trở lại": "most", "or less": "most", "and below": "most",
}  # fmt: skip
BOUNDS: Final[Mapping[str, tuple[str, ...]]] = {
    "exact": ("", "=", "là", "đạt", "bằng", "is"),
    "about": (
        "~", "≈", "khoảng", "tầm", "chừng", "cỡ", "xấp xỉ", "trung bình", "about", "around",
        "approximately",
    ),
    "least": (
        ">", "≥", ">=", "=>", "trên", "từ", "hơn", "lớn hơn", "cao hơn", "ít nhất", "tối thiểu",
        "không dưới", "không ít hơn", "không nhỏ hơn", "không thấp hơn", "min", "at least",
        "more than", "over", "above", "from", "not less than", "no less than", "minimum",
    ),
    "most": (
        "<", "≤", "<=", "=<", "dưới", "đến", "tới", "lên đến", "lên tới", "nhỏ hơn", "ít hơn",
        "thấp hơn", "bé hơn", "tối đa", "chưa đến", "chưa tới", "không quá", "không vượt quá",
        "không lớn hơn", "không cao hơn", "max", "maximum", "at most", "less than", "under",
        "below", "up to", "not more than", "no more than",
    ),
}  # fmt: skip
#: A word before a number that makes it a bound.
BOUND: Final = either(word for bound, words in BOUNDS.items() for word in words if bound != "exact")
_LIMITS = {fold(words): limit for words, limit in AFTER.items()}
_BOUND_OF = {fold(word): bound for bound, words in BOUNDS.items() for word in words}
_BEFORE_A_RANGE = frozenset(
    word for word, bound in _BOUND_OF.items() if bound in {"exact", "about"}
) | {"tu", "from", "between", "giua"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """Everything from ``low`` to ``high`` in ``unit``; infinite where one end was left open."""

    low: float
    high: float
    unit: str


@lru_cache(maxsize=1 << 14)
def read(text: str, unit: str = "") -> Quantity | None:
    """Read ``text``, whose unit stands in it or apart in ``unit``; None if that is not certain.

    >>> read("0,5 tấn/h")
    Quantity(low=500.0, high=500.0, unit='kg/h')
    >>> read("8-10", "%")
    Quantity(low=8.0, high=10.0, unit='%')
    >>> read("dưới 12 %")
    Quantity(low=-inf, high=12.0, unit='%')
    """
    text = " ".join(visible(text[: LONGEST + 1]).translate(DASHES).split()).rstrip(".")
    folded = fold(text.lower())
    numbers = list(_NUMBER.finditer(folded))
    if len(text) > LONGEST or len(folded) != len(text) or len(numbers) not in (1, 2):
        return None
    tail, limit = _split_limit(text[numbers[-1].end() :].strip())
    measure = _measure(tail, unit)
    head, sign = _split_sign(folded[: numbers[0].start()])
    first = _number(numbers[0][0])
    if measure is None or first is None:
        return None
    if len(numbers) == 1:
        return _single(sign * first, limit or _BOUND_OF.get(head), measure)
    if limit or head not in _BEFORE_A_RANGE:
        return None
    between = text[numbers[0].end() : numbers[1].start()]
    return _range(sign * first, between, _number(numbers[1][0]), measure)


def _single(value: float, bound: str | None, measure: Measure) -> Quantity | None:
    """Build "500", "about 500", "at least 500" or "at most 500"."""
    factor, unit = measure
    value *= factor
    match bound:
        case "exact":
            return Quantity(value, value, unit)
        case "about":
            return Quantity(value - ABOUT * abs(value), value + ABOUT * abs(value), unit)
        case "least":
            return Quantity(value, math.inf, unit)
        case "most":
            return Quantity(-math.inf, value, unit)
    return None


def _range(first: float, between: str, second: float | None, measure: Measure) -> Quantity | None:
    """Build "8-10" or "8 ± 1"; the first end may have a unit of its own, of the same kind."""
    joint = _JOINT.fullmatch(fold(between.lower()))
    if joint is None or second is None:
        return None
    own = _measure(between[: joint.end(1)], "") if joint[1].strip() else measure
    if own is None or own[1] != measure[1]:
        return None
    low, high = first * own[0], (-second if joint[3] else second) * measure[0]
    if joint[2] in {"±", "+/-"}:
        low, high = low - high, low + high
    return Quantity(low, high, measure[1]) if low <= high else None


def _number(written: str) -> float | None:
    """Read a number without sign; None where its point or comma may mean two things."""
    grouped = _GROUPED.fullmatch(written)
    if grouped and not written.startswith("0"):
        return None if grouped[1] == "," and written.count(",") == 1 else float(_digits(written))
    whole, mark, decimals = _split_decimals(written)
    if not mark:
        return float(written) if written.isdecimal() else None
    if whole.isdecimal() or (_GROUPED.fullmatch(whole) and mark not in whole):
        return float(f"{_digits(whole)}.{decimals}")
    return None


def _split_decimals(written: str) -> tuple[str, str, str]:
    """Part a number at its last point or comma."""
    mark = max(".,", key=written.rfind)
    return written.rpartition(mark) if mark in written else (written, "", "")


def _digits(written: str) -> str:
    return re.sub(r"\D", "", written)


def _split_sign(head: str) -> tuple[str, int]:
    """Take a minus off the end of what stands before the first number."""
    head = head.strip()
    return (head[:-1].rstrip(), -1) if head.endswith("-") else (head, 1)


def _split_limit(tail: str) -> tuple[str, str]:
    """Take "trở lên" and the like off the end of the unit."""
    folded = fold(tail.lower())
    for words, limit in _LIMITS.items():
        if folded.endswith(words):
            return tail[: -len(words)].strip(), limit
    return tail, ""


def _measure(written: str, apart: str) -> Measure | None:
    """Convert the unit in the text or the one given apart; both only if they say the same."""
    if not written.strip() or not apart.strip():
        return convert(written or apart)
    scale, rest = split_scale(written)
    if scale > 1 and not rest:
        return convert(f"{written} {apart}")
    return convert(written) if convert(written) == convert(apart) else None
