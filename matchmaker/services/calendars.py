"""The private calendar of a person: an address nobody can guess, and what stands in it."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.errors import NotAllowed
from matchmaker.services.permissions import Permission, allows
from models import Deal, Meeting, MeetingGuest, Need, NotificationSetting, User, now

KEPT = timedelta(days=30)
"""How long a meeting stays in the calendar after its day."""

_MOST = 500


def secret_of(session: Session, user: User) -> str | None:
    """Return the secret part of the calendar's address, where it is switched on."""
    setting = session.get(NotificationSetting, user.id)
    return setting.calendar_token if setting else None


def renew(session: Session, actor: Actor) -> str:
    """Switch the calendar on, or give it a new address: the old one is nobody's from now on."""
    secret = secrets.token_urlsafe(32)
    _setting(session, actor).calendar_token = secret
    audit.record(session, actor, "calendar:renew", "")
    session.flush()
    return secret


def switch_off(session: Session, actor: Actor) -> None:
    """Let no address show the calendar."""
    _setting(session, actor).calendar_token = None
    audit.record(session, actor, "calendar:switch-off", "")
    session.flush()


def _setting(session: Session, actor: Actor) -> NotificationSetting:
    if actor.user is None:
        raise NotAllowed
    setting = session.get(NotificationSetting, actor.user.id)
    if setting is None:
        setting = NotificationSetting(user_id=actor.user.id)
        session.add(setting)
    return setting


def owner_of(session: Session, secret: str) -> User | None:
    """Return whose calendar has this address; a blocked person has none."""
    return session.scalar(
        select(User)
        .join(NotificationSetting, NotificationSetting.user_id == User.id)
        .where(NotificationSetting.calendar_token == secret, User.active)
    )


def steps(session: Session, user: User) -> Sequence[Deal]:
    """Return the deals whose next step is the person's, the most urgent first."""
    found = session.scalars(
        select(Deal)
        .where(Deal.next_step_owner_id == user.id, Deal.next_step_due.is_not(None))
        .order_by(Deal.next_step_due, Deal.id)
        .options(*_together())
        .limit(_MOST)
    )
    return [deal for deal in found if _reads(user, deal)]


def meetings(session: Session, user: User) -> Sequence[Meeting]:
    """Return the meetings the person planned or is invited to, from the last weeks on."""
    found = session.scalars(
        select(Meeting)
        .where(
            or_(Meeting.by_id == user.id, Meeting.guests.any(MeetingGuest.user_id == user.id)),
            Meeting.cancelled_at.is_(None),
            Meeting.starts_at > now() - KEPT,
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .options(joinedload(Meeting.deal))
        .limit(_MOST)
    ).all()
    deals = {meeting.deal_id for meeting in found}
    session.scalars(select(Deal).where(Deal.id.in_(deals)).options(*_together())).all()
    return [meeting for meeting in found if _reads(user, meeting.deal)]


def _together() -> tuple[ExecutableOption, ...]:
    """Return what deciding who reads a deal, and masking its words, asks for."""
    return (
        selectinload(Deal.need).joinedload(Need.organisation),
        selectinload(Deal.technology),
        selectinload(Deal.credits),
        selectinload(Deal.parties),
        joinedload(Deal.centre),
    )


def _reads(user: User, deal: Deal) -> bool:
    """Say whether the person may read the deal for any of their organisations."""
    acting = [Actor(user, each) for each in user.memberships]
    return any(allows(each, Permission.DEAL_READ, deal) for each in [Actor(user), *acting])
