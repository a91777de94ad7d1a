"""Whom a deal waits for beside its officer: an authority, a side that was asked, an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from models import VIETNAM, Answer, ClearanceStep, Deal, DealStage, Membership, Message, Party

_ASKING = (DealStage.PROPOSED, DealStage.INTRODUCED)
"""The stages in which both sides are asked whether they want to meet."""


class Cause(StrEnum):
    """Why a deal waits for somebody else, the hardest to hasten first."""

    CLEARANCE = "clearance"
    MESSAGE = "message"
    SUPPLY = "supply"
    DEMAND = "demand"


@dataclass(frozen=True, slots=True)
class Wait:
    """Whom a deal waits for, and since when; ``who`` is the name of an authority."""

    cause: Cause
    since: date
    who: str = ""


def waiting() -> ColumnElement[bool]:
    """Return the condition for open deals that wait for somebody else."""
    return and_(
        Deal.closed_at.is_(None),
        or_(
            exists().where(*_requested()),
            _unanswered_message().exists(),
            _unanswered_introduction(),
        ),
    )


def of(session: Session, deals: Sequence[Deal]) -> dict[int, Wait]:
    """Return what each of ``deals`` waits for, by its number; one cause each, in three queries."""
    numbers = [deal.id for deal in deals if deal.stage.is_open]
    found: dict[int, Wait] = {}
    for cause, query in _QUERIES.items():
        for deal_id, since, who in session.execute(query(numbers)):
            found.setdefault(deal_id, Wait(_cause(cause, who), _day(since), _name(cause, who)))
    return found


def _cause(cause: Cause, who: Any) -> Cause:
    """An answer is missing from the side that has given none: of two, from the one that needs."""
    if cause is not Cause.DEMAND:
        return cause
    return Cause.SUPPLY if who == Party.DEMAND else Cause.DEMAND


def _name(cause: Cause, who: Any) -> str:
    return str(who) if cause is Cause.CLEARANCE else ""


def _day(since: date | datetime) -> date:
    return since.astimezone(VIETNAM).date() if isinstance(since, datetime) else since


def _requested() -> tuple[ColumnElement[bool], ...]:
    return (
        ClearanceStep.deal_id == Deal.id,
        ClearanceStep.requested_on.is_not(None),
        ClearanceStep.decided_on.is_(None),
    )


def _unanswered_message() -> Select[Any]:
    """Select the last message of a deal, where somebody of its centre wrote it."""
    last = (
        select(func.max(Message.id)).where(Message.deal_id == Deal.id).correlate(Deal)
    ).scalar_subquery()
    ours = select(Membership.user_id).where(Membership.organisation_id == Deal.centre_id)
    return select(Message.at).where(Message.id == last, Message.by_id.in_(ours.correlate(Deal)))


def _unanswered_introduction() -> ColumnElement[bool]:
    answers = select(func.count()).where(Answer.match_id == Deal.match_id).correlate(Deal)
    return and_(Deal.stage.in_(_ASKING), answers.scalar_subquery() < len(Party))


def _clearances(numbers: Sequence[int]) -> Select[Any, Any, Any]:
    return (
        select(Deal.id, ClearanceStep.requested_on, ClearanceStep.authority)
        .join(ClearanceStep, and_(*_requested()))
        .where(Deal.id.in_(numbers))
        .order_by(ClearanceStep.requested_on, ClearanceStep.id)
    )


def _messages(numbers: Sequence[int]) -> Select[Any, Any, Any]:
    said = _unanswered_message().correlate(Deal).scalar_subquery()
    return select(Deal.id, said, Deal.code).where(Deal.id.in_(numbers), said.is_not(None))


def _introductions(numbers: Sequence[int]) -> Select[Any, Any, Any]:
    given = select(func.min(Answer.party)).where(Answer.match_id == Deal.match_id).correlate(Deal)
    return select(Deal.id, Deal.opened_at, given.scalar_subquery()).where(
        Deal.id.in_(numbers), _unanswered_introduction()
    )


_QUERIES = {
    Cause.CLEARANCE: _clearances,
    Cause.MESSAGE: _messages,
    Cause.DEMAND: _introductions,
}
