"""Rank the documents of one side by how much of a query they cover, as ``weighting`` defines it.

An index is a generation, which many processes share, and the few documents that have changed since
it was written. Inverse document frequencies are worked out for the terms of the query when it is
asked, so they are never stale.
"""

import math
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching import postings, pruning, ranking, weighting
from matchmaker.matching.accents import Accents
from matchmaker.matching.analysis import BARE_PAIR, BARE_WORD, Language, folded_of
from matchmaker.matching.documents import ASKING_WEIGHTS, FIELD_WEIGHTS, Document, as_document
from matchmaker.matching.explanation import Explanation, explanations_of, translations_of
from matchmaker.matching.generation import Generation, generation_of
from matchmaker.matching.lexicon import Terms
from matchmaker.matching.occurrences import Asking, Texts
from matchmaker.matching.parts import in_order
from matchmaker.matching.postings import LANGUAGES, Integers
from matchmaker.matching.query import Asked, Query, asked_by, read, translated
from matchmaker.matching.ranking import Lengths
from matchmaker.matching.recent import Recent
from matchmaker.matching.selection import Selection, Wanted
from matchmaker.matching.spelling import Spelling
from matchmaker.matching.translation import Glossary
from matchmaker.matching.weighting import Doubles, Floats

_NEVER: Final = 1e-12
_OTHER: Final[Mapping[Language, Language]] = {"vi": "en", "en": "vi"}


