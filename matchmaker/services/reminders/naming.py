"""What all reminders share: how each is named, how old it is, and who is told."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, String, cast, select
from sqlalchemy.orm import Session

from models import MemberRole, Membership, Notification, User

_LAST_STEP = timedelta(days=30)
"""How long after it was due the last reminder is still given, to what waited before we looked."""

Days = Mapping[str, timedelta]


def unknown(key: ColumnElement[str]) -> ColumnElement[bool]:
    """Say that nobody was told what ``key`` names."""
    return ~select(Notification.id).where(Notification.key == key).exists()


def text(column: object) -> ColumnElement[str]:
    """Write a number or a day as it stands in a key."""
    return cast(column, String)


def writers(
    session: Session, organisations: Collection[int], *roles: MemberRole
) -> Mapping[int, Sequence[User]]:
    """Return who writes for each of ``organisations``, or has one of ``roles`` there."""
    wanted = roles or (MemberRole.OWNER, MemberRole.EDITOR)
    found: dict[int, list[User]] = {each: [] for each in organisations}
    rows = session.execute(
        select(Membership.organisation_id, User)
        .join(Membership.user)
        .where(Membership.organisation_id.in_(found), Membership.role.in_(wanted))
        .order_by(User.id)
    )
    for organisation, user in rows:
        found[organisation].append(user)
    return found


def steps(days: Days) -> Sequence[tuple[str, timedelta, timedelta]]:
    """Return each step of waiting with the age at which it begins and at which the next does."""
    order = sorted((each for each in days if each.startswith("answer_")), key=days.__getitem__)
    starts = [days[each] for each in order]
    ends = [*starts[1:], starts[-1] + _LAST_STEP]
    return list(zip(order, starts, ends, strict=True))
