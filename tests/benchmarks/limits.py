"""What this machine cannot do faster: read memory, and add postings to accumulators."""

import time
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.sources import words_of

#: A posting is a document number and a weight: 4 + 2 bytes.
POSTING_BYTES = 6
_STREAMED = 64_000_000
_ROUNDS = 5


@dataclass(frozen=True)
class Limits:
    """The floors of one need, in milliseconds, and what they were worked out from."""

    postings: float
    read_gib_per_second: float
    scatter_ns: float
    read_ms: float
    scatter_ms: float


def limits(model, needs):
    """Measure both floors with the posting lists of the needs themselves; needs numba."""
    read, scatter = _kernels()
    rows = [_rows(model, need) for need in needs]
    lists = model.counts_by_term
    arrays = lists.indptr, lists.indices, lists.data.astype(np.uint16)
    scores = np.zeros(lists.shape[1], np.float32)
    postings = float(np.mean([np.diff(lists.indptr)[each].sum() for each in rows]))
    bandwidth = _bandwidth(read)
    scatter_ms = (
        np.median([_fastest(lambda each=each: scatter(each, *arrays, scores)) for each in rows])
        * 1e3
    )
    return Limits(
        postings,
        bandwidth / 2**30,
        scatter_ms * 1e6 / postings,
        postings * POSTING_BYTES / bandwidth * 1e3,
        float(scatter_ms),
    )


def _rows(model, need):
    words = dict.fromkeys(words_of(need))
    return np.array([model.vocabulary[word] for word in words if word in model.vocabulary])


def _bandwidth(read):
    """Return the bytes a second of one pass over postings that no cache holds."""
    documents = np.ones(_STREAMED, np.int32)
    weights = np.ones(_STREAMED, np.uint16)
    return _STREAMED * POSTING_BYTES / _fastest(lambda: read(documents, weights))


def _fastest(job):
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return min(times)


def _kernels():
    from numba import njit

    @njit
    def read(documents, weights):
        total = 0
        for i in range(len(documents)):
            total += documents[i] ^ weights[i]
        return total

    @njit
    def scatter(rows, starts, documents, weights, scores):
        for row in rows:
            factor = np.float32(row)
            for i in range(starts[row], starts[row + 1]):
                scores[documents[i]] += factor * np.float32(weights[i])

    return read, scatter
