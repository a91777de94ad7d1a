"""What running texts say that can be compared: facts of a technology, conditions of a need."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

from matchmaker.matching.contexts import CHANGES, WISHES
from matchmaker.matching.indicators import Indicator, indicator
from matchmaker.matching.measurements import Measurement, measurements
from matchmaker.matching.quantities import AFTER, BOUND, JOINT
from matchmaker.matching.requirements import Condition, Fact, Operator
from matchmaker.matching.syllables import is_syllable
from matchmaker.matching.text import fold
from matchmaker.matching.units import is_listed
from matchmaker.matching.wording import either

#: Before a name they make another one of it: the error of a moisture is no moisture.
_MODIFIERS: Final = re.compile(
    either(
        (
            "sai số", "sai lệch", "chênh lệch", "dao động", "độ lệch", "hệ số", "tổng", "cảm biến",
            "'đo", "dải đo", "ngưỡng", "giới hạn", "cài đặt", "tốc độ", "mức giảm", "hiệu suất",
            "'khử", "error", "deviation", "sensor", "removal",
        )
    )
)  # fmt: skip
#: Whose value it may be; another word before a Vietnamese name may be a part of the whole.
_OWNERS: Final = either(
    (
        "máy", "thiết bị", "hệ thống", "hệ", "dây chuyền", "công nghệ", "quy trình", "giải pháp",
        "trạm", "lò", "mô hình", "giống", "sản phẩm", "nhà máy",
    )
)  # fmt: skip
_LEADS: Final = either(
    (
        "có", "đạt", "với", "cho", "giữ", "thì", "'nay", "nhờ vậy", "nhờ đó", "do đó", "vì vậy",
        "vì thế", "kết quả",
    )
)  # fmt: skip
_OWNED: Final = re.compile(rf"(?:{_LEADS} ?)*(?:{_OWNERS}|$)")
_WISHES: Final = re.compile(WISHES)
#: An English name is the end of a longer one unless one of these stands before it.
_STARTS: Final = re.compile(r"(?:^|\b(?:the|an?|its|of|with|and|has|have|at|to|in|reach))$")
#: They look like syllables but are the same in both languages.
_CODES: Final = frozenset({"cod", "bod", "bod5", "tss", "nh3", "h2s", "ph", "fcr", "coliform"})
_CHANGES: Final = re.compile(CHANGES)
_RANGE: Final = re.compile(JOINT)
_BOUNDS: Final = re.compile(rf"^{BOUND}\s*|\s*{either(AFTER)}$", re.IGNORECASE)


def facts(texts: Mapping[str, str], asked: str, subject: str = "") -> Iterator[Fact]:
    """Yield what ``texts``, by field, say of the indicator ``asked`` of a technology.

    >>> [fact.value for fact in facts({"summary": "Năng suất 0,6 tấn/h, êm."}, "công suất")]
    ['0,6 tấn/h']
    """
    wanted = indicator(asked)
    for field, each in _measured(texts):
        if not _marks(each, subject) and _name_of(each, wanted, asked):
            yield Fact(asked, each.value, each.unit, field)


def conditions(texts: Mapping[str, str], subject: str = "") -> Iterator[tuple[str, Condition]]:
    """Yield the field and what is asked there, where a bound of a known indicator is.

    Every word of it is one of our tables', so that nothing else of the text gets out.

    >>> [each for _, each in conditions({"title": "Cần máy công suất ≥ 500 kg/giờ"})]
    [Condition(indicator='công suất', operator='>=', value='500 kg/giờ', unit='', hard=False)]
    """
    seen: set[Indicator] = set()
    for field, each in _measured(texts):
        known = next((name for name in reversed(each.names) if name.is_known), None)
        if known is None or known in seen or _marks(each, subject) != {"wish"}:
            continue
        name, operator = _name_of(each, known), _operator(each, known)
        if name and operator and is_listed(each.quantity.unit):
            seen.add(known)
            value = _BOUNDS.sub("", each.value)
            yield field, Condition(name, operator, value, each.unit, hard=False)


def _measured(texts: Mapping[str, str]) -> Iterator[tuple[str, Measurement]]:
    for field, text in texts.items():
        yield from ((field, each) for each in measurements(text))


def _marks(measurement: Measurement, subject: str) -> set[str]:
    """Return the kinds of the marks; a component is none where the text is about it."""
    about = fold(subject.lower()).split()
    return {
        mark.kind
        for mark in measurement.marks
        if not (mark.kind == "part" and set(mark.word.split()) <= set(about))
    }


def _name_of(measurement: Measurement, asked: Indicator, asked_as: str = "") -> str:
    """Return the words by which ``measurement`` names what is ``asked``; "" if it does not."""
    for count, name in enumerate(measurement.names, start=1):
        if not asked.words or name.words != asked.words:
            continue
        words = measurement.label[-count:]
        left = _WISHES.split(" ".join(measurement.label[:-count]).lower())[-1].strip()
        fits = (
            _is_at_stage(measurement, name, asked, left)
            if name.is_staged
            else _is_owned(left, words)
        )
        if fits and _is_spelt(words, asked_as) and not _MODIFIERS.search(left):
            return " ".join(words)
    return ""


def _is_spelt(words: tuple[str, ...], asked_as: str) -> bool:
    """Say whether accents may be passed over: with a single syllable they may not."""
    word = words[0].lower()
    is_single = len(words) == 1 and is_syllable(fold(word)) and fold(word) not in _CODES
    return not is_single or word in asked_as.lower().split()


def _is_at_stage(measurement: Measurement, name: Indicator, asked: Indicator, left: str) -> bool:
    """Say whether the value is of the stage that is asked for; in doubt it is not."""
    stage = measurement.stage
    if name.stage and stage != "around" and not measurement.turned:
        stage = name.stage
    if stage == "":
        return asked.stage == "" and _OWNED.match(left) is not None
    return stage == asked.stage or (stage, asked.stage) == ("out", "")


def _is_owned(left: str, words: tuple[str, ...]) -> bool:
    """Say whether the name begins where it seems to, and is that of the thing described."""
    left = " ".join(_CHANGES.sub("", left).split())
    if all(is_syllable(bare) or bare in _CODES for bare in (fold(word.lower()) for word in words)):
        return _OWNED.match(left) is not None
    return _STARTS.search(left) is not None


def _operator(measurement: Measurement, asked: Indicator) -> Operator | None:
    """Return how the value bounds what is asked for; None where it only names a size."""
    low, high = measurement.quantity.low, measurement.quantity.high
    if math.isfinite(low) and math.isfinite(high):
        if _RANGE.search(measurement.value.lower()) and (asked.is_staged or not asked.better):
            return "between"
        return asked.better or None if measurement.turned and low == high else None
    operator: Operator = ">=" if math.isfinite(low) else "<="
    return operator if asked.better in {"", operator} else None