class Candidate(NamedTuple):
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
        self.factors: Doubles | None = None
        self.pairs = pairs
        self._gone: dict[int, int] = {}
        self._removed: Counter[int] = Counter()
        self._scores: Floats = np.zeros(len(generation), np.float32)
        self._lock = threading.Lock()
        self._written_in = {
            name: int(np.count_nonzero(~generation.lacking[name])) for name in LANGUAGES
        }
        recent = self.recent
        self.accents = Accents(generation.spelt, lambda: recent.words, self.frequencies)
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
        part = postings.count([document], self.weights, pairs=self.pairs)
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
            self._count_languages(int(self.recent.languages[place]), -1)
            self.recent.remove(key)
        elif (place := self._place(key)) >= 0:
            self._count_languages(int(self.generation.languages[place]), -1)
            self._gone[key] = place
            self._removed.update(self.generation.terms_of(place).tolist())

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
        *,
        asked: Asked | None = None,
    ) -> list[Candidate]:
        """Return the ``top`` best documents, best first and equal ones by key.

        Exact: every document that shares a term is scored, and none other is returned. ``among``
        (when given) and ``exclude`` are keys; unknown ones are passed over. Documents in the other
        language only are ranked apart, by a translation of the query; so that both rankings can be
        one, theirs are scaled by √(best of the others / best of them): measured better than taking
        turns and than comparing shares as they are. ``asked`` is the query where it was read and
        weighed before.
        """
        document = as_document(query)
        with self._lock:
            asked = asked or self.ask(self.read(document))
            wanted: Wanted = "all" if self.glossary is None else "having"
            selection = Selection(among, exclude, asked.language, wanted)
            found = self._best(asked, top, selection)
            if self._written_in[asked.language] < len(self) and (
                foreign := self.translated(self.asking_of(document), asked.language)
            ):
                others = self._best(foreign, top, replace(selection, wanted="lacking"))
                found = _merged(found, others)
        found.sort(key=lambda candidate: (-candidate.score, candidate.key))
        return found[:top]

    def read(self, query: Document | str) -> Query:
        """Read a text as a query."""
        return read(as_document(query), self.asking, self.accents, pairs=self.pairs)

    def asking_of(self, document: Document) -> Asking:
        """Analyse a text as one that asks."""
        return Asking(document, self.asking, self.accents, pairs=self.pairs)

    def translated(self, texts: Asking, language: Language) -> Asked | None:
        """Weigh a translation of a query, for documents that have nothing in its ``language``."""
        if self.glossary is None:
            return None
        return self.ask(translated(texts, self.glossary(), _OTHER[language]))

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

    def _best(self, asked: Asked, top: int, selection: Selection) -> list[Candidate]:
        return self._best_old(asked, top, selection) + self._best_new(asked, top, selection)

    def _best_old(self, asked: Asked, top: int, selection: Selection) -> list[Candidate]:
        """Return the best documents of the generation."""
        generation, gone = self.generation, self._gone.values()

        def hide(scores: Floats) -> None:
            selection.hide(scores, generation.lacking, self._place, gone)

        found = pruning.top_of(generation, asked, top, self._scores, hide)
        return _candidates(generation.keys, *found)

    def _best_new(self, asked: Asked, top: int, selection: Selection) -> list[Candidate]:
        """Return the best of the documents that came after the generation."""
        recent = self.recent
        if not len(recent):
            return []
        scores, languages = recent.scores(asked.terms, asked.needs), recent.languages
        lacking = {name: (languages & bit) == 0 for name, bit in LANGUAGES.items()}
        selection.hide(scores, lacking, recent.place)
        lengths = Lengths(recent.lengths, recent.mean, asked.verbosity)
        return _candidates(recent.keys, *ranking.best(scores, top, lengths))

    def weighted(self, factors: Mapping[str, float]) -> "Index":
        """Return the same index, scoring and explaining pairs by ``factors`` (of ``parts``).

        What a query finds stays as it is.
        """
        index = copy(self)
        index.factors = in_order(factors)
        return index

    def explain(self, query: Document | str, document: Document | str) -> Explanation:
        """Say which shared terms make up the score of ``document``, in the index or not."""
        return self.explain_all(query, [document])[0]

    def explain_all(
        self, query: Document | str, documents: Sequence[Document | str]
    ) -> list[Explanation]:
        """Explain several documents to one query."""
        mine = self.asking_of(as_document(query))
        theirs = Texts([as_document(each) for each in documents], self.weights, pairs=self.pairs)
        read = asked_by(mine)
        asked, foreign = self.ask(read), self.lacking(theirs, read.language)
        found = explanations_of(asked, self.held(asked, theirs), mine, theirs, ~foreign)
        if foreign.any() and (asked_abroad := self.translated(mine, read.language)):
            held = self.held(asked_abroad, theirs)
            found |= translations_of(asked_abroad, held, theirs, foreign)
        return [found[each] for each in range(len(documents))]

    def lacking(self, texts: Texts, language: Language) -> NDArray[np.bool_]:
        """Tell which texts have to be found by translation."""
        lacking = (texts.languages & LANGUAGES[language]) == 0
        return lacking if self.glossary is not None else np.zeros_like(lacking)

    def held(self, asked: Asked, texts: Texts) -> Doubles:
        """Return how much of each term texts hold, as ``weighting`` has it, brevity counted in."""
        mean = self.generation.mean or self.recent.mean
        counts, lengths = texts.counts(asked.terms), texts.lengths
        held: Doubles = counts / (counts + weighting.halves(lengths, mean)[:, None])
        if self.factors is not None:
            held *= texts.counts(asked.terms, self.factors) / np.maximum(counts, _NEVER)
        return held * weighting.brevity(lengths, mean, asked.verbosity)[:, None]

    def _frequencies(self, terms: Terms, rows: Integers) -> Integers:
        """Return how many documents have each term now."""
        starts = self.generation.starts
        df = np.where(rows >= 0, starts.take(rows + 1) - starts.take(rows), 0)
        if self.changes:
            removed = map(self._removed.__getitem__, rows.tolist())
            df += self.recent.frequencies(terms) - np.fromiter(removed, np.int64, len(rows))
        return df

    def _place(self, key: int) -> int:
        """Return where a document stands in the generation, -1 if it is not there (any more)."""
        return -1 if key in self._gone else self.generation.place(key)


def _candidates(keys: Integers, places: Integers, scores: Floats) -> list[Candidate]:
    pairs = zip(keys.take(places).tolist(), scores.tolist(), strict=True)
    return [Candidate(key, score) for key, score in pairs]


def _merged(found: list[Candidate], foreign: list[Candidate]) -> list[Candidate]:
    """Put two rankings on one scale."""
    if not found or not foreign:
        return found or foreign
    best, other = (max(each.score for each in part) for part in (found, foreign))
    scale = math.sqrt(best / other)
    return found + [Candidate(each.key, each.score * scale) for each in foreign]
