"""The parts of a score: what the document says in its title, in short and in long fields.

A score is a sum over shared terms. Each term's part of it is divided by where the document says the
term, and single words are kept from pairs; so the six parts add up to the score exactly. Factors,
one a part, let some count more than others, and the score is still a sum that can be shown.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from matchmaker.matching.analysis import PAIR
from matchmaker.matching.postings import Integers
from matchmaker.matching.weighting import Doubles

PARTS: Final = ("title", "title_pairs", "short", "short_pairs", "long", "long_pairs")
NEUTRAL: Final[Mapping[str, float]] = dict.fromkeys(PARTS, 1.0)
#: Factors are learned from so many needs with good and bad answers: fewer were measured to mislead.
MINIMUM_NEEDS: Final = 50

_PLACES: Final[Mapping[str, int]] = {"title": 0, "summary": 1, "keywords": 1}
_LONG: Final = 2


def place_of(field: str) -> int:
    """Say whether a field, in either language, is the title (0), short (1) or long (2).

    >>> [place_of(field) for field in ("title_en", "summary", "problem")]
    [0, 1, 2]
    """
    return _PLACES.get(field.partition("_")[0], _LONG)


def parts_of(places: Integers, kind: int) -> Integers:
    """Return the numbers of the parts to which terms of a kind belong, by ``place_of`` each."""
    return 2 * places + (kind >= PAIR)


def in_order(factors: Mapping[str, float]) -> Doubles:
    """Return factors by the numbers of their parts."""
    return np.array([factors[part] for part in PARTS])
