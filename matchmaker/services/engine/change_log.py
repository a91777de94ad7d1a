"""The log of changed postings, as the engine follows it.

A reader remembers the last rows it saw and reads them again each time, so that what was committed
out of order, or seen and then rolled back, is noticed. On PostgreSQL a row may be committed long
after rows with higher numbers; there it also carries the number of its transaction, and all rows
of transactions that had not ended when the log was last read are read again
(https://www.postgresql.org/docs/current/functions-info.html, ``pg_snapshot_xmin``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import Posting, PostingChange

OVERLAP: Final = 20
"""How many rows are read again each time: on SQLite, more than one transaction leaves undone."""

Row = tuple[str, int, str]

_NO_TRANSACTION: Final = 0


@dataclass(frozen=True, slots=True)
class Position:
    """How far a reader has come: the last rows by number, and the oldest open transaction.

    A row is a side, a posting and the moment of its change.
    """

    rows: Mapping[int, Row] = field(default_factory=dict)
    horizon: int = _NO_TRANSACTION + 1

    def noted(self) -> Any:
        """Return it as something that JSON can hold."""
        return {"rows": [[key, *row] for key, row in self.rows.items()], "horizon": self.horizon}

    @classmethod
    def of(cls, noted: Any) -> "Position":
        """Return what ``noted`` was made from."""
        return cls(
            {key: (side, posting, at) for key, side, posting, at in noted["rows"]}, noted["horizon"]
        )


def follow(session: Session, side: str, known: Position) -> tuple[Position, set[int] | None]:
    """Read the log from ``known`` on: the new position, and the postings of a side changed since.

    The postings are None where nothing of what was known is there any more: then it is another
    log, and everything has to be read anew.
    """
    last = max(known.rows, default=0)
    unread = _unread(overtakes=_overtakes(session))
    found = session.execute(unread, {"last": last, "horizon": known.horizon}).all()
    rows: dict[int, Row] = {each[0]: (each[1], each[2], each[3].isoformat()) for each in found}
    open_since = found[-1][5] if found else known.horizon
    newest = max(rows, default=0) - OVERLAP
    kept = {each[0]: rows[each[0]] for each in found if each[0] > newest or each[4] >= open_since}
    return Position(kept, open_since), _changed(side, known.rows, rows)


def end(session: Session) -> Position:
    """Return the position at the end of the log."""
    horizon = session.scalar(select(_horizon(overtakes=_overtakes(session)))) or 0
    last = session.scalar(select(sa.func.max(PostingChange.id)))
    return follow(session, "", Position({last or 0: ("", 0, "")}, horizon))[0]


def _changed(side: str, known: Mapping[int, Row], rows: Mapping[int, Row]) -> set[int] | None:
    different = {*known.items()} ^ {*rows.items()}
    if known and len(different) == len(known) + len(rows):
        return None
    return {posting for _, (its_side, posting, _) in different if its_side == side}


@cache
def _unread(*, overtakes: bool) -> sa.Select[Any, Any, Any, Any, Any, Any]:
    """Return the query of the rows that a reader may not have seen, and the overlap.

    Both sides are read: a side's own last row may lie far back, and only the numbers of rows and
    of transactions lead straight to the end of the log.
    """
    unread = PostingChange.id > sa.bindparam("last", type_=sa.BigInteger) - OVERLAP
    if overtakes:
        horizon = sa.bindparam("horizon", type_=sa.BigInteger)
        unread = or_(unread, PostingChange.transaction_id >= horizon)
    return (
        select(
            PostingChange.id,
            PostingChange.side,
            PostingChange.posting_id,
            PostingChange.at,
            PostingChange.transaction_id,
            _horizon(overtakes=overtakes),
        )
        .where(unread)
        .order_by(PostingChange.id)
    )


def _horizon(*, overtakes: bool) -> sa.ColumnElement[int]:
    """Return the oldest transaction that has not ended, for SQL; SQLite ends one at a time."""
    if not overtakes:
        return sa.literal(_NO_TRANSACTION + 1)
    snapshot = sa.func.pg_snapshot_xmin(sa.func.pg_current_snapshot())
    return sa.cast(sa.cast(snapshot, sa.Text), sa.BigInteger)


def _overtakes(session: Session) -> bool:
    """Say whether a transaction can be committed after one that began later."""
    return session.get_bind(Posting).dialect.name == "postgresql"
