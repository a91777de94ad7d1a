"""Reminders, found in the database: whoever keeps others waiting hears of it, then the officer.

Each is named by what it is about and how long it has waited, so it is told once, however often a
round looks. The days are rows of the vocabulary ``reminders``.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from matchmaker.services import notifications, vocabularies
from matchmaker.services.duties import deadlines
from matchmaker.services.notifications import Notice
from matchmaker.services.reminders import overdue, postings, waiting
from matchmaker.services.reminders.naming import Days

_FINDERS: Sequence[Callable[[Session, Days], Iterable[Notice]]] = (
    waiting.unanswered,
    waiting.questions,
    postings.expiring,
    postings.new_matches,
    overdue.steps,
    overdue.for_heads,
    deadlines.filing,
)


def due(session: Session) -> list[Notice]:
    """Return what is to be told now and nobody was told; only reads, so nobody waits for it."""
    days = {
        entry.code: timedelta(days=int(entry.attributes["days"]))
        for entry in vocabularies.entries(session, "reminders")
    }
    if not days:
        return []
    found = [notice for find in _FINDERS for notice in find(session, days) if notice.people]
    return notifications.unknown(session, found)
