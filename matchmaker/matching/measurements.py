"""Values in a running text, with the words that name them and the marks that bear on them.

"Năng suất 500–600 kg/h, độ ẩm cuối dưới 12 %" holds two. Left out are values whose unit goes on in
unknown words ("kg hơi/giờ", "% chất khô"), values that stand side by side, and those which a word
near them says to be no promise.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from matchmaker.matching.contexts import Mark, context
from matchmaker.matching.indicators import LONGEST_NAME, STAGES, Indicator, indicator
from matchmaker.matching.quantities import Quantity
from matchmaker.matching.sentences import Sentence, Value
from matchmaker.matching.text import ANALYSED_LENGTH, fold, visible
from matchmaker.matching.wording import either

Stage = Literal["", "in", "out", "around", "several"]

_SENTENCE: Final = re.compile(r"(?:[^.!?\n]|[.!?](?=\S)|\n\s{0,8}[-+*•–])+[.!?]?")
#: A longer sentence is none, and every value in it would have to be held against every other.
_LONGEST: Final = 2_000
_SAME_LENGTH: Final = str.maketrans("²³º−–—‑", "23°----")
#: Words in the names of indicators: a value behind one of them is not nameless.
_NAME: Final = re.compile(
    either(
        (
            "tỷ lệ", "tỉ lệ", "'độ", "do am", "hàm lượng", "nồng độ", "'lượng", "hiệu suất",
            "công suất", "năng suất", "chi phí", "'giá", "thời gian", "nhiệt độ", "tiêu thụ",
            "tiêu hao", "số lượng", "sai số", "diện tích", "khối lượng", "áp suất", "tốc độ",
            "lưu lượng", "điện áp", "tuổi thọ", "chu kỳ", "mật độ", "kích thước", "protein", "đạm",
            "rate", "content", "temperature", "time", "efficiency", "cost", "speed",
        )
    )
)  # fmt: skip
_STAGE: Final[Mapping[Stage, re.Pattern[str]]] = {
    "around": re.compile(r"\b(?:moi truong|khong khi|kho|phong|bao quan|storage|ambient|air)\b"),
    "in": re.compile(rf"\b(?:{STAGES['in']}|tuoi|uot|tho)\b"),
    "out": re.compile(rf"\b(?:{STAGES['out']}|(?:xuong|den|toi|ve|con|dat) (?:do )?am)\b"),
}
#: Marks with which a value may still be of use: to a need, or where the text is about the part.
_USEFUL: Final = frozenset({"wish", "part"})


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value that can be read with certainty, the words of its clause before it, its marks."""

    label: tuple[str, ...]
    value: str
    unit: str
    quantity: Quantity
    stage: Stage
    turned: bool
    marks: frozenset[Mark]

    @property
    def names(self) -> tuple[Indicator, ...]:
        """Return what the last word before the value, the last two, ... may name."""
        return _names(self.label)


@lru_cache(maxsize=1 << 13)
def measurements(text: str) -> tuple[Measurement, ...]:
    """Return the useful values of ``text`` in their order.

    >>> [(found.label, found.value) for found in measurements("Năng suất 0,6 tấn/h, chạy êm.")]
    [(('Năng', 'suất'), '0,6 tấn/h')]
    """
    if not any(map(str.isdecimal, text)):
        return ()
    return tuple(found for sentence in _sentences(text) for found in _measured(sentence))


def _sentences(text: str) -> Iterator[Sentence]:
    text, carried = visible(text[:ANALYSED_LENGTH]), False
    for each in _SENTENCE.finditer(text):
        if len(each[0]) > _LONGEST or each[0].endswith("?"):
            continue
        is_first = text[each.start() - 1 : each.start()] == "\n"
        lower = each[0].lower().translate(_SAME_LENGTH)
        around = context(lower, carried and not is_first)
        carried = around.carries
        if len(lower) == len(each[0]):
            yield Sentence(each[0], lower, around)


def _measured(sentence: Sentence) -> Iterator[Measurement]:
    found = [(value, _marks(sentence, value)) for value in sentence.values()]
    for value, marks in found:
        is_useful = value.certain and {mark.kind for mark in marks} <= _USEFUL
        if is_useful and not any(_crowds(other, value) for other in found):
            yield Measurement(
                label=value.label,
                value=value.written,
                unit=value.unit,
                quantity=value.quantity,
                stage=_stage(sentence.lower, value),
                turned=value.turned,
                marks=marks,
            )


def _marks(sentence: Sentence, value: Value) -> frozenset[Mark]:
    marks = sentence.context.around(value.clause, value.span)
    return frozenset(mark for mark in marks if not (value.turned and mark.kind == "change"))


def _crowds(found: tuple[Value, frozenset[Mark]], value: Value) -> bool:
    """Say whether a nameless value of the same unit may be meant as well."""
    other, marks = found
    if other is value or other.quantity.unit != value.quantity.unit:
        return False
    if any(mark.kind in {"elsewhere", "compared"} for mark in marks):
        return False
    is_named = any(name.is_known for name in _names(other.label))
    return not (is_named or _NAME.search(" ".join(other.label).lower()))


def _stage(sentence: str, value: Value) -> Stage:
    """Return of which stage the clause speaks, else the sentence before it."""
    (start, end), (left, right) = value.clause, value.span
    stages = _stages(f"{sentence[start:left]} {sentence[right:end]}")
    if stages:
        one = stages[0] if len(stages) == 1 or stages[0] == "around" else "several"
        return "out" if value.turned and one != "around" else one
    if value.turned:
        return "out"
    earlier = [stage for stage in _stages(sentence[:start]) if stage != "out"]
    return earlier[0] if earlier else ""


def _stages(text: str) -> Sequence[Stage]:
    folded = " ".join(fold(word) for word in re.findall(r"\w+", text))
    return [stage for stage, words in _STAGE.items() if words.search(folded)]


@lru_cache(maxsize=1 << 14)
def _names(label: tuple[str, ...]) -> tuple[Indicator, ...]:
    longest = min(len(label), LONGEST_NAME)
    return tuple(indicator(" ".join(label[-count:])) for count in range(1, longest + 1))
