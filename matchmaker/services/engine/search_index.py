"""The published postings in the engine, one index a side, following the change log.

Where a folder is set, all processes of a machine share one generation in it; each adds what has
changed since, before every answer. The worker writes a new generation when that has become much.
The index is never the guard: what a person may see is decided when the rows are read.
"""

import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matchmaker.config import SEED_DATA
from matchmaker.matching import weighting
from matchmaker.matching.documents import ASKING_WEIGHTS, FIELD_WEIGHTS, Document
from matchmaker.matching.generation import Generation
from matchmaker.matching.index import Index
from matchmaker.matching.storage import Damaged, Removed, Storage, Stored
from matchmaker.matching.translation import Glossary
from matchmaker.services.engine import change_log, posting_texts
from matchmaker.services.engine.change_log import Position
from models import Posting, reading

SIDES: Final = ("technology", "need")
ENGLISH: Final = "_en"


def _with_english(weights: Mapping[str, float]) -> Mapping[str, float]:
    return {**weights, **{f"{name}{ENGLISH}": weight / 2 for name, weight in weights.items()}}


WEIGHTS: Final = _with_english(FIELD_WEIGHTS)
ASKING: Final = _with_english(ASKING_WEIGHTS)
"""English beside Vietnamese counts half: measured better than whole, and it can be found."""


@cache
def glossary() -> Glossary:
    """Return the glossary by which texts in the other language are found; read when needed."""
    return Glossary.read(SEED_DATA / "glossary.csv")


RECIPE: Final = repr(
    (weighting.SATURATION, weighting.LENGTH_NORMALISATION, sorted(WEIGHTS.items()))
)
"""What a generation was made by; one that was made otherwise, by another version, is made anew."""

_FEW: Final = 50
_PART: Final = 50
_CHECK_SECONDS: Final = 600.0
_RETRY_SECONDS: Final = 60.0
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Held:
    """An index, how far it has followed the log, and the files below it, if there are any."""

    index: Index
    position: Position
    stored: Stored | None = None

    @property
    def name(self) -> str:
        """The name of its generation in the folder."""
        return self.stored.folder.name if self.stored else ""


