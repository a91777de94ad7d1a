"""What waits for whoever signed in, in numbers; each is a page where it is done."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, or_, select, union
from sqlalchemy.orm import Session

from matchmaker.services import inbox
from matchmaker.services.actors import Actor
from matchmaker.services.deals import boards, clocks
from matchmaker.services.deals.clocks import Colour
from matchmaker.services.mails import mail_log
from models import (
    INTERESTED,
    Answer,
    Deal,
    Mail,
    Match,
    MatchState,
    Need,
    Organisation,
    Party,
    Posting,
    PostingState,
    Technology,
    local_today,
)


class Task(StrEnum):
    """Something to do, for one of the roles."""

    ASKED = "asked"
    UNANSWERED = "unanswered"
    UNFINISHED = "unfinished"
    BOTH = "both"
    MATCH = "match"
    POSTING = "posting"
    OVERDUE = "overdue"
    DUE = "due"
    STUCK = "stuck"
    DEALS = "deals"
    UNVERIFIED = "unverified"
    UNSENT = "unsent"


def of(session: Session, actor: Actor) -> dict[Task, int]:
    """Count what waits for ``actor``, the most pressing first; nothing for who acts for nobody."""
    waiting = inbox.counts(session, actor) if actor.centre_province is not None else {}
    found = {task: waiting[task] for task in (Task.BOTH, Task.MATCH, Task.POSTING) if waiting}
    for task in _tasks_of(actor):
        query = _stuck(session, actor) if task is Task.STUCK else _COUNTS[task](actor)
        found[task] = session.scalars(query).one()
    return found


def _tasks_of(actor: Actor) -> tuple[Task, ...]:
    if actor.centre_province is not None:
        return (Task.OVERDUE, Task.DUE)
    if actor.supplies or actor.demands:
        return (Task.ASKED, Task.UNANSWERED, Task.UNFINISHED, Task.DEALS)
    if actor.is_administrator:
        return (Task.UNVERIFIED, Task.UNSENT, Task.STUCK, Task.OVERDUE, Task.DEALS)
    if actor.department_province is not None:
        return (Task.STUCK, Task.DEALS)
    if actor.is_ministry:
        return (Task.STUCK, Task.OVERDUE, Task.DEALS)
    return ()


def _asked(actor: Actor) -> Select[int]:
    return _matches(actor, asked=True)


def _unanswered(actor: Actor) -> Select[int]:
    return _matches(actor, asked=False)


def _matches(actor: Actor, *, asked: bool) -> Select[int]:
    """Count published pairs without an answer of the actor's; ``asked``: the other side waits."""
    own = actor.membership.organisation_id if actor.membership else 0
    mine = union(
        _pairs(Match.need_id, Need, own).where(_silent(Party.DEMAND, asked=asked)),
        _pairs(Match.technology_id, Technology, own).where(_silent(Party.SUPPLY, asked=asked)),
    )
    return select(func.count()).select_from(mine.subquery())


def _pairs(key: Any, side: type[Posting], own: int) -> Select[int]:
    """Select published pairs of one side of an organisation; either side has its own index."""
    return select(Match.id).where(
        key.in_(select(side.id).where(side.organisation_id == own)),
        Match.state == MatchState.PROPOSED,
        Match.need.has(Need.state == PostingState.PUBLISHED),
        Match.technology.has(Technology.state == PostingState.PUBLISHED),
    )


def _silent(party: Party, *, asked: bool) -> Any:
    silent = ~Match.answers.any(Answer.party == party)
    if not asked:
        return silent
    return silent & Match.answers.any((Answer.party != party) & (Answer.code == INTERESTED))


def _unfinished(actor: Actor) -> Select[int]:
    own = actor.membership.organisation_id if actor.membership else 0
    return select(func.count(Posting.id)).where(
        Posting.organisation_id == own,
        Posting.state.in_((PostingState.DRAFT, PostingState.SENT_BACK)),
    )


def _overdue(actor: Actor) -> Select[int]:
    return _deals(actor).where(Deal.next_step_due < local_today())


def _due(actor: Actor) -> Select[int]:
    day = local_today()
    sunday = day + timedelta(days=6 - day.weekday())
    return _deals(actor).where(Deal.next_step_due.between(day, sunday))


def _stuck(session: Session, actor: Actor) -> Select[int]:
    return _open(actor).where(clocks.read(session).shows(Colour.RED))


def _open(actor: Actor) -> Select[int]:
    return _deals(actor).where(Deal.closed_at.is_(None))


def _deals(actor: Actor) -> Select[int]:
    return select(func.count(Deal.id)).where(boards.visible(actor))


def _unverified(_actor: Actor) -> Select[int]:
    return select(func.count(Organisation.id)).where(Organisation.verified_at.is_(None))


def _unsent(_actor: Actor) -> Select[int]:
    return select(func.count(Mail.id)).where(or_(*map(mail_log.in_state, mail_log.UNDELIVERED)))


_COUNTS: Mapping[Task, Callable[[Actor], Select[int]]] = {
    Task.ASKED: _asked,
    Task.UNANSWERED: _unanswered,
    Task.UNFINISHED: _unfinished,
    Task.OVERDUE: _overdue,
    Task.DUE: _due,
    Task.DEALS: _open,
    Task.UNVERIFIED: _unverified,
    Task.UNSENT: _unsent,
}
