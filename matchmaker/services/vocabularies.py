"""Controlled vocabularies: loaded from CSV, kept as dated rows, read by code."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from matchmaker.services.errors import UnknownCode
from models import VocabularyEntry, local_today

BEGINNING = date(2000, 1, 1)
MERGER = date(2025, 7, 1)
"""The day the 63 provinces became 34; seven codes changed their meaning."""

_PERIODS = {"provinces_34": (MERGER, None), "provinces_63": (BEGINNING, MERGER)}
_OWN_COLUMNS = {
    "code", "level", "order", "name_vi", "name_en", "parent", "valid_from", "valid_to",
}  # fmt: skip
_NOT_LOADED = {"provinces_34_meta", "provinces_63_meta", "centre_report_indicators"}


def load(session: Session, folder: Path) -> int:
    """Load every vocabulary of ``folder`` that is not there yet; return the number of new rows."""
    known = set(session.execute(select(VocabularyEntry.vocabulary, VocabularyEntry.code)).all())
    entries = [
        entry
        for path in sorted(folder.glob("*.csv"))
        if path.stem not in _NOT_LOADED
        for entry in _entries(path)
        if (entry.vocabulary, entry.code) not in known
    ]
    session.add_all(entries)
    session.flush()
    return len(entries)


def _entries(path: Path) -> Iterable[VocabularyEntry]:
    begins, ends = _PERIODS.get(path.stem, (BEGINNING, None))
    with path.open(newline="", encoding="utf-8") as file:
        for position, row in enumerate(csv.DictReader(file), start=1):
            yield VocabularyEntry(
                vocabulary=path.stem,
                code=row.get("code") or row["level"],
                position=int(row.get("order") or position),
                name_vi=row["name_vi"],
                name_en=row["name_en"],
                parent=row.get("parent") or None,
                attributes={key: value for key, value in row.items() if key not in _OWN_COLUMNS},
                valid_from=_day(row.get("valid_from")) or begins,
                valid_to=_day(row.get("valid_to")) or ends,
            )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def entries(session: Session, vocabulary: str, on: date | None = None) -> list[VocabularyEntry]:
    """Return the entries of ``vocabulary`` that hold ``on`` a day (today), in their order."""
    day = on or local_today()
    return list(
        session.scalars(
            select(VocabularyEntry)
            .where(
                VocabularyEntry.vocabulary == vocabulary,
                VocabularyEntry.valid_from <= day,
                or_(VocabularyEntry.valid_to.is_(None), VocabularyEntry.valid_to > day),
            )
            .order_by(VocabularyEntry.position, VocabularyEntry.id)
        )
    )


def names(session: Session, vocabulary: str, language: str) -> Mapping[str, str]:
    """Return the names of ``vocabulary`` by code, past entries included, in their order."""
    rows = session.scalars(
        select(VocabularyEntry)
        .where(VocabularyEntry.vocabulary == vocabulary)
        .order_by(VocabularyEntry.position, VocabularyEntry.valid_from)
    )
    return {row.code: row.name(language) for row in rows}


def check(session: Session, vocabulary: str, code: str) -> str:
    """Return ``code``; raises :class:`UnknownCode` where the vocabulary does not hold it today."""
    if code not in {entry.code for entry in entries(session, vocabulary)}:
        raise UnknownCode(vocabulary, code)
    return code


def kinds(session: Session) -> list[tuple[str, int]]:
    """Return every vocabulary with the number of its entries."""
    return [
        (name, count)
        for name, count in session.execute(
            select(VocabularyEntry.vocabulary, func.count())
            .group_by(VocabularyEntry.vocabulary)
            .order_by(VocabularyEntry.vocabulary)
        )
    ]


def history(session: Session, vocabulary: str) -> list[VocabularyEntry]:
    """Return all entries of ``vocabulary``, past and to come, in their order."""
    return list(
        session.scalars(
            select(VocabularyEntry)
            .where(VocabularyEntry.vocabulary == vocabulary)
            .order_by(VocabularyEntry.position, VocabularyEntry.code, VocabularyEntry.valid_from)
        )
    )
