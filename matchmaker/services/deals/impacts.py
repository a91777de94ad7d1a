"""What finished transfers have brought: answered, confirmed, published with permission."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from matchmaker.services import audit, settled_news
from matchmaker.services.actors import Actor
from matchmaker.services.deals import impact_questions
from matchmaker.services.errors import Incomplete, InvalidTransition
from models import (
    Deal,
    ImpactCheck,
    ImpactState,
    Need,
    Organisation,
    User,
    now,
)
from models.impact import RESULTS
from models.text import clean

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
    impact_questions.note(check, Actor(), "answered")
    audit.record(session, actor, "impact:answer", check.deal.code, link_of=person.id)
    settled_news.impact_answered(session, check)
    impact_questions.tell_officer(session, check, "impact_answered")
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
    settled_news.impact_answered(session, check)
    return _done(session, actor, check, "telephone")


def confirm(session: Session, actor: Actor, check: ImpactCheck) -> ImpactCheck:
    """Let an answer stand; what may be published shows on the technology's page from now on."""
    _lock(session, check)
    if actor.user is not None:
        check.confirm(actor.user, now())
    settled_news.impact_looked_at(session, check)
    return _done(session, actor, check, "confirmed")


def ask_back(session: Session, actor: Actor, check: ImpactCheck, question: str) -> ImpactCheck:
    """Ask again, with what was not clear; what was answered is there to be corrected."""
    cleaned = clean(question).strip()
    if not cleaned:
        raise Incomplete(["question"])
    _lock(session, check)
    check.ask_back(cleaned)
    settled_news.impact_looked_at(session, check)
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
    impact_questions.note(check, actor, what)
    audit.record(session, actor, f"impact:{what}", check.deal.code, months=check.months)
    session.flush()
    return check
