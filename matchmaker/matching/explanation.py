"""Say why a document was proposed: the terms both sides share, as people would name them.

The ranking counts "máy", "~may", "máy sấy" and "~may say" apart. A reader wants to see "máy sấy"
once. So the parts of the score are gathered: what differs by accents only goes together, and a
shared pair takes over its two words, the strongest pair first.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from matchmaker.matching.analysis import PAIR, analyse, term_name
from matchmaker.matching.documents import Document
from matchmaker.matching.lexicon import Terms
from matchmaker.matching.postings import Integers
from matchmaker.matching.text import FOLDED, fold, is_pair, word_spans
from matchmaker.matching.weighting import Doubles, Floats

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


Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A term of both sides: its share of the score, where it stands and how it is written.

    ``query_weight`` is its part of all that the query asks for, ``document_weight`` how much of
    that the document holds, brevity counted in; their product is ``share`` times the score.
    Places are (field, start, end).
    """

    term: str
    share: float
    query_weight: float
    document_weight: float
    query_fields: tuple[str, ...]
    document_fields: tuple[str, ...]
    query_forms: tuple[str, ...]
    document_forms: tuple[str, ...]
    query_places: tuple[Place, ...]
    document_places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score and its shared terms, the heaviest first; their shares add up to 1."""

    score: float
    terms: tuple[SharedTerm, ...]


@dataclass(slots=True)
class _Found:
    """Where and how something occurs on one side; all in the order of the text."""

    fields: dict[str, None] = field(default_factory=dict)
    forms: dict[str, None] = field(default_factory=dict)
    places: dict[Place, None] = field(default_factory=dict)

    def take(self, other: "_Found") -> None:
        """Take over what ``other`` found."""
        self.fields |= other.fields
        self.forms |= other.forms
        self.places |= other.places


class Texts:
    """Postings analysed together, in which terms can be found again."""

    def __init__(
        self, documents: Sequence[Document], weights: Mapping[str, float], *, pairs: bool
    ) -> None:
        self._fields = [
            (owner, name, text)
            for owner, document in enumerate(documents)
            for name, text in document.fields.items()
            if text
        ]
        self.analysis = analyse([text for _, _, text in self._fields], pairs=pairs)
        factors = np.array([weights.get(name, 1.0) for _, name, _ in self._fields])
        self._owner = np.array([owner for owner, _, _ in self._fields], np.int64)
        self._factor = factors.take(self.analysis.text)
        self._owned = self._owner.take(self.analysis.text)
        self.many = len(documents)
        self._spans: dict[int, list[tuple[int, int]]] = {}

    @property
    def lengths(self) -> Floats:
        """The weighted words of each posting."""
        return np.bincount(self._owned, self._factor, self.many).astype(np.float32)

    def counts(self, terms: Terms) -> Doubles:
        """Return the weighted count of each of ``terms`` (ascending) in each posting."""
        counts = np.zeros(self.many * len(terms))
        for _kind, at, which in self._hits(terms):
            cell = self._owned.take(at) * len(terms) + which
            counts += np.bincount(cell, self._factor.take(at), len(counts))
        return counts.reshape(self.many, len(terms))

    def found(self, terms: Terms) -> Mapping[int, Mapping[int, _Found]]:
        """Find ``terms`` (ascending): by posting and by number of the term."""
        found: dict[int, dict[int, _Found]] = {}
        for kind, at, which in self._hits(terms):
            for i, term in zip(at.tolist(), which.tolist(), strict=True):
                name, form, place = self._written(kind, i)
                owner = found.setdefault(int(self._owned[i]), {})
                each = owner.setdefault(term, _Found())
                each.fields[name] = each.forms[form] = each.places[place] = None
        return found

    def names(self, terms: Terms) -> Mapping[int, str]:
        """Return the names of ``terms`` (ascending) that occur, by their numbers."""
        return {
            term: _name(term_name(self.analysis, kind, i))
            for kind, at, which in self._hits(terms)
            for i, term in zip(at.tolist(), which.tolist(), strict=True)
        }

    def _hits(self, terms: Terms) -> Iterator[tuple[int, Integers, Integers]]:
        """Yield, kind by kind, the words at which terms begin, and the numbers of these terms."""
        for kind, stream in enumerate(self.analysis.streams):
            if len(terms) and len(stream):
                which = np.minimum(np.searchsorted(terms, stream), len(terms) - 1)
                at = np.flatnonzero(terms[which] == stream)
                yield kind, at, which[at]

    def _written(self, kind: int, at: int) -> tuple[str, str, Place]:
        """Return the field and the form of a term that begins at a word, and its place."""
        analysis, last = self.analysis, at + (kind >= PAIR)
        text = int(analysis.text[at])
        _owner, name, written = self._fields[text]
        spans = self._spans.get(text)
        if spans is None:
            spans = self._spans[text] = word_spans(written)
        words = analysis.lexicon.words
        form = " ".join([words[row] for row in analysis.rows[at : last + 1].tolist()])
        start, end = spans[analysis.place[at]][0], spans[analysis.place[last]][1]
        return name, form, (name, start, end)


def explanations_of(
    terms: Terms, needs: Doubles, held: Doubles, query: Texts, documents: Texts
) -> list[Explanation]:
    """Gather the parts need · held of each document's score into terms as people name them.

    ``terms`` are the query's, ascending; ``held`` has a row a document.
    """
    shared = np.flatnonzero(held.any(axis=0))
    terms, needs, held = terms[shared], needs[shared], held[:, shared]
    names = query.names(terms)
    asked = query.found(terms).get(0, {})
    theirs = documents.found(terms)
    return [
        _explanation(needs, held[each], names, asked, theirs.get(each, {}))
        for each in range(documents.many)
    ]


def _explanation(
    needs: Doubles,
    held: Doubles,
    names: Mapping[int, str],
    asked: Mapping[int, _Found],
    theirs: Mapping[int, _Found],
) -> Explanation:
    parts = (needs * held).tolist()
    score = math.fsum(parts)
    gathered: dict[str, float] = defaultdict(float)
    wanted: dict[str, float] = defaultdict(float)
    sides: dict[str, tuple[_Found, _Found]] = {}
    for term, found in theirs.items():
        name = names[term]
        gathered[name] += parts[term]
        wanted[name] += float(needs[term])
        mine, other = sides.setdefault(name, (_Found(), _Found()))
        mine.take(asked[term])
        other.take(found)
    shown = {name: _shown(*both) for name, both in sides.items()}
    holders = _holders(gathered, shown)
    weights = _by_holder(wanted, holders)
    shared = [
        _shared(shown[name], part, weights[name], score, sides[name])
        for name, part in _by_holder(gathered, holders).items()
    ]
    return Explanation(score, tuple(sorted(shared, key=lambda term: (-term.share, term.term))))


def _name(term: str) -> str:
    """Return the name under which a term and its unaccented twin are gathered."""
    return term.removeprefix(FOLDED) if term.startswith(FOLDED) else fold(term)


def _shown(asked: _Found, held: _Found) -> str:
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


def _holders(parts: Mapping[str, float], shown: Mapping[str, str]) -> Mapping[str, str]:
    """Let every pair take over its words, the heaviest pair first; grammar makes no pair."""
    holders = {name: name for name in parts if not is_pair(name)}
    pairs = sorted(filter(is_pair, parts), key=lambda name: (-parts[name], name))
    for pair in filter(lambda name: _names_a_thing(shown[name]), pairs):
        holders[pair] = pair
        for word in pair.split(" "):
            if holders.get(word) == word:
                holders[word] = pair
    for pair in filter(lambda name: not _names_a_thing(shown[name]), pairs):
        first, second = pair.split(" ")
        holders[pair] = holders[second if shown[first] in _GRAMMAR else first]
    return holders


def _by_holder(parts: Mapping[str, float], holders: Mapping[str, str]) -> Mapping[str, float]:
    """Add up the parts under the names that are shown."""
    sums: dict[str, float] = defaultdict(float)
    for name, part in parts.items():
        sums[holders[name]] += part
    return sums


def _names_a_thing(pair: str) -> bool:
    return _GRAMMAR.isdisjoint(pair.split(" "))


def _shared(
    shown: str, part: float, wanted: float, score: float, sides: tuple[_Found, _Found]
) -> SharedTerm:
    asked, held = sides
    return SharedTerm(
        shown,
        part / score,
        wanted,
        part / wanted,
        tuple(asked.fields),
        tuple(held.fields),
        tuple(asked.forms),
        tuple(held.forms),
        tuple(asked.places),
        tuple(held.places),
    )
