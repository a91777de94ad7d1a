"""One sentence of a running text: its values, and for each what stands before it and after it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from matchmaker.matching import units
from matchmaker.matching.contexts import CHANGES, Context
from matchmaker.matching.quantities import AFTER, BOUND, JOINT, NUMBER, Quantity, read
from matchmaker.matching.text import fold
from matchmaker.matching.wording import either

Span = tuple[int, int]

#: Stands in a label for a number before it that no comma sets apart: "ghép 3 máy năng suất ...".
CUT: Final = "#"
#: Characters before a value that are looked at for its name.
_REACH: Final = 200
_UNIT: Final = rf"(?:{units.PATTERN})"
_TURN: Final = either(
    (
        "xuống", "xuống còn", "xuống đến", "xuống tới", "còn", "giảm còn", "giảm xuống", "lên",
        "giảm xuống còn", "lên đến", "lên tới", "tăng lên", "nâng lên", "về", "to", "down to",
    )
)  # fmt: skip
#: "from 85 % to", before the 12 % that it comes to.
_FROM: Final = (
    rf"(?:{either(('từ', 'from'))}\s+(?P<name>(?:[^\W\d]+\s+){{0,4}}?)"
    rf"{NUMBER}\s*(?:{_UNIT}\s*)?(?P<turn>{_TURN})\s*)?"
)
_VALUE: Final = re.compile(
    rf"{_FROM}(?P<value>(?:{BOUND}\s*)?-?{NUMBER}(?:\s*(?:{_UNIT}\s*)?{JOINT}\s*-?{NUMBER})?"
    rf"(?:\s*(?P<unit>{_UNIT}))?(?:\s*{either(AFTER)})?)(?!\w)"
)
#: "Năng suất (kg/h): 500".
_UNIT_APART: Final = re.compile(rf"\(\s*({_UNIT})\s*\)[\s:=]*$")
_LINK: Final = either(
    (
        "là", "đạt", "được", "chỉ", "mới", "vào", "ở", "ở mức", "ổn định", "thực tế", "khoảng",
        "mất", "nên", "phải", "cần", "of", "is", "are", "reaches", "at", "only", "just",
    )
)  # fmt: skip
_LINKS: Final = re.compile(rf"(?:[\s:=\-]|{_LINK})*$")
_TURNED: Final = re.compile(rf"{_TURN}\s*$")
_CHANGE: Final = re.compile(CHANGES)
_CHANGED: Final = re.compile(rf"(?:\s|{CHANGES}|{_LINK})*$")
#: "COD ±8 %" is an error, "x8" a factor.
_SIGN: Final = re.compile(r"[^\w\s,;:()]$")
_APART: Final = re.compile(rf"[;:()\n]|,(?!\d)|\s-\s|{either(('và', 'nhưng', 'and', 'but'))}")
_CLAUSE_END: Final = re.compile(rf"[;\n]|,(?!\d)|{either(('và', 'and'))}")
_COMPARATIVE: Final = re.compile(rf".*{either(('hơn', 'bằng', 'more', 'less'))}")
#: What may follow a value; another word may belong to its unit.
_GOES_ON: Final = frozenset(
    {
        "với", "và", "nhưng", "mà", "so", "ở", "tại", "khi", "trong", "trên", "vào", "sau", "trước",
        "để", "đo", "nếu", "nhờ", "do", "vì", "cùng", "còn", "trở", "tùy", "tuỳ", "giữ", "chạy",
        "dùng", "suốt", "không", "chưa", "hoặc", "thay", "with", "and", "but", "at", "in", "on",
        "for", "when", "after", "before", "by", "from", "or", "while", "if", "as", "to", "using",
        "compared", "than", "instead", "which", "that", "over", "under", "it", "depending",
    }
)  # fmt: skip
_GOES_ON_BARE: Final = frozenset(map(fold, _GOES_ON))


@dataclass(frozen=True, slots=True)
class Value:
    """A value as written, its ``unit`` if that stood apart, and what it was read as.

    ``label`` are the words before it in its clause, ``turned`` tells that something rose or fell
    to it, ``certain`` that no unknown word goes on with its unit and it is no difference.
    """

    label: tuple[str, ...]
    written: str
    unit: str
    quantity: Quantity
    span: Span
    clause: Span
    turned: bool
    certain: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as written, in small letters of the same length, and the marks in it."""

    written: str
    lower: str
    context: Context

    def values(self) -> Iterator[Value]:
        """Yield what can be read, in its order."""
        found = list(_VALUE.finditer(self.lower))
        ends = [0, *(value.end() for value in found)]
        for value, since, following in zip(found, ends, [*found[1:], None], strict=False):
            before = self._before(value, max(since, value.start() - _REACH))
            written = self.written[before.value : value.end()].strip()
            quantity = read(written, before.unit)
            if quantity is None:
                continue
            until = following.start() if following else len(self.lower)
            clause = (before.clause, self._clause_end(value.end(), until))
            yield Value(
                label=before.label,
                written=written,
                unit=before.unit,
                quantity=quantity,
                span=(before.value, value.end()),
                clause=clause,
                turned=before.turned,
                certain=self._is_whole(value.end())
                and not self._is_relative(value, clause[1], following),
            )

    def _before(self, value: re.Match[str], since: int) -> "_Before":
        """Take apart what stands between the last value and this one, from its end."""
        lower, written = (
            text[since : value.start()] + text[slice(*value.span("name"))]
            for text in (self.lower, self.written)
        )
        turned = bool(value["turn"]) and (value["turn"] != "to" or bool(_CHANGE.search(lower)))
        apart = None if value["unit"] else _UNIT_APART.search(lower)
        end = _end(_LINKS, lower[: apart.start()] if apart else lower)
        turn = _TURNED.search(lower[:end])
        if turn or turned:
            end = _end(_CHANGED, lower[: turn.start() if turn else end])
        start = max((found.end() for found in _APART.finditer(lower[:end])), default=0)
        words = [] if _SIGN.search(lower[:end]) else re.findall(r"\w+", written[start:end])
        return _Before(
            label=(CUT, *words) if since and not start else tuple(words),
            clause=since + start,
            value=value.start("value") if turned or not value["turn"] else value.start(),
            unit=apart[1] if apart else "",
            turned=turned or turn is not None,
        )

    def _clause_end(self, start: int, until: int) -> int:
        end = _CLAUSE_END.search(self.lower, start, until)
        compared = self.context.next_compared(start)
        return min(until, end.start() if end else until, until if compared is None else compared)

    def _is_whole(self, end: int) -> bool:
        """Say whether nothing that follows may belong to the unit."""
        token = _TOKEN.match(self.lower, end)
        if token is None or token[1] in _GOES_ON or token[1] in ",;.:()!?\"'”":
            return True
        return token[1].isascii() and token[1] in _GOES_ON_BARE

    def _is_relative(self, value: re.Match[str], end: int, following: re.Match[str] | None) -> bool:
        """Say whether "30 % so với ..." or "thấp hơn 3 kWh so với ..." tells only a difference."""
        if self.context.next_compared(value.end()) != end:
            return False
        if _COMPARATIVE.match(value["value"]):
            return True
        return "%" in value["value"] and (following is None or "%" not in following["value"])


_TOKEN: Final = re.compile(r"\s*([^\W\d_]+|\S)")


@dataclass(frozen=True, slots=True)
class _Before:
    """What stands before a value: its label, where clause and value begin, a unit in brackets."""

    label: tuple[str, ...]
    clause: int
    value: int
    unit: str
    turned: bool


def _end(trailing: re.Pattern[str], text: str) -> int:
    """Return where ``text`` ends without what is ``trailing``."""
    found = trailing.search(text)
    return found.start() if found else len(text)
