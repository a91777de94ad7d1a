"""Which documents may be found: by key, and by the language that the query is asked in."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.analysis import Language
from matchmaker.matching.weighting import Floats

Mask = NDArray[np.bool_]
Wanted = Literal["all", "having", "lacking"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Documents ``among`` some keys (all, if None), without ``exclude``, in ``language``.

    "all" takes no notice of languages, "having" wants some text in ``language``, "lacking" none.
    """

    among: Collection[int] | None
    exclude: Collection[int]
    language: Language
    wanted: Wanted

    def hide(
        self,
        scores: Floats,
        lacking: Mapping[Language, Mask],
        place: Callable[[int], int],
        gone: Collection[int] = (),
    ) -> None:
        """Set the scores of all others to 0; ``place`` says where a key stands, -1 if nowhere."""
        if gone:
            scores[list(gone)] = 0
        if self.wanted != "all":
            others = lacking[self.language]
            scores[others if self.wanted == "having" else ~others] = 0
        if self.among is not None:
            others = np.ones(len(scores), bool)
            others[_places(self.among, place)] = False
            scores[others] = 0
        if self.exclude:
            scores[_places(self.exclude, place)] = 0


def _places(keys: Collection[int], place: Callable[[int], int]) -> list[int]:
    return [found for found in map(place, keys) if found >= 0]
