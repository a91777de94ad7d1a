"""The mails that came in: what became of each, so that none is taken twice and none unseen."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models import Deal, IncomingMail, Outcome, now

HOUR = timedelta(hours=1)
MOST_OF_A_SENDER, MOST_OF_STRANGERS, MOST_OF_A_DEAL, MOST_ANSWERS = 20, 10, 100, 3
"""How many mails are taken, and answered, within an hour."""

ANSWERED = (Outcome.STRANGER, Outcome.CLOSED, Outcome.EMPTY, Outcome.HELD, Outcome.UNREADABLE)


def last_of(session: Session, deal: Deal, senders: Collection[str]) -> dict[str, str]:
    """Return the Message-ID of the last mail that each of ``senders`` wrote into ``deal``."""
    newest = (
        select(func.max(IncomingMail.id))
        .where(
            IncomingMail.deal_id == deal.id,
            IncomingMail.outcome == Outcome.TAKEN,
            IncomingMail.sender.in_(senders),
        )
        .group_by(IncomingMail.sender)
    )
    found = session.scalars(select(IncomingMail).where(IncomingMail.id.in_(newest)))
    return {each.sender: each.message_id for each in found if each.message_id.startswith("<")}


def is_busy(session: Session, deal: Deal, sender: str) -> bool:
    """Say whether more came into ``deal`` in the last hour than people write: a machine's loop."""
    of_sender = _lately(session, IncomingMail.deal_id == deal.id, IncomingMail.sender == sender)
    unknown = IncomingMail.outcome == Outcome.STRANGER
    return (
        of_sender >= MOST_OF_A_SENDER
        or _lately(session, IncomingMail.deal_id == deal.id) >= MOST_OF_A_DEAL
        or _lately(session, IncomingMail.deal_id == deal.id, unknown) >= MOST_OF_STRANGERS
    )


def may_answer(session: Session, sender: str) -> bool:
    """Say whether ``sender`` may be told something: no machine gets more than a few answers."""
    told = IncomingMail.outcome.in_(ANSWERED)
    return _lately(session, IncomingMail.sender == sender, told) < MOST_ANSWERS


def _lately(session: Session, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(IncomingMail)
    return session.scalar(query.where(IncomingMail.received_at >= now() - HOUR, *conditions)) or 0
