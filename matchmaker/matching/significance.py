"""Tell a real difference between two systems from chance, by a paired randomisation test.

If two systems were equally good, each query's difference d(i) could as well have the other sign:

    p = (1 + how many of the random signs s give |Σ s(i)·d(i)| >= |Σ d(i)|) / (1 + all drawn)

Source: M. Smucker, J. Allan, B. Carterette, "A comparison of statistical significance tests for
information retrieval evaluation", CIKM 2007. Drawn signs are counted with the observed ones, so
that p is never 0 (B. Phipson, G. Smyth, Stat. Appl. Genet. Mol. Biol. 9(1), 2010).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from matchmaker.matching.evaluation import Result

SIGNIFICANT: Final = 0.05
PERMUTATIONS: Final = 10_000
_SEED: Final = 20_070_611
_CELLS: Final = 4_000_000
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first of two results minus the second, in mean nDCG@10, and the p of the difference."""

    difference: float
    p: float

    @property
    def is_significant(self) -> bool:
        """Whether chance alone would hardly do as much."""
        return self.p < SIGNIFICANT


def compare(first: "Result", second: "Result") -> Comparison:
    """Compare two results on the same queries; ValueError if they are not the same."""
    if first.ndcg_by_query.keys() != second.ndcg_by_query.keys():
        raise ValueError("Only results on the same queries can be compared.")
    differences = [
        ndcg - second.ndcg_by_query[query] for query, ndcg in first.ndcg_by_query.items()
    ]
    return Comparison(first.ndcg_at_10 - second.ndcg_at_10, randomisation_test(differences))


def randomisation_test(differences: Sequence[float]) -> float:
    """Return the two-sided p of paired differences; the same input always gives the same p.

    >>> randomisation_test([0.0, 0.0])
    1.0
    >>> randomisation_test([0.1] * 20) < 0.001
    True
    """
    random = np.random.default_rng(_SEED)
    changed = np.array([each for each in differences if each], np.float64)
    observed = abs(changed.sum()) - _ROUNDING
    block = max(1, _CELLS // max(len(changed), 1))
    as_much = 0
    for start in range(0, PERMUTATIONS, block):
        shape = (min(block, PERMUTATIONS - start), len(changed))
        signs = 2 * random.integers(0, 2, shape, np.int8) - 1
        as_much += int(np.count_nonzero(np.abs(signs @ changed) >= observed))
    return (1 + as_much) / (1 + PERMUTATIONS)
