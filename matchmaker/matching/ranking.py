"""The two loops that take the time: add up the scores of all documents, and find the best few.

Scores are added term by term (W. B. Croft et al., "Search Engines", 2009, section 5.7, calls it
term-at-a-time) by a compiled loop over views of the posting lists, nothing copied: scipy's sparse
product, or numba's where it is installed. The best are found by the maxima of groups.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
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

_GROUP: Final = 64
_ROUNDING: Final = 1 - 1e-6

Add = Callable[[Floats, Integers, Integers, Floats, Places, Floats], None]


def accumulate(
    scores: Floats, rows: Integers, needs: Floats, starts: Integers, lists: tuple[Places, Floats]
) -> None:
    """Add need(t) · held(t, d) of the terms in ``rows`` to ``scores``, documents apart."""
    kernel()(scores, starts.take(rows), starts.take(rows + 1), needs, *lists)


@cache
def kernel() -> Add:
    """Return the fastest loop that is installed; all of them add in the same order."""
    try:
        from matchmaker.matching.compiled import add
    except ImportError:
        return add_with_scipy if csc_matvec is not None else add_with_numpy
    loop: Add = add
    return loop


def add_with_scipy(  # noqa: PLR0917 - as the compiled loops take it
    scores: Floats,
    begin: Integers,
    end: Integers,
    needs: Floats,
    documents: Places,
    held: Floats,
) -> None:
    """Add by scipy's product of a one-column sparse matrix, list by list."""
    bounds = np.zeros((len(begin), 2), np.int32)
    bounds[:, 1] = end - begin
    n = len(scores)
    for start, stop, bound, need in zip(
        begin.tolist(), end.tolist(), bounds, needs[:, None], strict=True
    ):
        csc_matvec(n, 1, bound, documents[start:stop], held[start:stop], need, scores)


def add_with_numpy(  # noqa: PLR0917 - as the compiled loops take it
    scores: Floats,
    begin: Integers,
    end: Integers,
    needs: Floats,
    documents: Places,
    held: Floats,
) -> None:
    """Add by numpy's public functions alone."""
    for start, stop, need in zip(begin.tolist(), end.tolist(), needs, strict=True):
        scores[documents[start:stop]] += need * held[start:stop]


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
    floor = reached(scores, top, lengths)
    found = np.flatnonzero(scores >= floor) if floor > 0 else np.flatnonzero(scores > 0)
    return cut(found, scores.take(found) * lengths.kept(found), top)


def reached(scores: Floats, top: int, lengths: Lengths) -> float:
    """Return what a document has to have before lengths are counted to be among the ``top``."""
    floor = _floor(scores, top)
    if floor <= 0:
        return 0.0
    some = np.flatnonzero(scores >= floor)
    final = scores.take(some) * lengths.kept(some)
    return float(np.partition(final, len(some) - top)[len(some) - top]) / lengths.most * _ROUNDING


def cut(found: Integers, final: Floats, top: int) -> tuple[Integers, Floats]:
    """Keep the ``top`` best and those equal to the last of them."""
    if len(found) <= top:
        return found, final
    if top < 1:
        return found[:0], final[:0]
    enough = final >= np.partition(final, len(found) - top)[len(found) - top]
    return found[enough], final[enough]


def _floor(scores: Floats, top: int) -> float:
    """Return a score that at least ``top`` documents reach: the top-th of the maxima of groups.

    A group is every so-many-th document, which compares whole rows at a time.
    """
    groups = len(scores) // _GROUP
    if not 0 < top <= groups:
        return 0.0
    maxima: Any = scores[: groups * _GROUP].reshape(_GROUP, groups).max(axis=0)
    return float(np.partition(maxima, groups - top)[groups - top])
