"""What people are told, once each, in the application and by mail as each has chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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

_A_QUESTION = 500
"""How many keys are looked up at once."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What some people are to be told, once: ``key`` names it, ``what`` names its words.

    ``detail`` holds what the words need (``web/words/notification_sentences.py``), codes and days
    rather than sentences: they are written in the language of whoever reads them. Without a deal,
    ``posting`` in it is the code of the posting it belongs to.
    """

    people: Sequence[User]
    kind: NotificationKind
    key: str
    what: str
    deal: Deal | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


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
    """Tell ``people`` one :class:`Notice`, unless they were told it before."""
    return tell_all(session, [Notice(list(people), kind, key, what, deal, detail)])


def tell_all(session: Session, notices: Sequence[Notice]) -> list[Notification]:
    """Tell each of ``notices`` to whoever was not told it before; return what was told."""
    session.flush()
    moment = now()
    told = {
        (each.id, notice.key): notice for notice in notices for each in notice.people if each.active
    }
    if not told:
        return []
    people, kinds = {person for person, _key in told}, {each.kind for each in told.values()}
    pace = paces.of(session, people, kinds)
    rows = [
        {
            "user_id": person,
            "key": key,
            "mail_due_at": paces.due(moment, pace[person, notice.kind]),
            "created_at": moment,
            **_row(notice),
        }
        for (person, key), notice in told.items()
    ]
    return list(session.scalars(_insert(session).values(rows).returning(Notification)))


def _row(notice: Notice) -> dict[str, Any]:
    deal = notice.deal
    return {
        "kind": notice.kind,
        "about": deal.code if deal else str(notice.detail.get("posting", "")),
        "deal_id": deal.id if deal else None,
        "detail": {"what": notice.what, **notice.detail},
    }


def unknown(session: Session, notices: Sequence[Notice]) -> list[Notice]:
    """Return those of ``notices`` that nobody was told yet."""
    known: set[str] = set()
    for start in range(0, len(notices), _A_QUESTION):
        keys = [each.key for each in notices[start : start + _A_QUESTION]]
        known.update(
            session.scalars(select(Notification.key).where(Notification.key.in_(keys)).distinct())
        )
    return [each for each in notices if each.key not in known]


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


def mailed(session: Session, told: Iterable[Notification], mail: Mail | None) -> None:
    """Note that ``told`` went into ``mail``, or into none after all: never again into another."""
    for notification in told:
        notification.mail, notification.mail_due_at = mail, None
    session.flush()
