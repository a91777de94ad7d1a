"""The published postings of each side, counted in memory by the values of all filters.

Counting them in SQL costs more the more there are. Here a page costs the same at any number: every
process holds the counts and, before each answer, takes over what the change log tells since.
"""

import threading
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from matchmaker.services.catalogue.cubes import Cube, written
from matchmaker.services.engine import change_log
from matchmaker.services.engine.change_log import Position
from models import Need, Posting, PostingState, Technology

GROUPS: Final[Mapping[str, Mapping[str, Any]]] = {
    "technology": {
        "field": Posting.vn_field,
        "province": Posting.province,
        "trl": Technology.__table__.c.trl,
        "kind": Technology.__table__.c.kind,
    },
    "need": {
        "field": Posting.vn_field,
        "province": Posting.province,
        "kind": Need.__table__.c.need_type,
    },
}
"""The filters of each side that are counted, and their columns."""

OWN_TABLES: Final = {"technology": Technology.__table__, "need": Need.__table__}

Cell = tuple[str, ...]

_AT_ONCE: Final = 20_000
_MOST_TOLD: Final = 5_000
"""After more changes all is counted anew: a query takes so many ids and not many more."""
_NOWHERE: Final = -1


@dataclass(frozen=True, slots=True)
class _Held:
    """The counts, in which cell each posting was counted (by its id), how far the log was read."""

    cube: Cube
    cells: NDArray[np.int32]
    position: Position


class Tally:
    """Keeps the counts of one side of one database."""

    def __init__(self, side: str) -> None:
        self._side = side
        self._held: _Held | None = None
        self._lock = threading.Lock()

    def present(self, session: Session) -> Cube:
        """Return the counts of every change ``session`` can see."""
        while True:
            held = self._held or self._read(session)
            ahead, changed = change_log.follow(session, self._side, held.position)
            if changed is None or len(changed) > _MOST_TOLD:
                self._held = None
                continue
            if ahead == held.position:
                return held.cube
            fresh = dict(_rows(session, self._side, changed)) if changed else {}
            with self._lock:
                if self._held is held:
                    self._held = after = _after(held, ahead, changed, fresh)
                    if after is not None:
                        return after.cube

    def _read(self, session: Session) -> _Held:
        """Count all postings; the position is taken first, so that none is missed."""
        position = change_log.end(session)
        met: dict[Cell, int] = {}
        keys, numbers = array("q"), array("q")
        for key, cell in _rows(session, self._side):
            keys.append(key)
            numbers.append(met.setdefault(cell, len(met)))
        amounts = np.bincount(np.asarray(numbers, np.int64), minlength=len(met))
        cube = Cube.of(list(GROUPS[self._side]), zip(met, amounts, strict=True))
        cells = np.full(max(keys, default=0) + 1, _NOWHERE, np.int32)
        places = np.fromiter((_place(cube, cell) for cell in met), np.int32, len(met))
        cells[np.asarray(keys, np.int64)] = places[np.asarray(numbers, np.int64)]
        self._held = _Held(cube, cells, position)
        return self._held


def _after(
    held: _Held, ahead: Position, changed: Collection[int], fresh: Mapping[int, Cell]
) -> _Held | None:
    """Return the counts after changes; none where a value is new, then all is counted anew."""
    cells, counts = held.cells, held.cube.counts.copy()
    beyond = max(changed, default=0) + 1 - len(cells)
    if beyond > 0:
        more = np.full(beyond + len(cells) // 8, _NOWHERE, np.int32)
        cells = np.concatenate([cells, more])
    for key in changed:
        try:
            place = _place(held.cube, fresh[key]) if key in fresh else _NOWHERE
        except ValueError:
            return None
        for each, step in ((cells[key], -1), (place, 1)):
            if each != _NOWHERE:
                counts.flat[each] += step
        cells[key] = place
    return _Held(replace(held.cube, counts=counts), cells, ahead)


def _place(cube: Cube, cell: Cell) -> int:
    """Return the number of a cell; ValueError where the cube has none for it."""
    places = [values.index(value) for values, value in zip(cube.values, cell, strict=True)]
    return int(np.ravel_multi_index(places, cube.counts.shape))


def _rows(
    session: Session, side: str, only: Collection[int] | None = None
) -> Iterator[tuple[int, Cell]]:
    """Read the cells of the published postings of ``side``, all or those with ids in ``only``."""
    own = OWN_TABLES[side]
    query = (
        select(Posting.id, *GROUPS[side].values())
        .join(own, own.c.id == Posting.id)
        .where(Posting.side == side, Posting.state == PostingState.PUBLISHED)
    )
    if only is not None:
        query = query.where(Posting.id.in_(only))
    for key, *cell in session.execute(query.execution_options(yield_per=_AT_ONCE)):
        yield key, tuple(map(written, cell))


def counted(session: Session, side: str, conditions: Sequence[sa.ColumnElement[bool]]) -> Cube:
    """Count the postings of ``side`` under ``conditions`` in SQL: for the few that others leave."""
    own, columns = OWN_TABLES[side], list(GROUPS[side].values())
    rows = session.execute(
        select(sa.func.count(), *columns)
        .select_from(Posting)
        .join(own, own.c.id == Posting.id)
        .where(Posting.side == side, *conditions)
        .group_by(*columns)
    )
    return Cube.of(list(GROUPS[side]), ((cell, count) for count, *cell in rows))


_tallies: WeakKeyDictionary[Engine, dict[str, Tally]] = WeakKeyDictionary()
_tallies_lock = threading.Lock()


def published(session: Session, side: str) -> Cube:
    """Return how many postings of ``side`` are published, as ``session`` sees them."""
    engine = session.get_bind(Posting).engine
    with _tallies_lock:
        tallies = _tallies.setdefault(engine, {name: Tally(name) for name in GROUPS})
    return tallies[side].present(session)
