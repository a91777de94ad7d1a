"""The part of an index that has changed since its generation was written: a few documents.

Every process keeps its own, in memory. A new text is merged into a young part, and that into an
old one before it grows long; a text that is no longer there is only marked as gone.
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching import ranking
from matchmaker.matching.lexicon import Terms
from matchmaker.matching.postings import Integers, Postings, count, merge, rows_of, without
from matchmaker.matching.weighting import Doubles, Floats, halves

#: Documents that the young part may have.
_YOUNG: Final = 64


@dataclass(frozen=True, slots=True)
class _Part:
    """Posting lists with held(t, d) of ``weighting`` beside the counts."""

    lists: Postings
    held: Floats

    def frequencies(self, terms: Terms) -> Integers:
        """Return how many documents have each of ``terms``."""
        rows, starts = rows_of(terms, self.lists.terms), self.lists.starts
        return np.where(rows >= 0, starts.take(rows + 1) - starts.take(rows), 0)

    def add(self, scores: Floats, terms: Terms, needs: Doubles) -> None:
        """Add need(t) · held(t, d) to the scores of its documents."""
        rows = rows_of(terms, self.lists.terms)
        known = np.flatnonzero(rows >= 0)
        lists = (self.lists.documents, self.held)
        wanted = needs[known].astype(np.float32)
        ranking.accumulate(scores, rows[known], wanted, self.lists.starts, lists)

    def terms_of(self, place: int) -> Terms:
        """Return the terms of a document."""
        at = np.flatnonzero(self.lists.documents == place)
        return self.lists.terms[np.searchsorted(self.lists.starts, at, side="right") - 1]


class Recent:
    """Documents that came after a generation, measured by the mean length of that."""

    def __init__(self, mean: float) -> None:
        self.mean = mean
        self.gone: set[int] = set()
        self.words: set[str] = set()
        self._nothing = self._part(count([], {}))
        self._old = self._young = self._nothing
        self._places: dict[int, int] = {}
        self._removed: Counter[int] = Counter()

    def __len__(self) -> int:
        return len(self._old.lists) + len(self._young.lists)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    @property
    def keys(self) -> Integers:
        """The keys of its documents, by place."""
        return np.concatenate([part.lists.keys for part in (self._old, self._young)])

    @property
    def lengths(self) -> Floats:
        """The weighted words of its documents, by place."""
        return np.concatenate([part.lists.lengths for part in (self._old, self._young)])

    @property
    def languages(self) -> NDArray[np.uint8]:
        """The languages of its documents, by place."""
        return np.concatenate([part.lists.languages for part in (self._old, self._young)])

    def put(self, part: Postings) -> None:
        """Take the document in that ``part`` holds alone; one with the same key must be gone."""
        if not self.mean:
            self.mean = float(part.lengths[0])
        self._places[int(part.keys[0])] = len(self)
        self.words |= part.words
        self._young = self._part(self._young.lists, replace(part, words=frozenset()))
        if len(self._young.lists) > _YOUNG:
            self._old = self._part(self._old.lists, self._young.lists)
            self._young = self._nothing

    def remove(self, key: int) -> None:
        """Mark the document as gone; KeyError if it is not here."""
        place = self._places.pop(key)
        self.gone.add(place)
        before = len(self._old.lists)
        its = self._old.terms_of(place) if place < before else self._young.terms_of(place - before)
        self._removed.update(its.tolist())

    def frequencies(self, terms: Terms) -> Integers:
        """Return how many of its documents have each of ``terms``."""
        removed = np.fromiter(map(self._removed.__getitem__, terms.tolist()), np.int64, len(terms))
        return self._old.frequencies(terms) + self._young.frequencies(terms) - removed

    def scores(self, terms: Terms, needs: Doubles) -> Floats:
        """Return Σ need(t) · held(t, d) of its documents, by place; 0 for those that are gone."""
        scores, before = np.zeros(len(self), np.float32), len(self._old.lists)
        self._old.add(scores[:before], terms, needs)
        self._young.add(scores[before:], terms, needs)
        scores[list(self.gone)] = 0
        return scores

    def place(self, key: int) -> int:
        """Return the place of a document, -1 if it is not here."""
        return self._places.get(key, -1)

    def postings(self) -> Postings:
        """Return the documents that are left."""
        whole = merge([self._old.lists, self._young.lists])
        gone = np.fromiter(self.gone, np.int64, len(self.gone))
        return replace(without(whole, gone), words=frozenset(self.words))

    def _part(self, *lists: Postings) -> _Part:
        whole = merge(lists)
        at_half = halves(whole.lengths, self.mean)[whole.documents]
        return _Part(whole, whole.counts / (whole.counts + at_half))
