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
from matchmaker.matching.occurrences import Texts
from matchmaker.matching.postings import Integers, chunks
from matchmaker.matching.query import Asked, Kinds, Query, translated
from matchmaker.matching.weighting import Doubles

#: Queries that are read together: more would not be faster, and would not fit the cache.
BLOCK: Final = 250

#: The key of each query and its best documents.
Answers = Generator[tuple[int, list[Candidate]], None, None]
Best = Callable[[Index, Iterable[Document], int], Answers]


def best(index: Index, queries: Iterable[Document], top: int = 10) -> Answers:
    """Yield the key of each query and its ``top`` best documents, as ``Index.query`` gives them."""
    prepared = _Prepared(index)
    for block in chunks(queries, BLOCK):
        for document, asked in zip(block, weighed(index, block), strict=True):
            yield document.key, prepared.answer(document, asked, top)


class _Prepared(Index):
    """The same index, asked with what was read and weighed before."""

    def __init__(self, index: Index) -> None:
        vars(self).update(vars(index))

    def answer(self, document: Document, asked: Asked, top: int) -> list[Candidate]:
        """Answer one query."""
        self._asked = asked
        return self.query(document, top)

    def read(self, query: Document | str) -> Any:
        """Return what was read."""
        return self._asked

    def ask(self, query: Any) -> Asked:
        """Return what was weighed; weigh a translation."""
        return self._asked if query is self._asked else super().ask(query)


def scores(index: Index, queries: Sequence[Document], documents: Sequence[Document]) -> Doubles:
    """Return the score of each document (column), in the index or not, for each query (row)."""
    texts = Texts(documents, index.weights, pairs=index._pairs)
    return np.array(
        [
            _scored(index, document, asked, texts)
            for document, asked in zip(queries, weighed(index, queries), strict=True)
        ]
    )


def _scored(index: Index, query: Document, asked: Asked, texts: Texts) -> Doubles:
    """Score texts as ``Index.explain`` does, those in the other language by a translation."""
    shares: Doubles = index._held(asked, texts) @ asked.needs
    foreign = index._lacking(texts, asked.language)
    if foreign.any() and index.glossary is not None:
        other: Language = "en" if asked.language == "vi" else "vi"
        words = translated(query, index.asking, index.glossary(), other, pairs=index._pairs)
        translation = index.ask(words)
        shares[foreign] = (index._held(translation, texts) @ translation.needs)[foreign]
    return shares


def weighed(index: Index, documents: Sequence[Document]) -> Iterator[Asked]:
    """Read documents as queries and weigh their terms, as ``Index.ask`` does."""
    queries = _read(index, documents)
    columns, owners = queries.counts.indices, queries.owners
    needs, rows = np.empty(len(columns)), np.empty(0, np.int64)
    for language in dict.fromkeys(queries.languages):
        asked = index.ask(_once(queries, language))
        own = np.flatnonzero(np.array(queries.languages).take(owners) == language)
        needs[own], rows = asked.needs.take(columns.take(own)), asked.rows
    needs *= _wanted(queries.counts.data)
    in_place = np.isin(queries.kinds, (BARE_WORD, BARE_PAIR)).take(columns)
    whole = np.bincount(owners, np.where(in_place, 0, needs), len(documents))
    needs /= np.where(whole, whole, 1).take(owners)
    terms, rows = queries.terms.take(columns), rows.take(columns)
    bounds = pairwise(queries.counts.indptr.tolist())
    for (start, end), words, language in zip(bounds, queries.words, queries.languages, strict=True):
        here, verbosity = slice(start, end), weighting.verbosity(words)
        yield Asked(terms[here], rows[here], needs[here], verbosity, language)


@dataclass(frozen=True, slots=True)
class _Queries:
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


def _once(queries: _Queries, language: Language) -> Query:
    """Ask for each term once."""
    return Query(queries.terms, np.ones(len(queries.terms)), queries.kinds, 0, language)


def _wanted(counts: Doubles) -> Doubles:
    """Return how much more a term is wanted for being counted so often."""
    return weighting.need(counts, np.ones(len(counts)), np.full(len(counts), WORD), "vi")


def _read(index: Index, documents: Sequence[Document]) -> _Queries:
    """Read documents as ``query.read`` does."""
    rows = [
        (text, owner, index.asking.get(name, 1.0))
        for owner, document in enumerate(documents)
        for name, text in document.fields.items()
        if text
    ]
    analysis = analyse([text for text, _, _ in rows], pairs=index._pairs)
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
    return _Queries(terms, asked.kinds.take(first), counts, owner, languages)


def _languages(analysis: Analysis, owners: Integers, queries: int) -> list[Language]:
    """Return the language in which most words of each query stand."""
    english = np.bincount(owners, analysis.scripts.take(analysis.text) == ENGLISH, queries)
    words = np.bincount(owners, minlength=queries)
    return ["en" if each else "vi" for each in (2 * english >= words).tolist()]
