"""The two loops that take the time: add up the scores of all documents, and find the best few.

Scores are added term by term (W. B. Croft et al., "Search Engines", 2009, section 5.7, calls it
term-at-a-time) by the compiled loop of scipy's sparse product, nothing copied. The best are found
by the maxima of groups.
"""

from dataclasses import dataclass
from typing import Final

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
#: Scipy's loop counts in 32 bits.
_LONGEST: Final = 2**31 - 1


def accumulate(
    scores: Floats, rows: Integers, needs: Floats, starts: Integers, lists: tuple[Places, Floats]
) -> None:
    """Add need(t) · held(t, d) of the terms in ``rows`` to ``scores``, documents apart."""
    order = rows.argsort()[::-1]
    rows = rows.take(order)
    add = add_with_scipy if csc_matvec is not None else add_with_numpy
    add(scores, (starts.take(rows), starts.take(rows + 1)), needs.take(order), lists)


def add_with_scipy(
    scores: Floats,
    span: tuple[Integers, Integers],
    needs: Floats,
    lists: tuple[Places, Floats],
) -> None:
    """Add lists, the last one first, as the columns of one sparse matrix times a vector.

    A column begins where the one before it ends. In this order the column between two lists ends
    before it begins, and so is empty: one call adds all lists where they stand.
    """
    (begin, end), (documents, held) = span, lists
    while len(begin):
        base = max(int(end[0]) - _LONGEST, 0)
        many = int(np.count_nonzero(begin >= base))
        bounds = np.empty(2 * many, np.int32)
        bounds[0::2], bounds[1::2] = begin[:many] - base, end[:many] - base
        wanted = np.zeros(2 * many, np.float32)
        wanted[0::2] = needs[:many]
        columns = 2 * many - 1
        csc_matvec(len(scores), columns, bounds, documents[base:], held[base:], wanted, scores)
        begin, end, needs = begin[many:], end[many:], needs[many:]


def add_with_numpy(
    scores: Floats,
    span: tuple[Integers, Integers],
    needs: Floats,
    lists: tuple[Places, Floats],
) -> None:
    """Add lists by numpy's public functions alone, one by one."""
    documents, held = lists
    for start, stop, need in zip(span[0].tolist(), span[1].tolist(), needs, strict=True):
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


class Tops:
    """The maxima of groups of ``scores``, so that the best are found without a look at the others.

    A group is every so-many-th document, which compares whole rows at a time. The last few
    documents that fill no group are looked at one by one.
    """

    def __init__(self, scores: Floats) -> None:
        self._scores = scores
        self._count = len(scores) // _GROUP
        self._table = scores[: self._count * _GROUP].reshape(_GROUP, self._count)
        self._maxima: Floats = self._table.max(axis=0) if self._count else scores[:0]

    def floor(self, top: int) -> float:
        """Return a score that at least ``top`` documents reach, 0 if there may be fewer."""
        if not 0 < top <= self._count:
            return 0.0
        return float(np.partition(self._maxima, self._count - top)[self._count - top])

    def reaching(self, floor: float) -> Integers:
        """Return the places of the documents with at least ``floor``; of all with any, at 0."""
        if floor <= 0:
            return (self._scores > 0).nonzero()[0]
        groups = (self._maxima >= floor).nonzero()[0]
        row, at = (self._table.take(groups, axis=1) >= floor).nonzero()
        rest = (self._scores[self._count * _GROUP :] >= floor).nonzero()[0]
        places: Integers = row * self._count + groups.take(at)
        return np.concatenate((places, rest + self._count * _GROUP))


def best(scores: Floats, top: int, lengths: Lengths) -> tuple[Integers, Floats]:
    """Return the places and scores, lengths counted in, of the ``top`` best documents, in no order.

    Only positive ones; equal ones at the end are all returned, so it may be more than ``top``.
    First some documents are found that are good without counting lengths; what cannot reach the
    last of them by being short is not looked at.
    """
    tops = Tops(scores)
    found = tops.reaching(reached(scores, tops, top, lengths))
    return cut(found, scores.take(found) * lengths.kept(found), top)


def reached(scores: Floats, tops: Tops, top: int, lengths: Lengths) -> float:
    """Return what a document has to have before lengths are counted to be among the ``top``."""
    floor = tops.floor(top)
    if floor <= 0:
        return 0.0
    some = tops.reaching(floor)
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
