"""Whoever has an overdue next step hears of it; after some days the head of the centre too."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.services.notifications import Notice
from matchmaker.services.reminders.naming import Days, text, unknown, writers
from models import Deal, MemberRole, NotificationKind, User, local_today


def steps(session: Session, _days: Days) -> Iterator[Notice]:
    """Tell whoever has an overdue next step."""
    for deal in _late(session, "overdue", timedelta(days=1)):
        person = deal.next_step_owner or deal.officer
        yield _notice(deal, "overdue", [person] if person else [])


def for_heads(session: Session, days: Days) -> Iterator[Notice]:
    """Tell the heads of the centre what has been overdue for some days."""
    late = _late(session, "overdue_head", days["overdue_head"])
    heads = writers(session, {deal.centre_id for deal in late}, MemberRole.OWNER)
    for deal in late:
        owner = deal.next_step_owner or deal.officer
        others = [each for each in heads[deal.centre_id] if each is not owner]
        yield _notice(deal, "overdue_head", others)


def _late(session: Session, name: str, age: timedelta) -> Sequence[Deal]:
    key = f"{name}:" + Deal.code + ":" + text(Deal.next_step_due)
    return session.scalars(
        select(Deal)
        .where(Deal.closed_at.is_(None), Deal.next_step_due <= local_today() - age, unknown(key))
        .options(joinedload(Deal.next_step_owner), joinedload(Deal.officer))
        .order_by(Deal.next_step_due)
    ).all()


def _notice(deal: Deal, what: str, people: Sequence[User]) -> Notice:
    key, due = f"{what}:{deal.code}:{deal.next_step_due}", str(deal.next_step_due)
    return Notice(people, NotificationKind.OVERDUE, key, what, deal, {"due": due})