class Follower:
    """Keeps the index of one side of one database up to date, in memory and in its folder."""

    def __init__(self, side: str) -> None:
        self._side = side
        self._storage: Storage | None = None
        self._held: _Held | None = None
        self._refused = ""
        self._check_at = self._not_before = 0.0
        self._lock = threading.Lock()

    def keep_in(self, folder: Path) -> None:
        """Share the index through ``folder`` from now on."""
        self._storage, self._held = Storage(folder), None

    def present(self, session: Session) -> Index:
        """Return the index that knows every change ``session`` can see."""
        return self._follow(session).index

    def maintain(self, session: Session) -> bool:
        """Write a new generation where the present one is damaged or far behind; say if so.

        Waits while another process does the same. Where the folder cannot be written to, what is
        there stays in use, and it is tried again after a while.
        """
        storage = self._storage
        if storage is None:
            return False
        if time.monotonic() >= self._check_at:
            self._check_at = time.monotonic() + _CHECK_SECONDS
            self._leave_damaged(storage, Stored.check_contents)
        if not self._is_due(storage, self._follow(session)):
            return False
        with storage.writing():
            held = self._follow(session)
            if not self._is_due(storage, held):
                return False
            return self._write(storage, held.index.compacted(), held.position) is not None

    def _is_due(self, storage: Storage, held: _Held) -> bool:
        """Say whether a new generation should be written."""
        stored, index = held.stored, held.index
        return time.monotonic() >= self._not_before and (
            stored is None
            or stored.folder.name != storage.current()
            or stored.generation is not index.generation
            or index.changes > _many(len(index))
        )

    def _follow(self, session: Session) -> _Held:
        """Bring the index up to what ``session`` sees.

        The database is read outside the lock: a reader that waits for SQLite's writer must not
        hold up that writer here.
        """
        if self._storage:
            self._take_up(self._storage)
        while True:
            held = self._held or self._begin(session)
            ahead, changed = change_log.follow(session, self._side, held.position)
            if changed is None:
                self._read_anew(session)
                continue
            if ahead == held.position:
                return held
            fresh = posting_texts.published(session, self._side, changed) if changed else {}
            with self._lock:
                if self._held is held:
                    _apply(held.index, changed, fresh)
                    self._held = self._in_one_piece(held.index, ahead, held.stored)
                    return self._held

    def _take_up(self, storage: Storage) -> None:
        """Go over to a generation that another process wrote; leave one that was damaged."""
        if not self._held:
            return
        current = storage.current()
        if current in {self._held.name, self._refused, ""}:
            self._leave_damaged(storage, Stored.check)
        elif stored := _opened(storage):
            self._use(stored, current)
        else:
            self._refused = current

    def _leave_damaged(self, storage: Storage, check: Callable[[Stored], None]) -> None:
        """Go back to an older generation where the files of this one are damaged.

        Where there is none the database is read, or what is mapped stays while that is possible.
        """
        stored = self._held and self._held.stored
        if not self._held or not stored:
            return
        try:
            check(stored)
        except Damaged as error:
            _log.error("index damaged", what=str(error))
            current = storage.current()
            if older := _opened(storage):
                self._use(older, current)
            elif isinstance(error, Removed):
                self._refused, self._held = current, replace(self._held, stored=None)
            else:
                self._held = None

    def _begin(self, session: Session) -> _Held:
        """Open what is on disk, or read the database; only a process that starts has to."""
        storage = self._storage
        if storage is None:
            return self._read_anew(session)
        current = storage.current()
        if stored := _opened(storage):
            return self._use(stored, current)
        # Who already has SQLite's lock must not wait for somebody here who waits for that.
        session.connection()
        with storage.writing():
            if stored := _opened(storage):
                return self._use(stored, storage.current())
            generation, position = self._read(session)
            return self._write(storage, generation, position) or self._hold(generation, position)

    def _write(self, storage: Storage, generation: Generation, position: Position) -> _Held | None:
        """Write a generation and go over to it, where that is possible."""
        try:
            return self._use(storage.write(generation, {**position.noted(), "recipe": RECIPE}))
        except (OSError, Damaged) as error:
            _log.error("index not written", folder=str(storage.folder), what=str(error))
            self._not_before = time.monotonic() + _RETRY_SECONDS
            return None

    def _read_anew(self, session: Session) -> _Held:
        """Read the database; what is on disk belongs to another log."""
        self._refused = self._storage.current() if self._storage else ""
        return self._hold(*self._read(session))

    def _read(self, session: Session) -> tuple[Generation, Position]:
        """Read all published postings; the position is taken first, so that none is missed."""
        position = change_log.end(session)
        documents = posting_texts.published(session, self._side)
        return Index(documents.values(), WEIGHTS, ASKING).generation, position

    def _use(self, stored: Stored, current: str = "") -> _Held:
        """Go over to a generation on disk; another one, named as the present one, is refused."""
        self._refused = current if current != stored.folder.name else ""
        return self._hold(stored.generation, Position.of(stored.position), stored)

    def _hold(
        self, generation: Generation, position: Position, stored: Stored | None = None
    ) -> _Held:
        self._held = held = _Held(_over(generation), position, stored)
        return held

    def _in_one_piece(self, index: Index, position: Position, stored: Stored | None) -> _Held:
        """Keep a small index, and one that nobody else shares, without a recent part."""
        few = self._storage is None or len(index) < _FEW
        if few and index.changes > min(len(index.generation), _many(len(index))):
            index = _over(index.compacted())
        return _Held(index, position, stored)


def _over(generation: Generation) -> Index:
    return Index.over(generation, WEIGHTS, ASKING, glossary=glossary)


def _opened(storage: Storage) -> Stored | None:
    stored = storage.open()
    return stored if stored is not None and stored.position.get("recipe") == RECIPE else None


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
    """Write new generations where that is due; return how many.

    Nobody who writes to the database has to wait for it.
    """
    with reading():
        return sum(follower(_engine(session), side).maintain(session) for side in SIDES)


def _engine(session: Session) -> Engine:
    return session.get_bind(Posting).engine
