"""Cubes: postings counted by the values of all filters at once, so that any count is a sum."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Chosen = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Cube:
    """How many postings there are of each value of each of ``groups``: an axis a group."""

    groups: Sequence[str]
    values: Sequence[Sequence[str]]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, groups: Sequence[str], rows: Iterable[tuple[Sequence[Any], int]]) -> "Cube":
        """Return the cube of counted cells; a cell is a value of every group, in their order."""
        counted = [(tuple(map(written, cell)), count) for cell, count in rows]
        values = [sorted({cell[axis] for cell, _ in counted}) for axis in range(len(groups))]
        places = [{value: place for place, value in enumerate(axis)} for axis in values]
        counts = np.zeros([len(axis) for axis in values], np.int64)
        for cell, count in counted:
            counts[tuple(map(dict.__getitem__, places, cell))] += count
        return cls(groups, values, counts)

    def total(self, chosen: Chosen) -> int:
        """Return how many postings have one of the ``chosen`` values in every group named there."""
        return int(self._part(chosen).sum())

    def by(self, group: str, chosen: Chosen) -> dict[str, int]:
        """Count the postings of each value of ``group`` under what is chosen in the others."""
        axis = self.groups.index(group)
        part = self._part({name: those for name, those in chosen.items() if name != group})
        sums = part.sum(axis=tuple(each for each in range(part.ndim) if each != axis))
        return {
            value: int(count)
            for value, count in zip(self.values[axis], sums, strict=True)
            if value and count
        }

    def _part(self, chosen: Chosen) -> NDArray[np.int64]:
        part = self.counts
        for axis, (group, values) in enumerate(zip(self.groups, self.values, strict=True)):
            if group in chosen:
                places = [place for place, value in enumerate(values) if value in chosen[group]]
                part = part.take(places, axis)
        return part


def written(value: object) -> str:
    """Return a value as addresses write it, "" where there is none."""
    return "" if value is None else str(value)
