"""Find terms again in the texts that were analysed: in which field, how written, and where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.accents import Accents
from matchmaker.matching.analysis import PAIR, analyse, term_name
from matchmaker.matching.documents import Document
from matchmaker.matching.lexicon import Terms
from matchmaker.matching.parts import parts_of, place_of
from matchmaker.matching.postings import Integers, languages_of
from matchmaker.matching.text import BARE_MARK, FOLDED, fold, word_spans
from matchmaker.matching.weighting import Doubles, Floats

Place = tuple[str, int, int]
#: A field, its text, and the numbers of the first and the last word; or, without a text, where
#: the first begins and the last ends.
Spot = tuple[str, str | None, int, int]


@dataclass(slots=True)
class Found:
    """Where and how something occurs on one side; all in the order of the text."""

    fields: dict[str, None] = field(default_factory=dict)
    forms: dict[str, None] = field(default_factory=dict)
    spots: dict[Spot, None] = field(default_factory=dict)

    def places(self) -> list[Place]:
        """Return where it stands, as (field, start, end)."""
        return [_place(*spot) for spot in self.spots]

    def with_(self, other: "Found") -> "Found":
        """Return what both found."""
        return Found(self.fields | other.fields, self.forms | other.forms, self.spots | other.spots)


def _place(name: str, text: str | None, first: int, last: int) -> Place:
    if text is None:
        return name, first, last
    spans = word_spans(text)
    return name, spans[first][0], spans[last][1]


class Texts:
    """Postings analysed together, in which terms can be found again.

    With ``accents`` it is what they ask for that can be found, else what they hold.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        weights: Mapping[str, float],
        accents: Accents | None = None,
        *,
        pairs: bool,
    ) -> None:
        self._fields = [
            (owner, name, text)
            for owner, document in enumerate(documents)
            for name, text in document.fields.items()
            if text
        ]
        self.analysis = analyse([text for _, _, text in self._fields], pairs=pairs)
        self._asked = accents.restored(self.analysis) if accents else None
        factors = np.array([weights.get(name, 1.0) for _, name, _ in self._fields])
        self._owner = np.array([owner for owner, _, _ in self._fields], np.int64)
        self._factor = factors.take(self.analysis.text)
        self._owned = self._owner.take(self.analysis.text)
        places = np.array([place_of(name) for _, name, _ in self._fields], np.int64)
        self._placed = places.take(self.analysis.text)
        self.many = len(documents)

    @property
    def lengths(self) -> Floats:
        """The weighted words of each posting."""
        return np.bincount(self._owned, self._factor, self.many).astype(np.float32)

    @property
    def languages(self) -> NDArray[np.uint8]:
        """The languages of each posting, as the bits of ``postings.LANGUAGES``."""
        return languages_of(self.analysis, self._owned, self._factor, self.many)

    def counts(self, terms: Terms, factors: Doubles | None = None) -> Doubles:
        """Return the weighted count of each of ``terms`` (ascending) in each posting.

        With ``factors`` (of ``parts``) a term counts times the factor of the part it stands in.
        """
        counts = np.zeros(self.many * len(terms))
        for kind, at, which in self._hits(terms):
            cell = self._owned.take(at) * len(terms) + which
            weights = self._factor.take(at)
            if factors is not None:
                weights *= factors.take(parts_of(self._placed.take(at), kind))
            counts += np.bincount(cell, weights, len(counts))
        return counts.reshape(self.many, len(terms))

    def found(self, terms: Terms) -> Mapping[int, Mapping[int, Found]]:
        """Find ``terms`` (ascending): by posting and by number of the term."""
        found: dict[int, dict[int, Found]] = {}
        for kind, at, which in self._hits(terms):
            owners = self._owned.take(at).tolist()
            for i, term, owner in zip(at.tolist(), which.tolist(), owners, strict=True):
                form, spot = self._written(kind, i)
                terms_of = found.setdefault(owner, {})
                each = terms_of.get(term)
                if each is None:
                    each = terms_of[term] = Found()
                each.fields[spot[0]] = each.forms[form] = each.spots[spot] = None
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
        for kind, (at, held) in enumerate(self._terms):
            if len(terms) and len(held):
                which = np.minimum(np.searchsorted(terms, held), len(terms) - 1)
                found = np.flatnonzero(terms[which] == held)
                yield kind, at.take(found), which.take(found)

    @property
    def _terms(self) -> Iterator[tuple[Integers, Terms]]:
        """For each kind, at which words its terms begin, and the terms."""
        for kind, stream in enumerate(self.analysis.streams):
            if self._asked is None:
                yield np.arange(len(stream)), stream
            else:
                of_kind = np.flatnonzero(self._asked.kinds == kind)
                yield self._asked.at.take(of_kind), self._asked.terms.take(of_kind)

    def _written(self, kind: int, at: int) -> tuple[str, Spot]:
        """Return the form of a term that begins at a word, and where it stands."""
        words, texts, places = self._words
        last = at + (kind >= PAIR)
        _owner, name, text = self._fields[texts[at]]
        form = words[at] if last == at else f"{words[at]} {words[last]}"
        return form, (name, text, places[at], places[last])

    @cached_property
    def _words(self) -> tuple[list[str], list[int], list[int]]:
        """The words, their texts and their places there, as lists: quicker one by one."""
        analysis, spelt = self.analysis, self.analysis.lexicon.words
        words = [spelt[row] for row in analysis.rows.tolist()]
        return words, analysis.text.tolist(), analysis.place.tolist()


def _name(term: str) -> str:
    """Return the name under which a term and its unaccented twins are gathered."""
    return term[1:] if term[0] in {FOLDED, BARE_MARK} else fold(term)
