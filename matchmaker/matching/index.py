"""Rank the documents of one side by how much of a query they cover, as ``weighting`` defines it.

An index is a generation, which many processes share, and the few documents that have changed since
it was written. Inverse document frequencies are worked out for the terms of the query when it is
asked, so they are never stale.
"""

import math
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching import postings, ranking, weighting
from matchmaker.matching.analysis import BARE_PAIR, BARE_WORD, Language, folded_of
from matchmaker.matching.documents import ASKING_WEIGHTS, FIELD_WEIGHTS, Document, as_document
from matchmaker.matching.explanation import Explanation, explanations_of, translations_of
from matchmaker.matching.generation import Generation, generation_of
from matchmaker.matching.lexicon import Terms
from matchmaker.matching.occurrences import Texts
from matchmaker.matching.postings import LANGUAGES, Integers
from matchmaker.matching.query import Asked, Query, read, translated
from matchmaker.matching.recent import Recent
from matchmaker.matching.spelling import Spelling
from matchmaker.matching.translation import Glossary
from matchmaker.matching.weighting import Doubles, Floats

_NEVER: Final = 1e-12
_OTHER: Final[Mapping[Language, Language]] = {"vi": "en", "en": "vi"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document of the index and its score for a query, 0 < score."""

    key: int
    score: float


class Index:
    """A collection of documents that can be asked for the best counterparts of another one."""

    def __init__(
        self,
        documents: Iterable[Document] = (),
        weights: Mapping[str, float] = FIELD_WEIGHTS,
        asking: Mapping[str, float] = ASKING_WEIGHTS,
        *,
        pairs: bool = True,
        processes: int = 1,
        glossary: Callable[[], Glossary] | None = None,
    ) -> None:
        counts = postings.build(documents, weights, pairs=pairs, processes=processes)
        self._start(generation_of(counts), weights, asking, pairs, glossary)

    @classmethod
    def over(
        cls,
        generation: Generation,
        weights: Mapping[str, float] = FIELD_WEIGHTS,
        asking: Mapping[str, float] = ASKING_WEIGHTS,
        *,
        pairs: bool = True,
        glossary: Callable[[], Glossary] | None = None,
    ) -> "Index":
        """Return an index over a generation that was made before."""
        index = cls.__new__(cls)
        index._start(generation, weights, asking, pairs, glossary)
        return index

    def _start(
        self,
        generation: Generation,
        weights: Mapping[str, float],
        asking: Mapping[str, float],
        pairs: bool,
        glossary: Callable[[], Glossary] | None,
    ) -> None:
        self.generation = generation
        self.recent = Recent(generation.mean)
        self.weights = weights
        self.asking = asking
        self.glossary = glossary
        self._pairs = pairs
        self._gone: dict[int, int] = {}
        self._removed: dict[int, int] = {}
        self._scores: Floats = np.zeros(len(generation), np.float32)
        self._lock = threading.Lock()
        self._written_in = {
            name: int(np.count_nonzero(~generation.lacking[name])) for name in LANGUAGES
        }
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
            self._count_languages(int(part.languages[0]), 1)

    def remove(self, key: int) -> None:
        """Take a document out; one that is not here is gone already."""
        with self._lock:
            self._remove(key)

    def _remove(self, key: int) -> None:
        if (place := self.recent.place(key)) >= 0:
            self._count_languages(self.recent.languages[place], -1)
            self.recent.remove(key)
        elif (place := self._place(key)) >= 0:
            self._count_languages(int(self.generation.languages[place]), -1)
            self._gone[key] = place
            for row in self.generation.terms_of(place).tolist():
                self._removed[row] = self._removed.get(row, 0) + 1

    def _count_languages(self, bits: int, step: int) -> None:
        for name, bit in LANGUAGES.items():
            self._written_in[name] += step * bool(bits & bit)

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
        (when given) and ``exclude`` are keys; unknown ones are passed over. Documents in the other
        language only are ranked apart, by a translation of the query; so that both rankings can be
        one, theirs are scaled by √(best of the others / best of them): measured better than taking
        turns and than comparing shares as they are.
        """
        document = as_document(query)
        with self._lock:
            asked = self.read(document)
            found = self._best(self.ask(asked), top, among, exclude)
            foreign = self._translated(document, asked.language)
            if foreign is not None:
                others = self._best(self.ask(foreign), top, among, exclude, foreign=True)
                found = _merged(found, others)
        found.sort(key=lambda candidate: (-candidate.score, candidate.key))
        return found[:top]

    def read(self, query: Document | str) -> Query:
        """Read a text as a query."""
        return read(as_document(query), self.asking, pairs=self._pairs)

    def _translated(self, document: Document, language: Language) -> Query | None:
        """Read a text as a query for documents that have nothing in its language, if any."""
        if self.glossary is None or self._written_in[language] == len(self):
            return None
        other = _OTHER[language]
        return translated(document, self.asking, self.glossary(), other, pairs=self._pairs)

    def ask(self, query: Query) -> Asked:
        """Weigh the terms of a query; those that no document has still count in the whole.

        A word to be found without its accents stands in the place of the same word with them: it
        is as rare as all that differ from it by accents only, and does not count in the whole.
        """
        rows = self.generation.rows(query.terms)
        df = self._frequencies(query.terms, rows)
        bare = np.flatnonzero((query.kinds == BARE_WORD) | (query.kinds == BARE_PAIR))
        if len(bare):
            df[bare] = self.frequencies(folded_of(query.terms[bare]))
        idfs = weighting.idf(df, self._written_in[query.language])
        needs = weighting.need(query.counts, idfs, query.kinds, query.language)
        needs /= max(float(needs.sum() - needs[bare].sum()), _NEVER)
        return Asked(
            query.terms, rows, needs, weighting.verbosity(query.words), query.language, query.hits
        )

    def _best(
        self,
        asked: Asked,
        top: int,
        among: Collection[int] | None,
        exclude: Collection[int],
        *,
        foreign: bool = False,
    ) -> list[Candidate]:
        """Return the best of the documents in the language asked, or of those only in the other."""
        language = _OTHER[asked.language] if foreign else asked.language
        found: list[Candidate] = []
        for part in (self._old(asked), self._new(asked)):
            if foreign:
                part.leave_out(~part.lacking[language])
            elif self.glossary is not None:
                part.leave_out(part.lacking[language])
            found += part.best(top, among, exclude)
        return found

    def explain(self, query: Document | str, document: Document | str) -> Explanation:
        """Say which shared terms make up the score of ``document``, in the index or not."""
        return self.explain_all(query, [document])[0]

    def explain_all(
        self, query: Document | str, documents: Sequence[Document | str]
    ) -> list[Explanation]:
        """Explain several documents to one query."""
        asking, texts = as_document(query), [as_document(each) for each in documents]
        theirs = Texts(texts, self.weights, pairs=self._pairs)
        read = self.read(asking)
        foreign = self._lacking(theirs, read.language)
        asked = self.ask(read)
        mine = Texts([asking], self.asking, pairs=self._pairs, asking=True)
        found = explanations_of(asked, self._held(asked, theirs), mine, theirs, ~foreign)
        if foreign.any() and self.glossary is not None:
            other = _OTHER[read.language]
            words = translated(asking, self.asking, self.glossary(), other, pairs=self._pairs)
            asked = self.ask(words)
            found |= translations_of(asked, self._held(asked, theirs), theirs, foreign)
        return [found[each] for each in range(len(texts))]

    def _lacking(self, texts: Texts, language: Language) -> NDArray[np.bool_]:
        """Tell which texts have to be found by translation."""
        lacking = (texts.languages & LANGUAGES[language]) == 0
        return lacking if self.glossary is not None else np.zeros_like(lacking)

    def _held(self, asked: Asked, texts: Texts) -> Doubles:
        """Return held(t, d), brevity counted in, for each text and term."""
        mean = self.generation.mean or self.recent.mean
        counts, lengths = texts.counts(asked.terms), texts.lengths
        held: Doubles = counts / (counts + weighting.halves(lengths, mean)[:, None])
        return held * weighting.brevity(lengths, mean, asked.verbosity)[:, None]

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
        lengths = ranking.Lengths(generation.lengths, generation.mean, asked.verbosity)
        return _Scored(scores, generation.keys, lengths, generation.lacking, self._place)

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
        languages = np.array(recent.languages, np.uint8)
        lacking = {name: (languages & bit) == 0 for name, bit in LANGUAGES.items()}
        lengths = ranking.Lengths(
            np.array(recent.lengths, np.float32), recent.mean, asked.verbosity
        )
        return _Scored(scores, np.array(recent.keys), lengths, lacking, recent.place)

    def _place(self, key: int) -> int:
        """Return where a document stands in the generation, -1 if it is not there (any more)."""
        return -1 if key in self._gone else self.generation.place(key)


@dataclass(frozen=True, slots=True)
class _Scored:
    """Scores of the documents of one part, before their lengths are counted in."""

    scores: Floats
    keys: Integers
    lengths: ranking.Lengths
    lacking: Mapping[Language, NDArray[np.bool_]]
    place: Callable[[int], int]

    def leave_out(self, others: NDArray[np.bool_]) -> None:
        """Let some documents not be found."""
        self.scores[others] = 0

    def best(
        self, top: int, among: Collection[int] | None, exclude: Collection[int]
    ) -> Iterator[Candidate]:
        """Yield the best candidates, in no order."""
        if not len(self.scores):
            return
        if among is not None:
            others = np.ones(len(self.scores), bool)
            others[self._places(among)] = False
            self.scores[others] = 0
        self.scores[self._places(exclude)] = 0
        places, values = ranking.best(self.scores, top, self.lengths)
        for place, value in zip(places.tolist(), values.tolist(), strict=True):
            yield Candidate(int(self.keys[place]), value)

    def _places(self, keys: Collection[int]) -> list[int]:
        return [place for place in map(self.place, keys) if place >= 0]


def _merged(found: list[Candidate], foreign: list[Candidate]) -> list[Candidate]:
    """Put two rankings on one scale."""
    if not found or not foreign:
        return found or foreign
    best, other = (max(each.score for each in part) for part in (found, foreign))
    scale = math.sqrt(best / other)
    return found + [Candidate(each.key, each.score * scale) for each in foreign]
