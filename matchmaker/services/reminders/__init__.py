"""Reminders, found in the database: whoever keeps others waiting hears of it, then the officer.

Each is named by what it is about and how long it has waited, so it is told once, however often a
round looks. The days are rows of the vocabulary ``reminders``.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from matchmaker.services import vocabularies
from matchmaker.services.duties import deadlines
from matchmaker.services.reminders import overdue, postings, waiting
from matchmaker.services.reminders.naming import Days, Told

_STEPS: Sequence[Callable[[Session, Days], Told]] = (
    waiting.unanswered,
    waiting.questions,
    postings.expiring,
    postings.new_matches,
    overdue.steps,
    overdue.for_heads,
    deadlines.filing,
)


def remind(session: Session) -> int:
    """Tell whatever is to be told now; return how many were told something."""
    days = {
        entry.code: timedelta(days=int(entry.attributes["days"]))
        for entry in vocabularies.entries(session, "reminders")
    }
    if not days:
        return 0
    return sum(len(told) for step in _STEPS for told in step(session, days))
