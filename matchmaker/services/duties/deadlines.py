"""The day by which a contract must be filed for registration, told to its officer in time."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.services import vocabularies
from matchmaker.services.duties import registration
from matchmaker.services.duties.registration import Duty
from matchmaker.services.notifications import Notice
from models import Deal, DutyAnswer, NotificationKind, VocabularyEntry, local_today

_FILING = "filing"


def filing(session: Session, _days: object) -> Iterator[Notice]:
    """Tell officers of contracts that are to be filed soon, or late; each step of it once."""
    steps, today = _steps(session), local_today()
    coming = {deal: due for deal, due in unfiled(session).items() if _step(steps, due, today)}
    for deal, due in coming.items():
        yield _notice(deal, due, f"{_step(steps, due, today)}:{deal.code}:{due}", today=today)


def _steps(session: Session) -> list[tuple[int, str]]:
    """Return how many days before the last one each reminder is given, the last one first."""
    return sorted(
        (
            int(entry.attributes["days"])
            * (1 if entry.attributes["when_side"] == "before" else -1),
            entry.code,
        )
        for entry in vocabularies.entries(session, "reminders")
        if entry.code.startswith(_FILING)
    )


def _step(steps: list[tuple[int, str]], due: date, today: date) -> str:
    left = (due - today).days
    return next((code for days, code in steps if left <= days), "")


def unfiled(session: Session) -> dict[Deal, date]:
    """Return the open deals whose contract must be registered and is not filed, with the last day.

    The days are those of the rule that decided, in the version it was answered under.
    """
    decided = session.scalars(
        select(DutyAnswer)
        .join(DutyAnswer.deal)
        .join(DutyAnswer.rule)
        .where(
            VocabularyEntry.vocabulary == registration.RULES,
            Deal.registration_duty == Duty.MUST.value,
            Deal.registration_filed_on.is_(None),
            Deal.contract_date.is_not(None),
            Deal.closed_at.is_(None),
        )
        .order_by(DutyAnswer.at, DutyAnswer.id)
        .options(joinedload(DutyAnswer.rule), joinedload(DutyAnswer.deal).joinedload(Deal.officer))
    )
    rules = {answer.deal: answer.rule for answer in decided}
    return {deal: day for deal, rule in rules.items() if (day := registration.due(deal, rule))}


def _notice(deal: Deal, due: date, key: str, *, today: date) -> Notice:
    late = due < today
    return Notice(
        [deal.officer] if deal.officer else [],
        NotificationKind.OVERDUE if late else NotificationKind.WAITING,
        key,
        f"{_FILING}_late" if late else _FILING,
        deal,
        {"due": due.isoformat()},
    )
