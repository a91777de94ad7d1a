"""When a notification goes out by mail: how soon each person wants it, and never at night."""

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from matchmaker.services import vocabularies
from models import (
    VIETNAM,
    Notification,
    NotificationChoice,
    NotificationKind,
    NotificationSetting,
    Pace,
    User,
)
from models import now as this_moment

DIGEST = time(7, 30)
QUIET = (21 * 60, 7 * 60)
"""Minutes since midnight in Viet Nam between which no mail leaves, unless one chose others."""

VOCABULARY = "notification_kinds"
_DAY = timedelta(days=1)


def due(moment: datetime, pace: Pace) -> datetime | None:
    """Return when what happened at ``moment`` is to be mailed, quiet hours aside.

    >>> from datetime import UTC
    >>> due(datetime(2026, 11, 27, 3, tzinfo=UTC), Pace.WEEKLY)
    datetime.datetime(2026, 11, 30, 0, 30, tzinfo=datetime.timezone.utc)
    """
    if pace is Pace.NONE:
        return None
    if pace is Pace.AT_ONCE:
        return moment
    local = moment.astimezone(VIETNAM)
    slot = datetime.combine(local.date(), DIGEST, VIETNAM)
    while slot <= local or (pace is Pace.WEEKLY and slot.weekday() != 0):
        slot += _DAY
    return slot.astimezone(moment.tzinfo)


def minute(moment: datetime) -> int:
    """Return the minute of the day in Viet Nam."""
    local = moment.astimezone(VIETNAM)
    return local.hour * 60 + local.minute


def is_quiet(at: int, start: int, end: int) -> bool:
    """Say whether minute ``at`` lies in quiet hours; they may go over midnight, or be none.

    >>> [is_quiet(hour * 60, *QUIET) for hour in (20, 21, 3, 7)]
    [False, True, True, False]
    """
    return start <= at < end if start <= end else at >= start or at < end


def loud(moment: datetime) -> ColumnElement[bool]:
    """Return the condition that a person's :class:`NotificationSetting` allows mail now."""
    at = minute(moment)
    start = func.coalesce(NotificationSetting.quiet_from, QUIET[0])
    end = func.coalesce(NotificationSetting.quiet_to, QUIET[1])
    within = and_(start <= at, end > at)
    across = and_(start > end, or_(start <= at, end > at))
    return ~or_(and_(start <= end, within), across)


def asleep(address: SQLColumnExpression[str], moment: datetime) -> ColumnElement[bool]:
    """Return the condition that whoever has ``address`` keeps quiet hours at ``moment``."""
    return (
        select(User.id)
        .outerjoin(NotificationSetting, NotificationSetting.user_id == User.id)
        .where(User.email == address, ~loud(moment))
        .exists()
    )


def defaults(session: Session) -> Mapping[NotificationKind, Pace]:
    """Return the pace the platform proposes for each kind."""
    known = {entry.code: entry for entry in vocabularies.entries(session, VOCABULARY)}
    return {
        kind: Pace(known[kind].attributes["default_pace"]) if kind in known else Pace.AT_ONCE
        for kind in NotificationKind
    }


def hints(session: Session, language: str) -> Mapping[str, str]:
    """Return what each kind tells, in ``language``."""
    return {
        entry.code: entry.attributes[f"hint_{language}"]
        for entry in vocabularies.entries(session, VOCABULARY)
    }


def of(
    session: Session, people: Collection[int], kinds: Collection[NotificationKind]
) -> Mapping[tuple[int, NotificationKind], Pace]:
    """Return the pace of each of ``kinds`` for each of ``people``, by their numbers."""
    usual = defaults(session)
    chosen = session.execute(
        select(NotificationChoice.user_id, NotificationChoice.kind, NotificationChoice.pace).where(
            NotificationChoice.kind.in_(kinds), NotificationChoice.user_id.in_(people)
        )
    )
    own = {(person, kind): pace for person, kind, pace in chosen}
    return {
        (person, kind): own.get((person, kind), usual[kind]) for person in people for kind in kinds
    }


def chosen(session: Session, user: User) -> Mapping[NotificationKind, Pace]:
    """Return the pace of each kind for ``user``."""
    own = session.scalars(select(NotificationChoice).where(NotificationChoice.user_id == user.id))
    return {**defaults(session), **{choice.kind: choice.pace for choice in own}}


def quiet_hours(session: Session, user: User) -> tuple[int, int]:
    """Return the quiet hours of ``user`` in minutes since midnight; the same twice means none."""
    setting = session.get(NotificationSetting, user.id)
    if setting is None or setting.quiet_from is None or setting.quiet_to is None:
        return QUIET
    return setting.quiet_from, setting.quiet_to


def keep_quiet(session: Session, user: User, start: int, end: int) -> None:
    """Let no mail be written to ``user`` between two minutes of the day; the same twice: ever."""
    setting = session.get(NotificationSetting, user.id) or NotificationSetting(user_id=user.id)
    setting.quiet_from, setting.quiet_to = start, end
    session.add(setting)
    session.flush()


def choose(session: Session, user: User, wanted: Mapping[NotificationKind, Pace]) -> None:
    """Keep how soon ``user`` wants to hear of each kind; what still waits follows."""
    before = chosen(session, user)
    for kind, pace in wanted.items():
        if before[kind] is not pace:
            _replace(session, user, kind, pace)


def propose(session: Session, user: User, kinds: Collection[NotificationKind]) -> None:
    """Let ``user`` hear of ``kinds`` as the platform proposes again."""
    usual = defaults(session)
    choose(session, user, {kind: usual[kind] for kind in kinds})


def _replace(session: Session, user: User, kind: NotificationKind, pace: Pace) -> None:
    mine = (NotificationChoice.user_id == user.id, NotificationChoice.kind == kind)
    session.execute(delete(NotificationChoice).where(*mine))
    session.add(NotificationChoice(user_id=user.id, kind=kind, pace=pace))
    waiting = session.scalars(
        select(Notification).where(
            Notification.user_id == user.id,
            Notification.kind == kind,
            Notification.mail_due_at.is_not(None),
        )
    )
    for notification in waiting:
        notification.mail_due_at = due(this_moment(), pace)
    session.flush()
