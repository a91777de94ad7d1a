"""The chain over the audit trail: what was written cannot be changed, moved or removed unseen.

Each entry is sealed with the SHA-256 of its facts, its place and the seal before it
(``docs/decisions/0007-the-audit-trail-is-sealed-by-the-worker.md``).
"""

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AuditEntry

BATCH = 1000
_TURN = 0x_A0D1_7EA1
"""Names the lock under which one process at a time seals on PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last seal of a chain; kept elsewhere, it tells whether the end was cut off."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"

    @classmethod
    def read(cls, text: str) -> "Head":
        """Read what was printed; raises :class:`ValueError` for anything else.

        >>> Head.read("2:ab").position
        2
        """
        position, _colon, digest = text.strip().partition(":")
        if not digest:
            raise ValueError(text)
        return cls(int(position), digest.lower())


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of checking: how many entries are whole, until when, and what is broken first."""

    whole: int
    until: datetime | None
    waiting: int
    broken: str = ""


def seal(session: Session, limit: int = BATCH) -> int:
    """Seal entries that have no place in the chain yet, at most ``limit``; return how many.

    The order is that in which they are found, so an entry whose transaction ended late comes
    after those with higher numbers that were sealed before it.
    """
    _take_turn(session)
    last = head(session)
    start, previous = (last.position, last.hash) if last else (0, "")
    unsealed = select(AuditEntry).where(AuditEntry.position.is_(None)).order_by(AuditEntry.id)
    entries = session.scalars(unsealed.limit(limit)).all()
    for position, entry in enumerate(entries, start=start + 1):
        entry.position, entry.person, entry.previous_hash = position, entry.by_id, previous
        entry.hash = previous = digest(entry)
    session.flush()
    return len(entries)


def _take_turn(session: Session) -> None:
    """Wait until no other process seals; on SQLite the write lock has already seen to it."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TURN)))


def digest(entry: AuditEntry) -> str:
    """Return the seal of ``entry``: SHA-256 of its facts as JSON with sorted keys."""
    facts = {
        "position": entry.position,
        "id": entry.id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "person": entry.person,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "address": entry.address,
        "previous": entry.previous_hash,
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def head(session: Session) -> Head | None:
    """Return the last seal, if there is any."""
    row = session.execute(
        select(AuditEntry.position, AuditEntry.hash)
        .where(AuditEntry.position.is_not(None))
        .order_by(AuditEntry.position.desc())
        .limit(1)
    ).one_or_none()
    return Head(row.position, row.hash) if row and row.position else None


def verify(session: Session, noted: Head | None = None) -> Verdict:
    """Check the whole chain, and whether the head that was ``noted`` once is still in it."""
    unsealed = select(func.count()).where(AuditEntry.position.is_(None))
    waiting = session.scalar(unsealed) or 0
    chain = select(AuditEntry).where(AuditEntry.position.is_not(None)).order_by(AuditEntry.position)
    whole, previous, until = 0, "", None
    with closing(session.scalars(chain.execution_options(yield_per=BATCH))) as entries:
        for entry in entries:
            if fault := _fault(entry, whole + 1, previous, noted):
                return Verdict(whole, until, waiting, fault)
            whole, previous, until = whole + 1, entry.hash, entry.at
    if noted and noted.position > whole:
        fault = f"the chain ends at entry {whole}, but entry {noted.position} was noted once"
        return Verdict(whole, until, waiting, fault)
    return Verdict(whole, until, waiting)


def _fault(entry: AuditEntry, position: int, previous: str, noted: Head | None) -> str:
    """Return what is wrong with the entry found at ``position``, if anything."""
    if entry.position != position:
        return f"entry {position} is missing"
    name = f"entry {position} ({entry.at:%Y-%m-%d %H:%M} UTC, {entry.action} {entry.subject})"
    if entry.previous_hash != previous:
        return f"{name} does not follow the one before it"
    if entry.hash != digest(entry):
        return f"{name} is not what was sealed"
    if entry.by_id not in {None, entry.person}:
        return f"{name} was given to another person"
    if noted and noted.position == position and noted.hash != entry.hash:
        return f"{name} is not the one that was noted"
    return ""
