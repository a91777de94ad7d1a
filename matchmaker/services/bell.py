"""What a person has been told: counted, listed by what it is about, and marked as read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from matchmaker.services import notifications
from matchmaker.services.pages import Page, page_of
from models import BouncedAddress, Notification, NotificationKind, User, now

SHOWN = 4
"""How many of what was told of one deal or posting stand on the list; the rest are a click away."""


@dataclass(frozen=True, slots=True)
class Bell:
    """How much is unread, and whether mail to this person comes back."""

    unread: int
    address_bounces: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a person's notifications is asked for."""

    kind: NotificationKind | None = None
    unread: bool = False
    about: str | None = None

    def conditions(self, user: User) -> Sequence[ColumnElement[bool]]:
        """Return the conditions of a query."""
        return [
            Notification.user_id == user.id,
            *([Notification.kind == self.kind] if self.kind else []),
            *([Notification.read_at.is_(None)] if self.unread else []),
            *([Notification.about == self.about] if self.about is not None else []),
        ]


@dataclass(frozen=True, slots=True)
class Group:
    """What was told of one deal or posting, newest first; ``total`` counts those not shown too."""

    about: str
    notifications: Sequence[Notification]
    total: int
    unread: int


def of(session: Session, user: User) -> Bell:
    """Count what ``user`` has not read, and look whether their address takes mail."""
    unread = select(func.count(Notification.id)).where(
        Notification.user_id == user.id, Notification.read_at.is_(None)
    )
    bounces = select(BouncedAddress.address).where(BouncedAddress.address == user.email).exists()
    count, comes_back = session.execute(select(unread.scalar_subquery(), bounces)).one()
    return Bell(count, comes_back)


def groups(
    session: Session,
    user: User,
    wanted: Wanted,
    number: int = 1,
    url: Callable[[int], str] = str,
) -> Page[Group]:
    """Return a page of what ``user`` was told, by deal or posting, the newest news first."""
    conditions = wanted.conditions(user)
    query = (
        select(Notification.about)
        .where(*conditions)
        .group_by(Notification.about)
        .order_by(func.max(Notification.id).desc())
    )
    page = page_of(session, query, number, url)
    counted = {
        about: (total, total - read)
        for about, total, read in session.execute(
            select(Notification.about, func.count(), func.count(Notification.read_at))
            .where(*conditions, Notification.about.in_(page.items))
            .group_by(Notification.about)
        )
    }
    newest = _newest(session, conditions, page.items)
    items = [Group(about, newest[about], *counted[about]) for about in page.items]
    return Page(items, page.number, page.total, page.size, url)


def _newest(
    session: Session, conditions: Sequence[ColumnElement[bool]], abouts: Sequence[str]
) -> dict[str, list[Notification]]:
    place = func.row_number().over(partition_by=Notification.about, order_by=Notification.id.desc())
    ranked = (
        select(Notification.id, place.label("place"))
        .where(*conditions, Notification.about.in_(abouts))
        .subquery()
    )
    shown = session.scalars(
        select(Notification)
        .join(ranked, ranked.c.id == Notification.id)
        .where(ranked.c.place <= SHOWN)
        .order_by(Notification.id.desc())
        .options(*notifications.with_records())
    )
    found: dict[str, list[Notification]] = {about: [] for about in abouts}
    for notification in shown:
        found[notification.about].append(notification)
    return found


def about(user: User, wanted: Wanted) -> Select[Notification]:
    """Select what ``user`` was told of one deal or posting, newest first."""
    return (
        select(Notification)
        .where(*wanted.conditions(user))
        .order_by(Notification.id.desc())
        .options(*notifications.with_records())
    )


def find(session: Session, user: User, number: int) -> Notification | None:
    """Return a notification of ``user`` by its number."""
    return session.scalar(
        select(Notification)
        .where(Notification.id == number, Notification.user_id == user.id)
        .options(*notifications.with_records())
    )


def mark_read(
    session: Session, user: User, wanted: Wanted, number: int | None = None
) -> tuple[datetime, int]:
    """Mark what is ``wanted``, or one by its number; return when, to undo it, and how many."""
    moment = now()
    marked = update(Notification).where(*wanted.conditions(user), Notification.read_at.is_(None))
    if number is not None:
        marked = marked.where(Notification.id == number)
    ids = session.scalars(marked.values(read_at=moment).returning(Notification.id)).all()
    return moment, len(ids)


def mark_unread(
    session: Session, user: User, *, number: int | None = None, moment: datetime | None = None
) -> None:
    """Take back what was marked: one by its number, or all that were marked at ``moment``."""
    which = Notification.id == number if number is not None else Notification.read_at == moment
    session.execute(
        update(Notification).where(Notification.user_id == user.id, which).values(read_at=None)
    )
