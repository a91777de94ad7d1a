"""Find terms again in the texts that were analysed: in which field, how written, and where."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.accents import Accents
from matchmaker.matching.analysis import PAIR, analyse
from matchmaker.matching.documents import Document
from matchmaker.matching.lexicon import Terms, forms_of
from matchmaker.matching.parts import parts_of, place_of
from matchmaker.matching.postings import Integers, languages_of
from matchmaker.matching.text import FOLDED, word_spans
from matchmaker.matching.weighting import Doubles, Floats

Kinds = NDArray[np.int64]
#: Terms, how often each counts, and their kinds.
Part = tuple[Terms, Doubles, Kinds]
Place = tuple[str, int, int]
#: A field, its text, and the numbers of the first and the last word; or, without a text, where
#: the first begins and the last ends.
Spot = tuple[str, str | None, int, int]


class Found(NamedTuple):
    """How something is written on one side, the surest first, and where it stands."""

    forms: dict[str, None]
    spots: dict[Spot, None]

    @property
    def fields(self) -> list[str]:
        """The fields in which it stands."""
        return list(dict.fromkeys([spot[0] for spot in self.spots]))

    def places(self) -> list[Place]:
        """Return where it stands, as (field, start, end)."""
        return [_place(*spot) for spot in self.spots]


def _place(name: str, text: str | None, first: int, last: int) -> Place:
    if text is None:
        return name, first, last
    spans = word_spans(text)
    return name, spans[first][0], spans[last][1]


class Texts:
    """Postings analysed together, in which terms that they hold can be found again.

    ``fields`` are their texts, each with the number of its posting and its name, and ``factors``
    how much each counts.
    """

    def __init__(
        self, documents: Sequence[Document], weights: Mapping[str, float], *, pairs: bool
    ) -> None:
        self.fields = [
            (owner, name, text)
            for owner, document in enumerate(documents)
            for name, text in document.fields.items()
            if text
        ]
        self.factors = np.array([weights.get(name, 1.0) for _, name, _ in self.fields])
        self.analysis = analyse([text for _, _, text in self.fields], pairs=pairs)
        self._factor = self.factors.take(self.analysis.text)
        self._owned = np.array([owner for owner, _, _ in self.fields], np.int64).take(
            self.analysis.text
        )
        places = np.array([place_of(name) for _, name, _ in self.fields], np.int64)
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

    def found(self, terms: Terms) -> list[dict[int, Found]]:
        """Find ``terms`` (ascending) in each posting, by their numbers, those as written first."""
        found: list[dict[int, Found]] = [{} for _ in range(self.many)]
        text, place = self.analysis.text, self.analysis.place
        for kind, at, which in self._hits(terms):
            fields = map(self.fields.__getitem__, text.take(at).tolist())
            forms = _each(kind, self._spelt, at)
            starts, ends = place.take(at).tolist(), place.take(at + (kind >= PAIR)).tolist()
            hits = zip(which.tolist(), forms, fields, starts, ends, strict=True)
            for number, form, (owner, name, written), start, end in hits:
                its = found[owner].get(number)
                if its is None:
                    its = found[owner][number] = Found({}, {})
                its.forms[form] = its.spots[name, written, start, end] = None
        return found

    def names(self, terms: Terms) -> list[str]:
        """Return the name of each of ``terms`` (ascending); unaccented twins have the same one."""
        names = [""] * len(terms)
        for kind, at, which in self._hits(terms):
            for number, name in zip(which.tolist(), _each(kind, self._named, at), strict=True):
                names[number] = name
        return names

    def _hits(self, terms: Terms) -> Iterator[tuple[int, Integers, Integers]]:
        """Yield, kind by kind, the words at which terms begin, and the numbers of these terms."""
        for kind, (at, held) in enumerate(self._terms()):
            if len(terms) and len(held):
                which = np.minimum(np.searchsorted(terms, held), len(terms) - 1)
                found = np.flatnonzero(terms[which] == held)
                yield kind, at.take(found), which.take(found)

    def _terms(self) -> Iterator[tuple[Integers, Terms]]:
        """Yield, for each kind, at which words its terms begin, and the terms."""
        for stream in self.analysis.streams:
            yield np.arange(len(stream)), stream

    def _spelt(self, at: Integers) -> list[str]:
        """Return some of the words, normalised."""
        spelt = self.analysis.lexicon.words
        return [spelt[row] for row in self.analysis.rows.take(at).tolist()]

    def _named(self, at: Integers) -> list[str]:
        """Return the names under which some of the words and their unaccented twins go."""
        scripts = self.analysis.scripts.take(self.analysis.text.take(at))
        return list(map(_name, self._spelt(at), scripts.tolist()))


def _each(kind: int, words: Callable[[Integers], list[str]], at: Integers) -> list[str]:
    """Say of terms of a kind, by where they begin, what ``words`` says of their words."""
    if kind < PAIR:
        return words(at)
    return list(map("{} {}".format, words(at), words(at + 1)))


class Asking(Texts):
    """A posting in which the terms can be found again that it asks for.

    What has lost its accents asks with those that ``accents`` give back.
    """

    def __init__(
        self, document: Document, weights: Mapping[str, float], accents: Accents, *, pairs: bool
    ) -> None:
        super().__init__([document], weights, pairs=pairs)
        self._restored = accents.restored(self.analysis)

    def asked(self, counting: Doubles | float = 1.0) -> Part:
        """Return the terms, their weighted counts and kinds; each field counts so many times."""
        asked, factors = self._restored, (self.factors * counting).take(self.analysis.text)
        return asked.terms, asked.shares * factors.take(asked.at), asked.kinds

    def _terms(self) -> Iterator[tuple[Integers, Terms]]:
        asked = self._restored
        for kind in range(len(self.analysis.streams)):
            of_kind = np.flatnonzero(asked.kinds == kind)
            yield asked.at.take(of_kind), asked.terms.take(of_kind)


@lru_cache(maxsize=1 << 12)
def _name(word: str, script: int) -> str:
    """Return the name under which a word and its unaccented twins are gathered."""
    own, bare = forms_of(word, script)
    return bare.removeprefix(FOLDED) or own
