"""The two loops that take the time: add up the scores of all documents, and find the best few.

Scores are added term by term through scipy's compiled sparse product, called on views of the
posting lists: a plain loop in C, nothing copied (W. B. Croft et al., "Search Engines", 2009,
section 5.7, calls it term-at-a-time). The best are found by the maxima of blocks.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from matchmaker.matching import weighting
from matchmaker.matching.postings import Integers, Places
from matchmaker.matching.weighting import Floats

try:
    from scipy.sparse._sparsetools import csc_matvec
except ImportError:
    # A private function: scipy may move it. Then numpy does the same, three times slower.
    csc_matvec = None

_BLOCK: Final = 512
_ROUNDING: Final = 1 - 1e-6


def accumulate(
    scores: Floats, rows: Integers, needs: Floats, starts: Integers, lists: tuple[Places, Floats]
) -> None:
    """Add need(t) · held(t, d) of the terms in ``rows`` to ``scores``, documents apart."""
    documents, held = lists
    begin, end = starts.take(rows), starts.take(rows + 1)
    if csc_matvec is None:
        _accumulate_publicly(scores, needs, (begin, end), lists)
        return
    bounds = np.zeros((len(rows), 2), np.int32)
    bounds[:, 1] = end - begin
    n = len(scores)
    for start, stop, bound, need in zip(
        begin.tolist(), end.tolist(), bounds, needs[:, None], strict=True
    ):
        csc_matvec(n, 1, bound, documents[start:stop], held[start:stop], need, scores)


def _accumulate_publicly(
    scores: Floats, needs: Floats, span: tuple[Integers, Integers], lists: tuple[Places, Floats]
) -> None:
    for start, stop, need in zip(span[0].tolist(), span[1].tolist(), needs, strict=True):
        scores[lists[0][start:stop]] += need * lists[1][start:stop]


@dataclass(frozen=True, slots=True)
class Lengths:
    """Of documents: how much of their scores a query of a verbosity lets them keep."""

    lengths: Floats
    mean: float
    verbosity: float

    def kept(self, places: Integers) -> Floats:
        """Return the factors of some documents."""
        return weighting.brevity(self.lengths.take(places), self.mean, self.verbosity)

    @property
    def most(self) -> float:
        """A bound of all factors: that of a document without words."""
        return 1 / (1 - self.verbosity)


def best(scores: Floats, top: int, lengths: Lengths) -> tuple[Integers, Floats]:
    """Return the places and scores, lengths counted in, of the ``top`` best documents, in no order.

    Only positive ones; equal ones at the end are all returned, so it may be more than ``top``.
    First some documents are found that are good without counting lengths; what cannot reach the
    last of them by being short is not looked at.
    """
    floor = _floor(scores, top)
    if floor > 0:
        some = np.flatnonzero(scores >= floor)
        final = scores.take(some) * lengths.kept(some)
        floor = float(np.partition(final, len(some) - top)[len(some) - top]) / lengths.most
        found = np.flatnonzero(scores >= floor * _ROUNDING)
    else:
        found = np.flatnonzero(scores > 0)
    final = scores.take(found) * lengths.kept(found)
    if len(found) > top:
        enough = final >= np.partition(final, len(found) - top)[len(found) - top]
        return found[enough], final[enough]
    return found, final


def _floor(scores: Floats, top: int) -> float:
    """Return a score that at least ``top`` documents reach: the top-th of the block maxima."""
    blocks = len(scores) // _BLOCK
    if blocks < top:
        return 0.0
    maxima: Any = scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
    return float(np.partition(maxima, blocks - top)[blocks - top])
