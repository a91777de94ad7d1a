"""Count the terms of documents into posting lists, and put lists that were made apart together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matchmaker.matching.analysis import Analysis, Language, analyse
from matchmaker.matching.documents import Document
from matchmaker.matching.lexicon import ENGLISH, Terms
from matchmaker.matching.weighting import Floats

#: Documents that are counted together: enough to keep numpy busy, few enough for the cache.
CHUNK: Final = 2000

#: What ``Postings.languages`` says of a document, as bits.
LANGUAGES: Final[Mapping[Language, int]] = {"vi": 1, "en": 2}
#: The part of its words that a language needs to count as one a document is written in.
LANGUAGE_SHARE: Final = 0.15

Integers = NDArray[np.int64]
Places = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Postings:
    """The posting lists of some documents, by term in ascending order.

    The list of ``terms[i]`` is ``documents[starts[i]:starts[i + 1]]``, places in ``keys`` in
    ascending order, with the weighted ``counts`` beside it. ``lengths`` are weighted words,
    ``words`` the different words as they were written.
    """

    terms: Terms
    starts: Integers
    documents: Places
    counts: Floats
    keys: Integers
    lengths: Floats
    languages: NDArray[np.uint8]
    words: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.keys)


def chunks(documents: Iterable[Document], size: int = CHUNK) -> Iterator[list[Document]]:
    """Cut a stream of documents into lists."""
    stream = iter(documents)
    while chunk := list(islice(stream, size)):
        yield chunk


def count(
    documents: Sequence[Document], weights: Mapping[str, float], *, pairs: bool = True
) -> Postings:
    """Count the terms of ``documents``: c(t) = Σ over fields of weight · occurrences."""
    texts, owners, factors = _texts(documents, weights)
    analysis = analyse(texts, pairs=pairs)
    owner = owners[analysis.text] if len(texts) else owners[:0]
    factor = factors[analysis.text] if len(texts) else factors[:0]
    held = [np.flatnonzero(stream) for stream in analysis.streams]
    found = np.concatenate([s.take(at) for s, at in zip(analysis.streams, held, strict=True)])
    terms, columns = np.unique(found, return_inverse=True)
    table = sparse.coo_array(
        (
            np.concatenate([factor.take(at) for at in held]),
            (np.concatenate([owner.take(at) for at in held]), columns),
        ),
        shape=(len(documents), len(terms)),
    ).tocsc()
    table.sum_duplicates()
    return Postings(
        terms,
        table.indptr.astype(np.int64),
        table.indices.astype(np.int32),
        table.data.astype(np.float32),
        np.fromiter((document.key for document in documents), np.int64, len(documents)),
        np.bincount(owner, factor, len(documents)).astype(np.float32),
        languages_of(analysis, owner, factor, len(documents)),
        _words(analysis),
    )


def _texts(
    documents: Sequence[Document], weights: Mapping[str, float]
) -> tuple[list[str], Integers, NDArray[np.float64]]:
    """Lay the fields out in a row: the texts, whose they are, and how much they count."""
    rows = [
        (text, owner, weights.get(name, 1.0))
        for owner, document in enumerate(documents)
        for name, text in document.fields.items()
        if text
    ]
    texts = [text for text, _, _ in rows]
    owners = np.fromiter((owner for _, owner, _ in rows), np.int64, len(rows))
    return texts, owners, np.fromiter((weight for _, _, weight in rows), np.float64, len(rows))


def languages_of(
    analysis: Analysis, owner: Integers, factor: NDArray[np.float64], documents: int
) -> NDArray[np.uint8]:
    """Say which languages each document is written in."""
    english = analysis.scripts[analysis.text] == ENGLISH
    enough = np.bincount(owner, factor, documents) * LANGUAGE_SHARE
    bits = np.zeros(documents, np.uint8)
    for bit, words in ((LANGUAGES["vi"], ~english), (LANGUAGES["en"], english)):
        some = np.bincount(owner, factor * words, documents)
        bits[(some > 0) & (some >= enough)] |= bit
    return bits


def _words(analysis: Analysis) -> frozenset[str]:
    known = analysis.lexicon.words
    return frozenset(known[row] for row in np.unique(analysis.rows).tolist())


def merge(parts: Sequence[Postings]) -> Postings:
    """Put the documents of all ``parts`` in one, in their order."""
    terms = _distinct(np.concatenate([part.terms for part in parts]))
    rows = [np.searchsorted(terms, part.terms) for part in parts]
    sizes = np.zeros(len(terms) + 1, np.int64)
    for part, at in zip(parts, rows, strict=True):
        sizes[at + 1] += np.diff(part.starts)
    starts = np.cumsum(sizes)
    documents, counts = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.float32)
    filled, before = starts[:-1].copy(), 0
    for part, at in zip(parts, rows, strict=True):
        many = np.diff(part.starts)
        target = np.repeat(filled[at] - part.starts[:-1], many) + np.arange(len(part.documents))
        documents[target] = part.documents + before
        counts[target] = part.counts
        filled[at] += many
        before += len(part)
    return Postings(
        terms,
        starts,
        documents,
        counts,
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.lengths for part in parts]),
        np.concatenate([part.languages for part in parts]),
        frozenset().union(*(part.words for part in parts)),
    )


def _distinct(terms: Terms) -> Terms:
    """Sort and drop repetitions; several times faster here than ``np.unique``, which hashes."""
    terms.sort()
    fresh = np.ones(len(terms), bool)
    np.not_equal(terms[1:], terms[:-1], out=fresh[1:])
    return terms[fresh]


def rows_of(wanted: Terms, terms: Terms) -> Integers:
    """Return where each of ``wanted`` stands in ``terms`` (ascending), -1 if it does not."""
    if not len(terms):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(terms, wanted), len(terms) - 1)
    at[terms[at] != wanted] = -1
    return at


def without(part: Postings, gone: Integers) -> Postings:
    """Leave the documents at the places ``gone`` out."""
    kept = np.ones(len(part), bool)
    kept[gone] = False
    places = np.cumsum(kept) - 1
    held = kept[part.documents]
    sizes = np.add.reduceat(np.append(held, False), part.starts[:-1]) if len(part.terms) else held
    sizes[np.diff(part.starts) == 0] = 0
    named = np.flatnonzero(sizes)
    return Postings(
        part.terms[named],
        np.concatenate([[0], np.cumsum(sizes[named])]),
        places[part.documents[held]].astype(np.int32),
        part.counts[held],
        part.keys[kept],
        part.lengths[kept],
        part.languages[kept],
        part.words,
    )


def build(
    documents: Iterable[Document],
    weights: Mapping[str, float],
    *,
    pairs: bool = True,
    processes: int = 1,
) -> Postings:
    """Count a stream of documents, in several processes where that is asked for."""
    if processes > 1:
        parts = list(_counted_apart(documents, weights, pairs, processes))
    else:
        parts = [count(chunk, weights, pairs=pairs) for chunk in chunks(documents)]
    return merge(parts) if parts else count([], weights, pairs=pairs)


def _counted_apart(
    documents: Iterable[Document], weights: Mapping[str, float], pairs: bool, processes: int
) -> Iterator[Postings]:
    """Count chunks in processes of their own, a few ahead of what was taken."""
    from joblib import Parallel, delayed

    with Parallel(n_jobs=processes, return_as="generator", pre_dispatch="2*n_jobs") as workers:
        yield from workers(
            delayed(count)(chunk, weights, pairs=pairs) for chunk in chunks(documents)
        )
