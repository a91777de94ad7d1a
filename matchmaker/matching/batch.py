"""Ask an index many queries: the same answers as one by one, sooner.

Beside the ranking itself, most of the time of a query goes into some forty short steps that read
its text and weigh its terms. Here a block of queries takes each of these steps together. Blocks
are small, so memory stays bounded however many queries there are.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from scipy import sparse

from matchmaker.matching import weighting
from matchmaker.matching.analysis import (
    BARE_PAIR,
    BARE_WORD,
    FOLDED_WORD,
    WORD,
    Analysis,
    Language,
    analyse,
)
from matchmaker.matching.documents import Document
from matchmaker.matching.index import Candidate, Index
from matchmaker.matching.lexicon import ENGLISH, Terms
from matchmaker.matching.occurrences import Kinds, Texts
from matchmaker.matching.postings import Integers, chunks
from matchmaker.matching.query import Asked, Query
from matchmaker.matching.weighting import Doubles

#: Queries that are read together: more would not be faster, and would not fit the cache.
BLOCK: Final = 250

#: The key of each query and its best documents.
Answers = Generator[tuple[int, list[Candidate]], None, None]
Best = Callable[[Index, Iterable[Document], int], Answers]


def best(index: Index, queries: Iterable[Document], top: int = 10) -> Answers:
    """Yield the key of each query and its ``top`` best documents, as ``Index.query`` gives them."""
    for block in chunks(queries, BLOCK):
        for document, asked in zip(block, _weighed(index, block).asked(), strict=True):
            yield document.key, index.query(document, top, asked=asked)


def scores(index: Index, queries: Sequence[Document], documents: Sequence[Document]) -> Doubles:
    """Return the score of each document (column), in the index or not, for each query (row).

    As ``Index.explain`` does: documents in the other language only are scored by a translation.
    """
    texts, weighed = Texts(documents, index.weights, pairs=index.pairs), _weighed(index, queries)
    found = _shares(index, weighed, texts)
    for row, (query, language) in enumerate(zip(queries, weighed.languages, strict=True)):
        foreign = index.lacking(texts, language)
        if foreign.any() and (asked := index.translated(index.asking_of(query), language)):
            found[row, foreign] = (index.held(asked, texts) @ asked.needs)[foreign]
    return found


def _shares(index: Index, weighed: "_Weighed", texts: Texts) -> Doubles:
    """Score all texts in the language of each query, for the terms of all queries together."""
    once = Asked(weighed.terms, weighed.rows, np.ones(len(weighed.terms)), 0.0, "vi")
    shares: Doubles = weighed.needs @ index.held(once, texts).T
    mean = index.generation.mean or index.recent.mean
    for row, verbosity in enumerate(weighed.verbosities):
        shares[row] *= weighting.brevity(texts.lengths, mean, verbosity)
    return shares


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Queries before an index: a row of ``needs`` each, a column for each of ``terms``.

    ``rows`` are those of the terms in the generation; ``verbosities`` are v of ``weighting``.
    """

    terms: Terms
    rows: Integers
    needs: Any
    verbosities: list[float]
    languages: list[Language]

    def asked(self) -> Iterator[Asked]:
        """Yield the queries one by one."""
        columns, needs = self.needs.indices, self.needs.data
        terms, rows = self.terms.take(columns), self.rows.take(columns)
        bounds = pairwise(self.needs.indptr.tolist())
        each = zip(bounds, self.verbosities, self.languages, strict=True)
        for (start, end), verbosity, language in each:
            here = slice(start, end)
            yield Asked(terms[here], rows[here], needs[here], verbosity, language)


def _weighed(index: Index, documents: Sequence[Document]) -> _Weighed:
    """Read documents as queries and weigh their terms, as ``Index.ask`` does."""
    read = _read(index, documents)
    counts, owners, languages = read.counts, read.owners, np.array(read.languages)
    needs, rows = weighting.wanted(counts.data), np.empty(0, np.int64)
    for language in dict.fromkeys(read.languages):
        once = index.ask(Query(read.terms, np.ones(len(read.terms)), read.kinds, 0, language))
        own = np.flatnonzero(languages.take(owners) == language)
        needs[own] *= once.needs.take(counts.indices.take(own))
        rows = once.rows
    in_place = np.isin(read.kinds, (BARE_WORD, BARE_PAIR)).take(counts.indices)
    whole = np.bincount(owners, np.where(in_place, 0, needs), len(documents))
    needs /= np.where(whole, whole, 1).take(owners)
    table = sparse.csr_array((needs, counts.indices, counts.indptr), counts.shape)
    verbosities = [weighting.verbosity(words) for words in read.words]
    return _Weighed(read.terms, rows, table, verbosities, read.languages)


@dataclass(frozen=True, slots=True)
class _Read:
    """Queries that were read together: a row of ``counts`` each, a column for each of ``terms``.

    ``owners`` says whose each of the counts is.
    """

    terms: Terms
    kinds: Kinds
    counts: Any
    owners: Integers
    languages: list[Language]

    @property
    def words(self) -> list[int]:
        """How many different words each query has; accented ones are not counted twice."""
        kinds, queries = self.kinds.take(self.counts.indices), len(self.languages)
        exact, folded = (
            np.bincount(self.owners[kinds == kind], minlength=queries)
            for kind in (WORD, FOLDED_WORD)
        )
        words: list[int] = np.maximum(exact, folded).tolist()
        return words


def _read(index: Index, documents: Sequence[Document]) -> _Read:
    """Read documents as ``query.read`` does."""
    rows = [
        (text, owner, index.asking.get(name, 1.0))
        for owner, document in enumerate(documents)
        for name, text in document.fields.items()
        if text
    ]
    analysis = analyse([text for text, _, _ in rows], pairs=index.pairs)
    owners = np.array([owner for _, owner, _ in rows], np.int64).take(analysis.text)
    factors = np.array([factor for _, _, factor in rows]).take(analysis.text)
    asked = index.accents.restored(analysis)
    terms, first, columns = np.unique(asked.terms, return_index=True, return_inverse=True)
    counts: Any = sparse.coo_array(
        (asked.shares * factors.take(asked.at), (owners.take(asked.at), columns)),
        (len(documents), len(terms)),
    ).tocsr()
    counts.sort_indices()
    owner = np.repeat(np.arange(len(documents)), np.diff(counts.indptr))
    languages = _languages(analysis, owners, len(documents))
    return _Read(terms, asked.kinds.take(first), counts, owner, languages)


def _languages(analysis: Analysis, owners: Integers, queries: int) -> list[Language]:
    """Return the language in which most words of each query stand."""
    english = np.bincount(owners, analysis.scripts.take(analysis.text) == ENGLISH, queries)
    words = np.bincount(owners, minlength=queries)
    return ["en" if each else "vi" for each in (2 * english >= words).tolist()]
