"""Public codes: stable, readable, given once (``CN-2026-000123``)."""

from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import CodeCounter

TECHNOLOGY, NEED, DEAL, ORGANISATION = "CN", "NC", "TV", "TC"


def next_code(session: Session, prefix: str, year: int | None = None) -> str:
    """Return the next code of ``prefix`` in ``year`` (this one unless told)."""
    year = year or datetime.now(UTC).year
    counter = (
        update(CodeCounter)
        .where(CodeCounter.prefix == prefix, CodeCounter.year == year)
        .values(last=CodeCounter.last + 1)
        .returning(CodeCounter.last)
    )
    last = session.scalar(counter)
    if last is None:
        _start(session, prefix, year)
        last = session.scalar(counter)
    return f"{prefix}-{year}-{last:06d}"


def _start(session: Session, prefix: str, year: int) -> None:
    try:
        with session.begin_nested():
            session.add(CodeCounter(prefix=prefix, year=year, last=0))
    except IntegrityError:
        session.scalar(select(CodeCounter).filter_by(prefix=prefix, year=year))
