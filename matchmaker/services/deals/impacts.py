"""What finished transfers have brought: asked for after some months, answered, confirmed.

The side that needed the technology is asked, since revenue, costs and jobs changed there; what
its owner earns is in the payment plan. Its people get a link; silence goes to the officer.
"""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from matchmaker.services import audit, notifications, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.deals import instalments, stages, timeline
from matchmaker.services.errors import Incomplete, InvalidTransition
from models import (
    VIETNAM,
    Deal,
    DealEventKind,
    DealStage,
    ImpactCheck,
    ImpactState,
    MemberRole,
    Membership,
    Need,
    NotificationKind,
    Organisation,
    User,
    local_today,
    now,
)
from models.impact import RESULTS
from models.text import clean

MONTHS = "impact_months"
PATIENCE = timedelta(days=14)
"""How long an answer is waited for, before the reminder and after it."""

TOO_LATE = timedelta(days=60)
"""A question that should have been asked longer ago is not asked any more."""

LARGEST = {"revenue": 10**15, "cost_saved": 10**15, "jobs": 100_000, "households": 1_000_000}


@dataclass(frozen=True, slots=True)
class Result:
    """What a transfer has brought, as far as it was told; money is whole VND."""

    revenue: int | None = None
    cost_saved: int | None = None
    jobs: int | None = None
    households: int | None = None
    environment: str = ""
    sentence: str = ""
    publishable: bool = False


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
    _note(check, Actor(), "asked" if people else "unreachable")
    if not people:
        _tell_officer(session, check, "impact_unreachable")
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
    _tell_officer(session, check, "impact_silent")
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


def find(session: Session, check_id: int) -> ImpactCheck | None:
    """Return a question by its number."""
    return session.get(ImpactCheck, check_id)


def of_deal(deal: Deal, months: int) -> ImpactCheck | None:
    """Return what ``deal`` is asked after so many months."""
    return next((each for each in deal.impact_checks if each.months == months), None)


def answer(
    session: Session, actor: Actor, check: ImpactCheck, result: Result, *, nonce: str, person: User
) -> ImpactCheck:
    """Keep what ``person`` answered through the link of this asking: the first answer stands.

    Raises :class:`Incomplete`, or :class:`InvalidTransition` for a link that served before.
    """
    values = _checked(result)
    session.flush()
    claimed = session.execute(
        update(ImpactCheck)
        .where(
            ImpactCheck.id == check.id,
            ImpactCheck.nonce == nonce,
            ImpactCheck.nonce != "",
            ImpactCheck.answered_at.is_(None),
        )
        .values(answered_at=now(), answered_by=person.display_name, by_telephone=False, **values)
        .returning(ImpactCheck.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.refresh(check)
    if claimed is None:
        raise InvalidTransition(check.deal.code, check.state, ImpactState.ANSWERED)
    _note(check, Actor(), "answered")
    audit.record(session, actor, "impact:answer", check.deal.code, link_of=person.id)
    _tell_officer(session, check, "impact_answered")
    session.flush()
    return check


def enter(
    session: Session, actor: Actor, check: ImpactCheck, result: Result, by: str
) -> ImpactCheck:
    """Keep an answer that the officer took by telephone: it needs no confirmation.

    Raises :class:`InvalidTransition` where there is an answer already.
    """
    values = _checked(result)
    _lock(session, check)
    if actor.user is None or check.state not in {ImpactState.AHEAD, ImpactState.ASKED}:
        raise InvalidTransition(check.deal.code, check.state, ImpactState.ANSWERED)
    for name, value in values.items():
        setattr(check, name, value)
    check.answered_at, check.answered_by = now(), clean(by).strip()
    check.by_telephone, check.nonce = True, ""
    check.confirm(actor.user, now())
    return _done(session, actor, check, "telephone")


def confirm(session: Session, actor: Actor, check: ImpactCheck) -> ImpactCheck:
    """Let an answer stand; what may be published shows on the technology's page from now on."""
    _lock(session, check)
    if actor.user is not None:
        check.confirm(actor.user, now())
    return _done(session, actor, check, "confirmed")


def ask_back(session: Session, actor: Actor, check: ImpactCheck, question: str) -> ImpactCheck:
    """Ask again, with what was not clear; what was answered is there to be corrected."""
    cleaned = clean(question).strip()
    if not cleaned:
        raise Incomplete(["question"])
    _lock(session, check)
    check.ask_back(cleaned)
    return _done(session, actor, check, "asked_back")


def withdraw(session: Session, actor: Actor, check: ImpactCheck) -> ImpactCheck:
    """Show a result no longer: the firm takes its permission back."""
    _lock(session, check)
    check.publishable = False
    return _done(session, actor, check, "withdrawn")


def public(session: Session, technology_id: int) -> Sequence[ImpactCheck]:
    """Return what a technology is known to have brought, newest first."""
    return session.scalars(
        select(ImpactCheck)
        .join(ImpactCheck.deal)
        .where(
            Deal.technology_id == technology_id,
            ImpactCheck.publishable,
            ImpactCheck.confirmed_at.is_not(None),
        )
        .order_by(ImpactCheck.confirmed_at.desc(), ImpactCheck.id)
        .options(
            joinedload(ImpactCheck.deal)
            .joinedload(Deal.need)
            .joinedload(Need.organisation)
            .load_only(Organisation.name_vi, Organisation.name_en, Organisation.code)
        )
    ).all()


def _lock(session: Session, check: ImpactCheck) -> None:
    """Read again what is stored, and hold it: a colleague may have been quicker."""
    session.flush()
    session.refresh(check, with_for_update=True)


def _checked(result: Result) -> dict[str, Any]:
    """Return the columns of an answer; raises where nothing was told, or what cannot be."""
    values = asdict(result)
    for name in ("environment", "sentence"):
        values[name] = clean(values[name]).strip()
    wrong = [
        name
        for name, most in LARGEST.items()
        if values[name] is not None and not 0 <= values[name] <= most
    ]
    if wrong:
        raise Incomplete(wrong)
    if all(values[name] in {None, ""} for name in RESULTS):
        raise Incomplete(["revenue"])
    return values


def _done(session: Session, actor: Actor, check: ImpactCheck, what: str) -> ImpactCheck:
    _note(check, actor, what)
    audit.record(session, actor, f"impact:{what}", check.deal.code, months=check.months)
    session.flush()
    return check


def _note(check: ImpactCheck, actor: Actor, what: str) -> None:
    text = stages.written({"impact": f"{what} {check.months}"})
    timeline.tell(check.deal, actor, DealEventKind.IMPACT, text=text)


def _tell_officer(session: Session, check: ImpactCheck, what: str) -> None:
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
