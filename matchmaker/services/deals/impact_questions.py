"""Questions after a transfer: planned, asked after some months, reminded of, given up.

The side that needed the technology is asked, since revenue, costs and jobs changed there; what
its owner earns is in the payment plan. Its people get a link; silence goes to the officer.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import notifications, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.deals import instalments, stages, timeline
from models import (
    VIETNAM,
    Deal,
    DealEventKind,
    DealStage,
    ImpactCheck,
    MemberRole,
    Membership,
    NotificationKind,
    User,
    local_today,
    now,
)

MONTHS = "impact_months"
PATIENCE = timedelta(days=14)
"""How long an answer is waited for, before the reminder and after it."""

TOO_LATE = timedelta(days=60)
"""A question that should have been asked longer ago is not asked any more."""


def plan(session: Session, deal: Deal) -> list[ImpactCheck]:
    """Set the days on which a completed deal is asked about; twice is as good as once."""
    ended = (deal.closed_at or now()).astimezone(VIETNAM).date()
    planned = {check.months for check in deal.impact_checks}
    fresh = [
        ImpactCheck(months=months, due=due)
        for months in _months(session, ended)
        if months not in planned
        and (due := instalments.after(ended, months)) >= local_today() - TOO_LATE
    ]
    deal.impact_checks.extend(fresh)
    session.flush()
    return fresh


def plan_missing(session: Session, limit: int = 50) -> int:
    """Plan for deals that were completed without a plan; return for how many."""
    furthest = max(_months(session, local_today()), default=0)
    oldest = now() - timedelta(days=30 * furthest)
    deals = session.scalars(
        select(Deal)
        .where(
            Deal.stage == DealStage.COMPLETED,
            Deal.closed_at >= oldest,
            ~Deal.impact_checks.any(),
        )
        .order_by(Deal.id)
        .limit(limit)
    ).all()
    return sum(bool(plan(session, deal)) for deal in deals)


def _months(session: Session, on: date) -> list[int]:
    return [int(entry.code) for entry in vocabularies.entries(session, MONTHS, on)]


def next_due(session: Session) -> ImpactCheck | None:
    """Return a question whose day has come and that was not asked yet."""
    return _first(session, ImpactCheck.asked_at.is_(None), ImpactCheck.due <= local_today())


def next_to_remind(session: Session) -> ImpactCheck | None:
    """Return a question that was asked a while ago in vain."""
    return _first(
        session, ImpactCheck.asked_at <= now() - PATIENCE, ImpactCheck.reminded_at.is_(None)
    )


def next_silent(session: Session) -> ImpactCheck | None:
    """Return a question that nobody answered after the reminder, unknown to the officer."""
    return _first(
        session, ImpactCheck.reminded_at <= now() - PATIENCE, ImpactCheck.told_at.is_(None)
    )


def _first(session: Session, *conditions: Any) -> ImpactCheck | None:
    return session.scalar(
        select(ImpactCheck)
        .join(ImpactCheck.deal)
        .where(*conditions, ImpactCheck.answered_at.is_(None), Deal.stage == DealStage.COMPLETED)
        .order_by(ImpactCheck.due, ImpactCheck.id)
        .limit(1)
        .with_for_update(of=ImpactCheck, skip_locked=True)
    )


def ask(session: Session, check: ImpactCheck) -> list[User]:
    """Begin to ask, and tell the officer where there is nobody; return who is asked."""
    check.ask(_nonce(), now())
    people = people_of(session, check)
    note(check, Actor(), "asked" if people else "unreachable")
    if not people:
        tell_officer(session, check, "impact_unreachable")
    _tell(session, check, people, "impact_asked")
    return people


def _nonce() -> str:
    return secrets.token_urlsafe(16)


def remind(session: Session, check: ImpactCheck) -> list[User]:
    """Remind people, by a link that serves; return whom."""
    check.reminded_at = now()
    check.nonce = check.nonce or _nonce()
    people = people_of(session, check)
    _tell(session, check, people, "impact_reminded")
    return people


def give_up(session: Session, check: ImpactCheck) -> None:
    """Tell the officer that nobody answers: time to telephone."""
    tell_officer(session, check, "impact_silent")
    session.flush()


def people_of(session: Session, check: ImpactCheck) -> list[User]:
    """Return who may answer: those who write for the organisation that needed the technology."""
    return list(
        session.scalars(
            select(User)
            .join(Membership)
            .where(
                User.active,
                Membership.organisation_id == check.deal.need.organisation_id,
                Membership.role.in_([MemberRole.OWNER, MemberRole.EDITOR]),
            )
            .order_by(User.id)
        )
    )


def note(check: ImpactCheck, actor: Actor, what: str) -> None:
    """Leave a row in the timeline of the deal."""
    text = stages.written({"impact": f"{what} {check.months}"})
    timeline.tell(check.deal, actor, DealEventKind.IMPACT, text=text)


def tell_officer(session: Session, check: ImpactCheck, what: str) -> None:
    """Tell who follows the deal, once an asking."""
    check.told_at = now()
    officer = check.deal.officer
    _tell(session, check, [officer] if officer else [], what)


def _tell(session: Session, check: ImpactCheck, people: Sequence[User], what: str) -> None:
    notifications.tell(
        session,
        people,
        NotificationKind.IMPACT,
        f"{what}:{check.id}:{_asking(check.asked_at)}",
        what,
        deal=check.deal,
        months=check.months,
        check=check.id,
    )


def _asking(at: datetime | None) -> str:
    return at.isoformat() if at else ""
