"""Rank the documents of one side by how much of a query they cover.

With c(t, d) the weighted count of term t in document d, and for a query q:

    idf(t)      = ln((1 + n) / (1 + df(t))) + 1                      scikit-learn's smooth idf
    need(t)     = (1 + ln c(t, q)) · idf(t)² · kind(t)               sublinear, as in TF-IDF
    held(t, d)  = c / (c + K(d)),  K(d) = k₁ · (1 - b + b · |d| / mean |d|)    saturated, as in BM25
    score(q, d) = Σ need(t) · held(t, d)  /  Σ need(t)               over all terms of the query

So 0 <= score < 1 is the share of the query's weight that the document holds, and each shared term's
part of it can be shown. kind(t) lets pairs and unaccented forms count less than plain words.
Sources: G. Salton, C. Buckley, Inf. Process. Manage. 24(5), 1988 (sublinear tf); S. Robertson,
H. Zaragoza, "The Probabilistic Relevance Framework", 2009 (saturation, k₁ and b). Measured against
cosine and BM25: better than both on nearly every set, best on titles and short documents.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from matchmaker.matching.documents import FIELD_WEIGHTS, Document, as_document, count_terms
from matchmaker.matching.explanation import Explanation, explanation_of
from matchmaker.matching.text import FOLDED, is_pair

SATURATION: Final = 1.2
LENGTH_NORMALISATION: Final = 0.75
PAIR_WEIGHT: Final = 0.5
FOLDED_WEIGHT: Final = 0.6

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document of the index and its score for a query, 0 < score < 1."""

    key: int
    score: float


@dataclass(frozen=True, slots=True)
class _Query:
    """The terms of a query that the index knows, each with its part of the query's whole weight."""

    terms: list[str]
    rows: Integers
    needs: Floats


class Index:
    """A collection of documents that can be asked for the best counterparts of another one.

    ``idf_`` (by term), ``vocabulary_`` (term to row) and ``postings_`` (rows of terms, columns of
    documents, values held(t, d)) are learned when it is built and can be inspected.
    """

    def __init__(
        self, documents: Iterable[Document], weights: Mapping[str, float] = FIELD_WEIGHTS
    ) -> None:
        self._documents: list[Document] = []
        self._weights = weights
        self.vocabulary_: dict[str, int] = {}
        counts, lengths = self._count(documents)
        self._keys: Integers = np.array([d.key for d in self._documents], dtype=np.int64)
        self._positions = {document.key: i for i, document in enumerate(self._documents)}
        if len(self._positions) < len(self._documents):
            raise ValueError("Two documents of an index have the same key; give each its own.")
        self._kinds = np.fromiter(map(_kind, self.vocabulary_), np.float32, len(self.vocabulary_))
        self._unseen_idf = float(np.log(1 + len(self)) + 1)
        self.idf_: Floats = _idf(counts)
        self.postings_ = _saturate(counts, lengths).T.tocsr()

    def __len__(self) -> int:
        return len(self._documents)

    def __contains__(self, key: object) -> bool:
        return key in self._positions

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
        scores = self._scores(self._read(as_document(query)))
        if among is not None:
            allowed = np.zeros(len(self), dtype=bool)
            allowed[self._places(among)] = True
            scores[~allowed] = 0
        scores[self._places(exclude)] = 0
        best = _best(scores, self._keys, top)
        return [Candidate(int(self._keys[i]), float(scores[i])) for i in best]

    def explain(self, query: Document | str, key: int) -> Explanation:
        """Say which shared terms make up the score of document ``key``; KeyError if unknown."""
        position = self._positions[key]
        document = as_document(query)
        asked = self._read(document)
        held = self.postings_[asked.rows][:, [position]].toarray().ravel()
        parts = {
            term: float(part)
            for term, part in zip(asked.terms, asked.needs * held, strict=True)
            if part > 0
        }
        return explanation_of(parts, document, self._documents[position])

    def _count(self, documents: Iterable[Document]) -> tuple[Any, Floats]:
        """Learn the vocabulary; return weighted counts (documents by terms) and lengths |d|."""
        vocabulary = self.vocabulary_
        starts, rows, values, lengths = array("q", [0]), array("i"), array("f"), array("f")
        for document in documents:
            self._documents.append(document)
            found = count_terms(document, self._weights)
            rows.extend([vocabulary.setdefault(term, len(vocabulary)) for term in found.counts])
            values.extend(found.counts.values())
            starts.append(len(rows))
            lengths.append(found.length)
        shape = (len(self._documents), len(vocabulary))
        width = np.int32 if len(rows) < np.iinfo(np.int32).max else np.int64
        parts = (np.array(values, np.float32), np.array(rows, width), np.array(starts, width))
        return sparse.csr_array(parts, shape=shape), np.array(lengths, np.float32)

    def _read(self, document: Document) -> _Query:
        """Weigh the terms of a query; those that no document has still count in the whole."""
        counts = count_terms(document, self._weights).counts
        known = [term for term in counts if term in self.vocabulary_]
        rows = np.fromiter(map(self.vocabulary_.__getitem__, known), np.int64, len(known))
        needs = np.array([1 + np.log(counts[term]) for term in known], np.float64)
        needs = needs * self.idf_[rows].astype(np.float64) ** 2 * self._kinds[rows]
        unseen = sum(
            (1 + np.log(count)) * _kind(term)
            for term, count in counts.items()
            if term not in self.vocabulary_
        )
        whole = needs.sum() + unseen * self._unseen_idf**2
        order = np.argsort(rows)
        return _Query(
            [known[i] for i in order],
            rows[order],
            (needs[order] / max(whole, 1e-12)).astype(np.float32),
        )

    def _scores(self, query: _Query) -> Floats:
        if not len(query.rows):
            return np.zeros(len(self), dtype=np.float32)
        scores: Floats = query.needs @ self.postings_[query.rows]
        return scores

    def _places(self, keys: Collection[int]) -> list[int]:
        return [self._positions[key] for key in keys if key in self._positions]


def _kind(term: str) -> float:
    """Return how much a term counts beside a plain word of one syllable."""
    pair = PAIR_WEIGHT if is_pair(term) else 1.0
    return pair * FOLDED_WEIGHT if term.startswith(FOLDED) else pair


def _idf(counts: Any) -> Floats:
    if not counts.nnz:
        return np.zeros(counts.shape[1], dtype=np.float32)
    idf: Floats = TfidfTransformer().fit(counts).idf_.astype(np.float32)
    return idf


def _saturate(counts: Any, lengths: Floats) -> Any:
    """Turn the counts into held(t, d), in place."""
    mean = float(lengths.mean()) if lengths.any() else 1.0
    relative = 1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * lengths / mean
    counts.data /= counts.data + np.repeat(SATURATION * relative, np.diff(counts.indptr))
    return counts


def _best(scores: Floats, keys: Integers, top: int) -> Sequence[int]:
    """Return the positions of the ``top`` highest positive scores, ties in order of the keys."""
    found = np.flatnonzero(scores > 0)
    if top < 1 or not len(found):
        return []
    if len(found) > top:
        threshold = np.partition(scores[found], len(found) - top)[len(found) - top]
        found = found[scores[found] >= threshold]
    order = np.lexsort((keys[found], -scores[found]))[:top]
    positions: list[int] = found[order].tolist()
    return positions
