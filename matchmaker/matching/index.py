"""Rank the documents of one side by how much of a query they cover; the formula is in ``weighting``.

An index is a generation, which many processes share, and the few documents that have changed since
it was written. Inverse document frequencies are worked out for the terms of the query when it is
asked, so they are never stale.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from matchmaker.matching import postings, ranking, weighting
from matchmaker.matching.documents import FIELD_WEIGHTS, Document, as_document
from matchmaker.matching.explanation import Explanation, Texts, explanations_of
from matchmaker.matching.generation import Generation, generation_of
from matchmaker.matching.lexicon import Terms
from matchmaker.matching.postings import Integers
from matchmaker.matching.query import Query, read
from matchmaker.matching.recent import Recent
from matchmaker.matching.spelling import Spelling
from matchmaker.matching.weighting import Doubles, Floats

_NEVER: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document of the index and its score for a query, 0 < score."""

    key: int
    score: float


@dataclass(frozen=True, slots=True)
class Asked:
    """The terms of a query, their rows in the generation (-1: none) and parts of its weight."""

    terms: Terms
    rows: Integers
    needs: Doubles
    verbosity: float


class Index:
    """A collection of documents that can be asked for the best counterparts of another one."""

    def __init__(
        self,
        documents: Iterable[Document] = (),
        weights: Mapping[str, float] = FIELD_WEIGHTS,
        *,
        pairs: bool = True,
        processes: int = 1,
    ) -> None:
        counts = postings.build(documents, weights, pairs=pairs, processes=processes)
        self._start(generation_of(counts), weights, pairs)

    @classmethod
    def over(
        cls,
        generation: Generation,
        weights: Mapping[str, float] = FIELD_WEIGHTS,
        *,
        pairs: bool = True,
    ) -> "Index":
        """Return an index over a generation that was made before."""
        index = cls.__new__(cls)
        index._start(generation, weights, pairs)
        return index

    def _start(self, generation: Generation, weights: Mapping[str, float], pairs: bool) -> None:
        self.generation = generation
        self.recent = Recent(generation.mean)
        self.weights = weights
        self._pairs = pairs
        self._gone: dict[int, int] = {}
        self._removed: dict[int, int] = {}
        self._scores: Floats = np.zeros(len(generation), np.float32)
        self._lock = threading.Lock()
        recent = self.recent
        self.spelling = Spelling(generation.spelt, lambda: recent.words, self.frequencies)

    def __len__(self) -> int:
        """Return how many documents can be found."""
        gone = len(self._gone) + len(self.recent.gone)
        return len(self.generation) + len(self.recent) - gone

    def __contains__(self, key: object) -> bool:
        return isinstance(key, int) and (key in self.recent or self._place(key) >= 0)

    @property
    def changes(self) -> int:
        """How many documents came or went since the generation was written."""
        return len(self.recent) + len(self._gone)

    def frequencies(self, terms: Terms) -> Integers:
        """Return how many documents have each of ``terms``."""
        return self._frequencies(terms, self.generation.rows(terms))

    def put(self, document: Document) -> None:
        """Take a document in, in place of one with the same key."""
        part = postings.count([document], self.weights, pairs=self._pairs)
        with self._lock:
            self._remove(document.key)
            self.recent.put(part)

    def remove(self, key: int) -> None:
        """Take a document out; one that is not here is gone already."""
        with self._lock:
            self._remove(key)

    def _remove(self, key: int) -> None:
        if key in self.recent:
            self.recent.remove(key)
        elif (place := self._place(key)) >= 0:
            self._gone[key] = place
            for row in self.generation.terms_of(place).tolist():
                self._removed[row] = self._removed.get(row, 0) + 1

    def compacted(self) -> Generation:
        """Return a generation of all documents that can be found now; no text is read again."""
        old = self.generation.postings()
        if self._gone:
            old = postings.without(old, np.array(list(self._gone.values())))
        return generation_of(postings.merge([old, self.recent.postings()]))

    def query(
        self,
        query: Document | str,
        top: int = 10,
        among: Collection[int] | None = None,
        exclude: Collection[int] = (),
    ) -> list[Candidate]:
        """Return the ``top`` best documents, best first and equal ones by key.

        Exact: every document that shares a term is scored, and none other is returned. ``among``
        (when given) and ``exclude`` are keys; unknown ones are passed over.
        """
        with self._lock:
            asked = self.ask(self.read(query))
            found = [
                candidate
                for part in (self._old(asked), self._new(asked))
                for candidate in part.best(top, asked.verbosity, among, exclude)
            ]
        found.sort(key=lambda candidate: (-candidate.score, candidate.key))
        return found[:top]

    def read(self, query: Document | str) -> Query:
        """Read a text as a query."""
        return read(as_document(query), self.weights, pairs=self._pairs)

    def ask(self, query: Query) -> Asked:
        """Weigh the terms of a query; those that no document has still count in the whole."""
        rows = self.generation.rows(query.terms)
        df = self._frequencies(query.terms, rows)
        idfs = weighting.idf(df, len(self))
        needs = weighting.need(query.counts, idfs, query.kinds, query.language)
        needs /= max(float(needs.sum()), _NEVER)
        return Asked(query.terms, rows, needs, weighting.verbosity(query.words))

    def explain(self, query: Document | str, document: Document | str) -> Explanation:
        """Say which shared terms make up the score of ``document``, in the index or not."""
        return self.explain_all(query, [document])[0]

    def explain_all(
        self, query: Document | str, documents: Sequence[Document | str]
    ) -> list[Explanation]:
        """Explain several documents to one query."""
        asked = self.ask(self.read(query))
        mine = Texts([as_document(query)], self.weights, pairs=self._pairs)
        theirs = Texts([as_document(each) for each in documents], self.weights, pairs=self._pairs)
        mean = self.generation.mean or self.recent.mean
        counts, lengths = theirs.counts(asked.terms), theirs.lengths
        held = counts / (counts + weighting.halves(lengths, mean)[:, None])
        held *= weighting.brevity(lengths, mean, asked.verbosity)[:, None]
        return explanations_of(asked.terms, asked.needs, held, mine, theirs)

    def _frequencies(self, terms: Terms, rows: Integers) -> Integers:
        """Return how many documents have each term now."""
        starts = self.generation.starts
        df = np.where(rows >= 0, starts.take(rows + 1) - starts.take(rows), 0)
        if self.changes:
            removed, recent = self._removed, self.recent.frequency
            df += np.fromiter(
                (
                    recent(term) - removed.get(row, 0)
                    for term, row in zip(terms.tolist(), rows.tolist(), strict=True)
                ),
                np.int64,
                len(rows),
            )
        return df

    def _old(self, asked: Asked) -> "_Scored":
        """Score the documents of the generation."""
        generation, scores = self.generation, self._scores
        known = np.flatnonzero(asked.rows >= 0)
        known = known[np.argsort(asked.rows[known])]
        scores.fill(0)
        ranking.accumulate(
            scores,
            asked.rows[known],
            asked.needs[known].astype(np.float32),
            generation.starts,
            (generation.documents, generation.held),
        )
        scores[list(self._gone.values())] = 0
        return _Scored(scores, generation.keys, generation.lengths, generation.mean, self._place)

    def _new(self, asked: Asked) -> "_Scored":
        """Score the documents that came after the generation."""
        recent = self.recent
        scores = np.zeros(len(recent), np.float32)
        if len(recent):
            for term, need in zip(asked.terms.tolist(), asked.needs.tolist(), strict=True):
                if listed := recent.lists.get(term):
                    places, held = np.frombuffer(listed[0], np.int32), np.array(listed[1])
                    scores[places] += np.float32(need) * held.astype(np.float32)
        scores[list(recent.gone)] = 0
        lengths = np.array(recent.lengths, np.float32)
        return _Scored(scores, np.array(recent.keys), lengths, recent.mean, recent.place)

    def _place(self, key: int) -> int:
        """Return where a document stands in the generation, -1 if it is not there (any more)."""
        return -1 if key in self._gone else self.generation.place(key)


@dataclass(frozen=True, slots=True)
class _Scored:
    """Scores of the documents of one part, before their lengths are counted in."""

    scores: Floats
    keys: Integers
    lengths: Floats
    mean: float
    place: Callable[[int], int]

    def best(
        self, top: int, verbosity: float, among: Collection[int] | None, exclude: Collection[int]
    ) -> Iterator[Candidate]:
        """Yield the best candidates, in no order."""
        if not len(self.scores):
            return
        if among is not None:
            others = np.ones(len(self.scores), bool)
            others[self._places(among)] = False
            self.scores[others] = 0
        self.scores[self._places(exclude)] = 0
        lengths = ranking.Lengths(self.lengths, self.mean, verbosity)
        places, values = ranking.best(self.scores, top, lengths)
        for place, value in zip(places.tolist(), values.tolist(), strict=True):
            yield Candidate(int(self.keys[place]), value)

    def _places(self, keys: Collection[int]) -> list[int]:
        return [place for place in map(self.place, keys) if place >= 0]
