"""What people are told, once each, in the application and by mail as each has chosen."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import LoaderOption

from matchmaker.services import paces
from models import (
    BouncedAddress,
    Deal,
    Mail,
    Need,
    Notification,
    NotificationKind,
    NotificationSetting,
    User,
    now,
)


def tell(
    session: Session,
    people: Iterable[User],
    kind: NotificationKind,
    key: str,
    what: str,
    *,
    deal: Deal | None = None,
    **detail: Any,
) -> list[Notification]:
    """Tell ``people`` something, unless they were told it before: ``key`` names it.

    ``what`` names its words (``web/notification_words.py``), ``detail`` holds what they need, codes
    and days rather than sentences: they are written in the language of whoever reads them. Without
    a deal, ``posting`` in it is the code of the posting it belongs to.
    """
    session.flush()
    chosen = sorted({person.id for person in people if person.active})
    if not chosen:
        return []
    moment, pace = now(), paces.of(session, chosen, kind)
    common = {
        "kind": kind,
        "key": key,
        "about": deal.code if deal else str(detail.get("posting", "")),
        "deal_id": deal.id if deal else None,
        "detail": {"what": what, **detail},
        "created_at": moment,
    }
    rows = [
        {"user_id": person, "mail_due_at": paces.due(moment, pace[person]), **common}
        for person in chosen
    ]
    return list(session.scalars(_insert(session).values(rows).returning(Notification)))


def _insert(session: Session) -> Any:
    """Return an INSERT that passes over what a person was told before, even a moment ago."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(Notification).on_conflict_do_nothing(index_elements=["user_id", "key"])


def with_records() -> Sequence[LoaderOption]:
    """Return what loads the deal of a notification with all that is said of it."""
    deal = selectinload(Notification.deal)
    return (
        deal.joinedload(Deal.need).joinedload(Need.organisation),
        deal.joinedload(Deal.technology),
        deal.joinedload(Deal.officer),
        deal.joinedload(Deal.centre),
    )


def _to_mail(moment: datetime) -> Sequence[ColumnElement[bool]]:
    """Say what is to be mailed; what was told in days to come was told by a clock set back."""
    return (
        Notification.mail_due_at.is_not(None),
        Notification.read_at.is_(None),
        or_(Notification.mail_due_at <= moment, Notification.created_at > moment),
    )


def people_to_mail(session: Session, limit: int = 100) -> Sequence[User]:
    """Return who is to be written to now: something is due, and it is not night for them."""
    moment = now()
    due = select(Notification.user_id).where(*_to_mail(moment))
    return session.scalars(
        select(User)
        .outerjoin(NotificationSetting, NotificationSetting.user_id == User.id)
        .where(
            User.id.in_(due),
            User.active,
            User.email.not_in(select(BouncedAddress.address)),
            paces.loud(moment),
        )
        .order_by(User.id)
        .limit(limit)
    ).all()


def take(session: Session, user: User) -> Sequence[Notification]:
    """Return what is to be mailed to ``user``, in its order, held against other workers."""
    return session.scalars(
        select(Notification)
        .where(Notification.user_id == user.id, *_to_mail(now()))
        .order_by(Notification.id)
        .with_for_update(skip_locked=True)
        .options(*with_records())
        .execution_options(populate_existing=True)
    ).all()


def mailed(session: Session, told: Iterable[Notification], mail: Mail) -> None:
    """Note that ``told`` went into ``mail``: never again into another."""
    for notification in told:
        notification.mail, notification.mail_due_at = mail, None
    session.flush()
