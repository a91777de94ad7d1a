"""The author of a posting hears before it expires, and once a day of new matches."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, or_, select, union
from sqlalchemy.orm import Session, joinedload, selectin_polymorphic
from sqlalchemy.orm.interfaces import LoaderOption

from matchmaker.services import announcements
from matchmaker.services.notifications import Notice
from matchmaker.services.reminders.naming import Days, text, unknown
from models import (
    Answer,
    Match,
    MatchState,
    Membership,
    Need,
    Notification,
    NotificationKind,
    Organisation,
    Party,
    Posting,
    PostingState,
    Technology,
    local_today,
    now,
)

_NEW = timedelta(days=3)


def expiring(session: Session, days: Days) -> Iterator[Notice]:
    """Remind the author of a posting that it is about to expire."""
    today = local_today()
    first, second = days["renewal_first"], days["renewal_second"]
    for name, most, least in (
        ("renewal_first", first, second),
        ("renewal_second", second, timedelta(days=-1)),
    ):
        due = session.scalars(
            select(Posting)
            .where(
                Posting.state == PostingState.PUBLISHED,
                Posting.valid_until > today + least,
                Posting.valid_until <= today + most,
                unknown(f"{name}:" + Posting.code + ":" + text(Posting.valid_until)),
            )
            .options(*_with_authors())
            .order_by(Posting.valid_until)
        )
        for posting in due:
            yield Notice(
                announcements.authors(posting),
                NotificationKind.RENEWAL,
                f"{name}:{posting.code}:{posting.valid_until}",
                "expiring",
                detail={"posting": posting.code, "until": str(posting.valid_until)},
            )


def _with_authors() -> Sequence[LoaderOption]:
    members = joinedload(Posting.organisation).selectinload(Organisation.memberships)
    return (
        selectin_polymorphic(Posting, [Technology, Need]),
        joinedload(Posting.created_by),
        members.joinedload(Membership.user),
    )


def new_matches(session: Session, _days: Days) -> Iterator[Notice]:
    """Tell the author of a posting, once a day, how many new matches it has."""
    today = local_today()
    for party, own, other in (
        (Party.DEMAND, Match.need_id, Match.technology_id),
        (Party.SUPPLY, Match.technology_id, Match.need_id),
    ):
        counts = dict(session.execute(_fresh_matches(party, own, other, today)).all())
        postings = select(Posting).where(Posting.id.in_(counts)).options(*_with_authors())
        for posting in session.scalars(postings.order_by(Posting.id)):
            yield Notice(
                announcements.authors(posting),
                NotificationKind.MATCH,
                f"matches:{posting.code}:{today}",
                "matches",
                detail={"posting": posting.code, "count": counts[posting.id]},
            )


def _fresh_matches(party: Party, own_id: Any, other_id: Any, today: date) -> Select[int, int]:
    """Count by posting what became visible since its author was last told, and is unanswered."""
    own, other = Posting.__table__.alias("own"), Posting.__table__.alias("other")
    told = (
        select(func.max(Notification.created_at))
        .where(Notification.about == own.c.code, Notification.kind == NotificationKind.MATCH)
        .scalar_subquery()
    )
    return (
        select(own.c.id, func.count())
        .select_from(Match)
        .join(own, own.c.id == own_id)
        .join(other, other.c.id == other_id)
        .where(
            Match.id.in_(_recent_matches()),
            Match.state == MatchState.PROPOSED,
            ~Match.stale,
            ~Match.answers.any(Answer.party == party),
            own.c.state == PostingState.PUBLISHED,
            other.c.state == PostingState.PUBLISHED,
            *(
                or_(since.is_(None), Match.proposed_at > since, other.c.published_at > since)
                for since in (own.c.published_at, told)
            ),
            unknown("matches:" + own.c.code + f":{today}"),
        )
        .group_by(own.c.id)
    )


def _recent_matches() -> CompoundSelect[int]:
    """Select the matches that were found, or became visible, in the last few days."""
    since = now() - _NEW
    recent = select(Posting.id).where(Posting.published_at > since)
    return union(
        select(Match.id).where(Match.proposed_at > since),
        select(Match.id).where(Match.need_id.in_(recent)),
        select(Match.id).where(Match.technology_id.in_(recent)),
    )
