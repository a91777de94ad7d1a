"""Say why a document was proposed: the terms both sides share, as people would name them.

The ranking counts "máy", "~may", "máy sấy" and "~may say" apart. A reader wants to see "máy sấy"
once. So the parts of the score are gathered: what differs by accents only goes together, and a
shared pair takes over its two words, the strongest pair first.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from matchmaker.matching.documents import Document
from matchmaker.matching.text import FOLDED, fold, is_pair, occurrences

#: Vietnamese words of grammar: they count in the score (leaving them out was measured to lose) but
#: a pair with one of them ("sấy và") is not shown as a term of its own.
_GRAMMAR: Final = frozenset(
    re.findall(
        r"\w+",
        """bị bằng cho chưa có còn của cùng cũng cần do để đã đang đến được gì hay hoặc khi không
        là lại làm mà một mỗi nên này ngoài nhiều như nhưng những ở phải qua ra rất sau sẽ tại theo
        thì các trên trong trước từ và vào vẫn về vì với đó""",
    )
)


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A term of both sides: its share of the score, where it stands and how it is written."""

    term: str
    share: float
    query_fields: tuple[str, ...]
    document_fields: tuple[str, ...]
    query_forms: tuple[str, ...]
    document_forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score and its shared terms, the heaviest first; their shares add up to 1."""

    score: float
    terms: tuple[SharedTerm, ...]


@dataclass(slots=True)
class _Side:
    """Where and how a term occurs on one side; both in the order of the text."""

    fields: dict[str, None] = field(default_factory=dict)
    forms: dict[str, None] = field(default_factory=dict)


def explanation_of(parts: Mapping[str, float], query: Document, document: Document) -> Explanation:
    """Gather the ``parts`` of a score (by term as counted) into terms as people name them."""
    gathered: dict[str, float] = defaultdict(float)
    for term, part in parts.items():
        gathered[_name(term)] += part
    asked, held = _sides(query, gathered), _sides(document, gathered)
    shown = {name: _shown(asked[name], held[name]) for name in gathered}
    merged = _merge_pairs(gathered, shown)
    score = sum(parts.values())
    terms = [
        _shared(part / score, shown[name], asked[name], held[name]) for name, part in merged.items()
    ]
    return Explanation(score, tuple(sorted(terms, key=lambda term: (-term.share, term.term))))


def _name(term: str) -> str:
    """Return the name under which a term and its unaccented twin are gathered."""
    return term.removeprefix(FOLDED) if term.startswith(FOLDED) else fold(term)


def _sides(document: Document, wanted: Iterable[str]) -> dict[str, _Side]:
    """Find the fields and written forms of the wanted names in a document."""
    sides = {name: _Side() for name in wanted}
    for field_name, text in document.fields.items():
        for name, form in _written(text):
            side = sides.get(name)
            if side is not None:
                side.fields[field_name] = None
                side.forms[form] = None
    return sides


@lru_cache(maxsize=1024)
def _written(text: str) -> tuple[tuple[str, str], ...]:
    """Return each name in ``text`` with each form it is written in, in the order of the text.

    Remembered, because a text is explained against many others in a row.
    """
    found = (
        (_name(each.term), " ".join(token.text for token in each.tokens))
        for each in occurrences(text)
    )
    return tuple(dict.fromkeys(found))


def _shown(asked: _Side, held: _Side) -> str:
    """Choose the form to show: written by both sides, else the one with the most accents.

    Two words that differ by their accents ("đổi", "đội") are shown as what they are, both.
    """
    both = [form for form in asked.forms if form in held.forms]
    one, other = (max(both or side.forms, key=_accents) for side in (asked, held))
    if _accents_agree(one, other):
        return max(one, other, key=lambda form: (_accents(form), -len(form)))
    return f"{one} ~ {other}"


def _accents(form: str) -> int:
    return sum(a != b for a, b in zip(form, fold(form), strict=False))


def _accents_agree(one: str, other: str) -> bool:
    """Tell whether no word has other accents on the one side than on the other."""
    words = zip(one.split(" "), other.split(" "), strict=False)
    return all(a == b or a.isascii() or b.isascii() for a, b in words)


def _merge_pairs(parts: Mapping[str, float], shown: Mapping[str, str]) -> dict[str, float]:
    """Let every pair take over its words, the heaviest pair first; grammar makes no pair."""
    merged = {name: part for name, part in parts.items() if not is_pair(name)}
    holder = {name: name for name in merged}
    pairs = sorted(filter(is_pair, parts), key=lambda name: (-parts[name], name))
    for pair in filter(lambda name: _names_a_thing(shown[name]), pairs):
        merged[pair] = parts[pair]
        for word in pair.split(" "):
            if holder[word] == word:
                merged[pair] += merged.pop(word, 0.0)
                holder[word] = pair
    for pair in filter(lambda name: not _names_a_thing(shown[name]), pairs):
        first, second = pair.split(" ")
        word = second if shown[first] in _GRAMMAR else first
        merged[holder[word]] += parts[pair]
    return merged


def _names_a_thing(pair: str) -> bool:
    return _GRAMMAR.isdisjoint(pair.split(" "))


def _shared(share: float, shown: str, asked: _Side, held: _Side) -> SharedTerm:
    return SharedTerm(
        shown,
        share,
        tuple(asked.fields),
        tuple(held.fields),
        tuple(asked.forms),
        tuple(held.forms),
    )
