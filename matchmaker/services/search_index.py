"""The published postings in the engine, one index a side, following the change log.

Where a folder is set, all processes of a machine share one generation in it; each adds what has
changed since, before every answer. The worker writes a new generation when that has become much.
The index is never the guard: what a person may see is decided when the rows are read.
"""

import threading
import time
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matchmaker.config import SEED_DATA
from matchmaker.matching.documents import FIELD_WEIGHTS, Document
from matchmaker.matching.generation import Generation
from matchmaker.matching.index import Index
from matchmaker.matching.storage import Damaged, Storage, Stored
from matchmaker.matching.translation import Glossary
from matchmaker.services import change_log, posting_texts
from matchmaker.services.change_log import Position
from models import Posting

SIDES: Final = ("technology", "need")
ENGLISH: Final = "_en"
WEIGHTS: Final[Mapping[str, float]] = {
    **FIELD_WEIGHTS,
    **{f"{name}{ENGLISH}": weight / 2 for name, weight in FIELD_WEIGHTS.items()},
}
"""English beside Vietnamese counts half: measured better than whole, and it can be found."""


@cache
def glossary() -> Glossary:
    """Return the glossary by which texts in the other language are found; read when needed."""
    return Glossary.read(SEED_DATA / "glossary.csv")


_FEW: Final = 50
_PART: Final = 50
_CHECK_SECONDS: Final = 600.0
_RETRY_SECONDS: Final = 60.0
_log = structlog.get_logger()


