"""Whoever has an overdue next step hears of it; after some days the head of the centre too."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.services import notifications
from matchmaker.services.deals import stages
from matchmaker.services.reminders.naming import Days, Told, text, unknown, writers
from models import Deal, MemberRole, Notification, NotificationKind, User


def steps(session: Session, _days: Days) -> Told:
    """Tell whoever has an overdue next step."""
    for deal in _late(session, "overdue", timedelta(days=1)):
        person = deal.next_step_owner or deal.officer
        yield _tell_late(session, deal, "overdue", [person] if person else [])


def for_heads(session: Session, days: Days) -> Told:
    """Tell the heads of the centre what has been overdue for some days."""
    for deal in _late(session, "overdue_head", days["overdue_head"]):
        heads = writers(session, [deal.centre_id], MemberRole.OWNER)
        owner = deal.next_step_owner or deal.officer
        yield _tell_late(
            session, deal, "overdue_head", [each for each in heads if each is not owner]
        )


def _late(session: Session, name: str, age: timedelta) -> Sequence[Deal]:
    key = f"{name}:" + Deal.code + ":" + text(Deal.next_step_due)
    return session.scalars(
        select(Deal)
        .where(Deal.closed_at.is_(None), Deal.next_step_due <= stages.today() - age, unknown(key))
        .options(joinedload(Deal.next_step_owner), joinedload(Deal.officer))
        .order_by(Deal.next_step_due)
    ).all()


def _tell_late(
    session: Session, deal: Deal, what: str, people: Sequence[User]
) -> list[Notification]:
    return notifications.tell(
        session,
        people,
        NotificationKind.OVERDUE,
        f"{what}:{deal.code}:{deal.next_step_due}",
        what,
        deal=deal,
        due=str(deal.next_step_due),
    )
