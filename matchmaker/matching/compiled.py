"""The loop over posting lists compiled by numba, where the extra ``[fast]`` is installed.

Imported when first needed: numba takes half a second to load and some memory. It adds in the same
order as scipy's loop and so gives the same sums to the last bit.
"""

from numba import njit

from matchmaker.matching.postings import Integers, Places
from matchmaker.matching.weighting import Floats


@njit(cache=True, nogil=True)
def add(  # noqa: PLR0917 - numba takes plain arrays
    scores: Floats,
    begin: Integers,
    end: Integers,
    needs: Floats,
    documents: Places,
    held: Floats,
) -> None:
    """Add need(t) · held(t, d) over the lists from ``begin`` to ``end`` to ``scores``."""
    for i in range(len(needs)):
        need = needs[i]
        for place in range(begin[i], end[i]):
            scores[documents[place]] += need * held[place]
