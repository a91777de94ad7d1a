"""A generation: an index as arrays that are written once and then only read.

In memory, or as a folder of ``.npy`` files that every process of a machine maps and so shares.
Posting lists hold held(t, d) of ``weighting``, without idf; the forward lists say which terms a
document has, so that it can be taken out again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matchmaker.matching.analysis import Language
from matchmaker.matching.lexicon import Terms
from matchmaker.matching.postings import LANGUAGES, Integers, Places, Postings, rows_of
from matchmaker.matching.spelling import spelling_key
from matchmaker.matching.weighting import Floats, halves

#: Below so many terms a row number fits three bytes, which saves a tenth of the folder.
_THREE_BYTES: Final = 1 << 24
#: Counts are multiples of it (see ``FIELD_WEIGHTS``), so they can be had back from ``held``.
_QUANTUM: Final = 8


@dataclass(frozen=True)
class Generation:
    """Posting lists by term (``terms`` ascending) and what is known of each document.

    ``documents`` and ``held`` from ``starts[i]`` to ``starts[i + 1]`` are the list of term i,
    ``most[i]`` the most that any document holds of it;
    ``forward`` rows from ``ends[d - 1]`` to ``ends[d]`` are the terms of document d, each written
    in three or four bytes. ``order`` sorts the ``keys``.
    """

    terms: Terms
    starts: Integers
    documents: Places
    held: Floats
    most: Floats
    keys: Integers
    order: Places
    lengths: Floats
    languages: NDArray[np.uint8]
    ends: Integers
    forward: NDArray[np.uint8]
    words: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def mean(self) -> float:
        """The mean length of a document, by which all lengths are measured."""
        return float(self.lengths.mean(dtype=np.float64)) if len(self) else 0.0

    @cached_property
    def lacking(self) -> Mapping[Language, NDArray[np.bool_]]:
        """Which documents have nothing in a language worth speaking of."""
        return {name: (self.languages & bit) == 0 for name, bit in LANGUAGES.items()}

    def rows(self, terms: Terms) -> Integers:
        """Return the row of each term, -1 for one that no document has."""
        return rows_of(terms, self.terms)

    def place(self, key: int) -> int:
        """Return the place of a document, -1 if it is not here."""
        at = int(np.searchsorted(self.keys, key, sorter=self.order))
        if at == len(self.order) or self.keys[self.order[at]] != key:
            return -1
        return int(self.order[at])

    def terms_of(self, place: int) -> Integers:
        """Return the rows of the terms that a document has."""
        start = int(self.ends[place - 1]) if place else 0
        packed = self.forward[start : int(self.ends[place])].astype(np.int64)
        shifts = np.arange(packed.shape[1]) * 8
        rows: Integers = (packed << shifts).sum(axis=1)
        return rows

    def spelt(self) -> list[str]:
        """Return the different words as they were written, in the order of ``spelling_key``."""
        return self.words.tobytes().decode().split("\n") if len(self.words) else []

    def postings(self) -> Postings:
        """Return what it was made from, counts recovered from held(t, d)."""
        at_half = halves(self.lengths, self.mean)[self.documents]
        counts = np.rint(at_half * self.held / (1 - self.held) * _QUANTUM) / _QUANTUM
        return Postings(
            self.terms,
            self.starts,
            self.documents,
            counts.astype(np.float32),
            self.keys,
            self.lengths,
            self.languages,
            frozenset(self.spelt()),
        )


ARRAYS: Final = tuple(field.name for field in fields(Generation))


def generation_of(postings: Postings) -> Generation:
    """Weigh the counts and turn the lists round; ValueError where two documents have one key."""
    order = np.argsort(postings.keys, kind="stable").astype(np.int32)
    if (np.diff(postings.keys[order]) == 0).any():
        raise ValueError("Two documents of an index have the same key; give each its own.")
    mean = float(postings.lengths.mean(dtype=np.float64)) if len(postings) else 0.0
    at_half = halves(postings.lengths, mean)[postings.documents]
    held = postings.counts / (postings.counts + at_half)
    ends, forward = _forward(postings)
    return Generation(
        postings.terms,
        postings.starts,
        postings.documents,
        held,
        np.maximum.reduceat(held, postings.starts[:-1]) if len(held) else held,
        postings.keys,
        order,
        postings.lengths,
        postings.languages,
        ends,
        forward,
        np.frombuffer("\n".join(sorted(postings.words, key=spelling_key)).encode(), np.uint8),
    )


def _forward(postings: Postings) -> tuple[Integers, NDArray[np.uint8]]:
    """Return where the terms of each document end, and their rows in three or four bytes."""
    table: Any = sparse.csc_array(
        (
            np.ones(len(postings.documents), np.bool_),
            postings.documents,
            postings.starts.astype(np.int64),
        ),
        shape=(len(postings), len(postings.terms)),
    ).tocsr()
    width = 3 if len(postings.terms) < _THREE_BYTES else 4
    packed = table.indices.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :width]
    return table.indptr[1:].astype(np.int64), np.ascontiguousarray(packed)
