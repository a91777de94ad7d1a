"""The mails that came in: what became of each, so that none is taken twice and none unseen."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Deal, IncomingMail, Outcome, now

SHOWN_FOR = timedelta(days=30)
"""How long the officer sees on the deal that a stranger wrote."""


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


def strangers(session: Session, deal: Deal) -> list[IncomingMail]:
    """Return the mails of strangers to ``deal`` of late, newest first; their texts are not kept."""
    return list(
        session.scalars(
            select(IncomingMail)
            .where(
                IncomingMail.deal_id == deal.id,
                IncomingMail.outcome == Outcome.STRANGER,
                IncomingMail.received_at >= now() - SHOWN_FOR,
            )
            .order_by(IncomingMail.id.desc())
            .limit(10)
        )
    )
