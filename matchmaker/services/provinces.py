"""Both maps: the 34 provinces of today, and the 63 that became them on 2025-07-01.

Seven codes are on both maps and mean different places, so a code never stands without its map.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from models import Need, Organisation, Technology, VocabularyEntry

TODAY, BEFORE = "34", "63"
"""The two maps."""

_UNTOLD = "~"


@dataclass(frozen=True, slots=True)
class Place:
    """A province on one map: ``key`` as in addresses, ``province`` as of today.

    ``inside`` are the old provinces of which today's consists. Where nobody told which of them it
    was, the key on the old map is today's code behind a tilde.
    """

    key: str
    province: str
    inside: tuple[str, ...]
    before: bool

    @property
    def untold(self) -> bool:
        """Say whether it gathers what lies in one of several old provinces, untold which."""
        return self.key.startswith(_UNTOLD)


@dataclass(frozen=True, slots=True)
class Atlas:
    """What each old province became."""

    successors: Mapping[str, str]

    def inside(self, province: str) -> tuple[str, ...]:
        """Return the old provinces that became ``province``."""
        return tuple(old for old, new in self.successors.items() if new == province)

    def old(self, province: str, told: Sequence[str]) -> str:
        """Return the old province of what lies in ``province`` today.

        It is the first of ``told`` that lies there, else the only one that became it.
        """
        inside = self.inside(province)
        known = next((each for each in told if each in inside), "")
        return known or (inside[0] if len(inside) == 1 else f"{_UNTOLD}{province}")

    def place(self, key: str, *, before: bool) -> Place | None:
        """Return the province with ``key`` on a map, if it is there."""
        if not before:
            return Place(key, key, (), before) if key in set(self.successors.values()) else None
        province = self.successors.get(key, key.removeprefix(_UNTOLD))
        inside = self.inside(province)
        there = key in inside or (key == f"{_UNTOLD}{province}" and len(inside) > 1)
        return Place(key, province, inside, before) if there else None


def atlas(session: Session) -> Atlas:
    """Return both maps as the vocabulary has them."""
    rows = session.scalars(
        select(VocabularyEntry).where(VocabularyEntry.vocabulary == "provinces_63")
    )
    return Atlas({row.code: row.attributes["successor_34"] for row in rows})


def told(known: ColumnElement[bool]) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """Return the old provinces that a need and the organisation behind it tell of.

    ``known`` is the condition under which a reader may know where below its province a need is.
    """
    first, second = Need.province_63, Organisation.province_63
    return case((known, first), else_=""), case((known, second), else_="")


def needs_in(place: Place, known: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition for needs in ``place``; joined with the organisation behind them."""
    here: ColumnElement[bool] = Need.province == place.province
    if not place.before or len(place.inside) == 1:
        return here
    own, behind = told(known)
    unsaid = own.not_in(place.inside)
    if place.untold:
        return here & unsaid & behind.not_in(place.inside)
    return here & ((own == place.key) | (unsaid & (behind == place.key)))


def technologies_in(place: Place) -> ColumnElement[bool]:
    """Return the condition for technologies in ``place``; joined with whose they are."""
    here: ColumnElement[bool] = Technology.province == place.province
    if not place.before or len(place.inside) == 1:
        return here
    behind = Organisation.province_63
    return here & (behind.not_in(place.inside) if place.untold else behind == place.key)
