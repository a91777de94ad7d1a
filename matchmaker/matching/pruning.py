"""Find the best documents without reading the longest posting lists, and miss none.

The common terms are left for the end. What they could still add is bounded by the most that any
document holds of them; few documents are within that of the best, and only these are looked up in
the long lists (H. Turtle, J. Flood, "Query evaluation: strategies and optimizations", Inf. Process.
Manage. 31(6), 1995: MaxScore). Squared idf makes common terms weigh little, so nearly two thirds of
all postings are never read. In a small index that saves less than the extra look at all scores
costs, and all is added up.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from matchmaker.matching.generation import Generation
from matchmaker.matching.postings import Integers
from matchmaker.matching.query import Asked
from matchmaker.matching.ranking import Lengths, Tops, accumulate, best, cut, reached
from matchmaker.matching.weighting import Floats

#: The part of all that could be added that may be left for the end.
LEFT: Final = 0.05
#: Fewer postings are simply added up.
WORTHWHILE: Final = 250_000
#: A look-up costs as much as adding so many postings.
LOOK_UP: Final = 100

Lists = tuple[Integers, Floats, Integers]


def top_of(
    generation: Generation,
    asked: Asked,
    top: int,
    scores: Floats,
    hide: Callable[[Floats], None],
) -> tuple[Integers, Floats]:
    """Return the places and scores of the ``top`` best documents, in no order.

    ``scores`` is room for one a document; ``hide`` sets those to 0 that are not to be found.
    """
    lengths = Lengths(generation.lengths, generation.mean, asked.verbosity)
    first, rest, left = _parted(generation, asked)
    scores.fill(0)
    _add(scores, generation, first)
    hide(scores)
    if len(rest[0]):
        tops = Tops(scores)
        floor = reached(scores, tops, top, lengths) - left
        near = tops.reaching(floor) if floor > 0 else None
        if near is not None and len(near) * len(rest[0]) * LOOK_UP < rest[2].sum():
            whole = _looked_up(scores, near, generation, rest)
            return cut(near, whole * lengths.kept(near), top)
        _add(scores, generation, rest)
        hide(scores)
    return best(scores, top, lengths)


def _parted(generation: Generation, asked: Asked) -> tuple[Lists, Lists, float]:
    """Part the terms in rare and common ones; return also what the common ones could add."""
    known = np.flatnonzero(asked.rows >= 0)
    rows, needs = asked.rows.take(known), asked.needs.take(known).astype(np.float32)
    sizes = generation.starts.take(rows + 1) - generation.starts.take(rows)
    if sizes.sum() < WORTHWHILE:
        return (rows, needs, sizes), (rows[:0], needs[:0], sizes[:0]), 0.0
    order = np.argsort(sizes)
    rows, needs, sizes = rows.take(order), needs.take(order), sizes.take(order)
    bounds = np.cumsum((needs * generation.most.take(rows))[::-1])
    common = int(np.searchsorted(bounds, LEFT * bounds[-1])) if len(bounds) else 0
    if sizes[len(rows) - common :].sum() < WORTHWHILE:
        common = 0
    rare = len(rows) - common
    left = float(bounds[common - 1]) if common else 0.0
    first, rest = slice(rare), slice(rare, None)
    return (
        (rows[first], needs[first], sizes[first]),
        (rows[rest], needs[rest], sizes[rest]),
        left,
    )


def _add(scores: Floats, generation: Generation, lists: Lists) -> None:
    rows, needs, _sizes = lists
    accumulate(scores, rows, needs, generation.starts, (generation.documents, generation.held))


def _looked_up(scores: Floats, near: Integers, generation: Generation, lists: Lists) -> Floats:
    """Return the whole scores of the documents ``near``."""
    whole = scores.take(near)
    rows, needs, sizes = lists
    for start, size, need in zip(
        generation.starts.take(rows).tolist(), sizes.tolist(), needs, strict=True
    ):
        listed = generation.documents[start : start + size]
        at = np.minimum(np.searchsorted(listed, near), size - 1)
        whole += (listed.take(at) == near) * generation.held.take(start + at) * need
    return whole