class Follower:
    """Keeps the index of one side of one database up to date, in memory and in its folder."""

    def __init__(self, side: str) -> None:
        self._side = side
        self._storage: Storage | None = None
        self._stored: Stored | None = None
        self._index: Index | None = None
        self._position = Position()
        self._refused = ""
        self._damaged = False
        self._check_at = self._not_before = 0.0
        self._lock = threading.Lock()

    def keep_in(self, folder: Path) -> None:
        """Share the index through ``folder`` from now on."""
        self._storage, self._index = Storage(folder), None

    def present(self, session: Session) -> Index:
        """Return the index that knows every change ``session`` can see.

        The database is read outside the lock: a reader that waits for SQLite's writer must not
        hold up that writer here.
        """
        self._take_up()
        while True:
            index, position = self._index, self._position
            if index is None:
                self._begin(session)
                continue
            ahead, changed = change_log.follow(session, self._side, position)
            if changed is None:
                self._read_anew(session)
                continue
            if not changed:
                return index
            fresh = posting_texts.published(session, self._side, changed)
            with self._lock:
                if self._index is index and self._position is position:
                    _apply(index, changed, fresh)
                    self._position = ahead
                    self._compact_in_memory(index)

    def maintain(self, session: Session) -> bool:
        """Write a new generation where the present one is damaged or far behind; say if so.

        Waits while another process does the same. Where the folder cannot be written, what is
        there stays in use, and it is tried again after a while.
        """
        storage = self._storage
        if storage is None or time.monotonic() < self._not_before:
            return False
        if not self._is_due(storage, self.present(session)):
            return False
        with storage.writing():
            index = self.present(session)
            if not self._is_due(storage, index):
                return False
            generation, position = (
                self._read(session) if self._damaged else (index.compacted(), self._position)
            )
            stored = self._try_to_write(storage, generation, position)
            if stored is not None:
                self._use(stored)
                self._damaged = False
            return stored is not None

    def _is_due(self, storage: Storage, index: Index) -> bool:
        """Say whether a new generation should be written."""
        stored = self._stored
        if stored is None or stored.folder.name != storage.current():
            return True
        if time.monotonic() >= self._check_at:
            self._check_at = time.monotonic() + _CHECK_SECONDS
            try:
                stored.check_contents()
            except Damaged as error:
                _log.error("index damaged", what=str(error))
                self._damaged = True
        changed = index.changes > _many(len(index))
        return self._damaged or changed or index.generation is not stored.generation

    def _take_up(self) -> None:
        """Go over to a generation that another process wrote; leave one that was damaged."""
        if self._storage is None or self._stored is None:
            return
        current = self._storage.current()
        try:
            self._stored.check_sizes()
            if current in {self._stored.folder.name, self._refused, ""}:
                return
        except Damaged as error:
            _log.error("index damaged", what=str(error))
            self._stored = self._index = None
        stored = self._storage.open()
        if stored is not None:
            self._refused = "" if stored.folder.name == current else current
            if self._stored is None or self._stored.folder != stored.folder:
                self._use(stored)

    def _begin(self, session: Session) -> None:
        """Open what is on disk, or read the database; only a process that starts has to."""
        if self._storage is None:
            self._read_anew(session)
            return
        stored = self._storage.open()
        if stored is None:
            with self._storage.writing():
                stored = self._storage.open() or self._write(self._storage, session)
        if stored is not None:
            self._use(stored)

    def _write(self, storage: Storage, session: Session) -> Stored | None:
        """Build from the database and write; where that fails the index stays in memory."""
        generation, position = self._read(session)
        stored = self._try_to_write(storage, generation, position)
        if stored is None:
            self._hold(generation, position)
        return stored

    def _try_to_write(
        self, storage: Storage, generation: Generation, position: Position
    ) -> Stored | None:
        try:
            return storage.write(generation, position.noted())
        except OSError as error:
            _log.error("index not written", folder=str(storage.folder), what=str(error))
            self._not_before = time.monotonic() + _RETRY_SECONDS
            return None

    def _read_anew(self, session: Session) -> None:
        self._stored = None
        self._hold(*self._read(session))

    def _read(self, session: Session) -> tuple[Generation, Position]:
        """Read all published postings; the position is taken first, so that none is missed."""
        position = change_log.end(session, self._side)
        documents = posting_texts.published(session, self._side)
        return Index(documents.values(), WEIGHTS).generation, position

    def _hold(self, generation: Generation, position: Position) -> None:
        with self._lock:
            self._index, self._position = _over(generation), position

    def _use(self, stored: Stored) -> None:
        self._hold(stored.generation, Position.of(stored.position))
        self._stored = stored

    def _compact_in_memory(self, index: Index) -> None:
        """Keep a small index, and one that nobody else shares, in one piece."""
        few = self._storage is None or len(index) < _FEW
        if few and index.changes > min(len(index.generation), _many(len(index))):
            self._index = _over(index.compacted())


def _over(generation: Generation) -> Index:
    return Index.over(generation, WEIGHTS, glossary=glossary)


def _many(documents: int) -> int:
    """Return after how many changes a new generation pays."""
    return max(_FEW, documents // _PART)


def _apply(index: Index, changed: Collection[int], fresh: Mapping[int, Document]) -> None:
    for key in sorted(changed):
        if key in fresh:
            index.put(fresh[key])
        else:
            index.remove(key)


_followers: WeakKeyDictionary[Engine, dict[str, Follower]] = WeakKeyDictionary()
_followers_lock = threading.Lock()


def follower(engine: Engine, side: str) -> Follower:
    """Return what follows ``side`` ("technology" or "need") of a database in this process."""
    with _followers_lock:
        return _followers.setdefault(engine, {name: Follower(name) for name in SIDES})[side]


def keep_in(engine: Engine, folder: Path) -> None:
    """Share the indexes of a database with the other processes of this machine."""
    for side in SIDES:
        follower(engine, side).keep_in(folder / side)


def present(session: Session, side: str) -> Index:
    """Return the index of ``side`` ("technology" or "need") as ``session`` sees the postings."""
    return follower(_engine(session), side).present(session)


def maintain(session: Session) -> int:
    """Write new generations where that is due; return how many."""
    return sum(follower(_engine(session), side).maintain(session) for side in SIDES)


def _engine(session: Session) -> Engine:
    return session.get_bind(Posting).engine
