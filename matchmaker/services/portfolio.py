"""An organisation's own postings, with what waits at each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from models import INTERESTED, Answer, Match, MatchState, Organisation, Party, Posting, PostingState

PAGE = 20
SORTS = ("updated", "title", "completeness", "views", "matches", "waiting")
_OTHER = aliased(Posting, flat=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """One of an organisation's postings: how many matches, and how many wait for its answer."""

    posting: Posting
    matches: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """One page of an organisation's postings; ``states`` counts all of them by state."""

    entries: Sequence[Entry]
    total: int
    states: Mapping[PostingState, int]


def of(
    session: Session,
    organisation: Organisation,
    *,
    side: str = "",
    state: PostingState | None = None,
    sort: str = "updated",
    page: int = 1,
) -> Portfolio:
    """Return one page of the postings of ``organisation``; the removed ones only when asked for."""
    mine = [Posting.organisation_id == organisation.id]
    if side:
        mine.append(Posting.side == side)
    states = _by_state(session, mine)
    shown = [Posting.state == state if state else Posting.state != PostingState.REMOVED]
    matches, waiting = _matches().label("matches"), _waiting().label("waiting")
    order = _order(sort, {"matches": matches, "waiting": waiting})
    rows = session.execute(
        select(Posting, matches, waiting)
        .where(*mine, *shown)
        .order_by(*order, Posting.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    total = states.get(state, 0) if state else _unremoved(states)
    return Portfolio([Entry(*row) for row in rows], total, states)


def _unremoved(states: Mapping[PostingState, int]) -> int:
    return sum(count for state, count in states.items() if state is not PostingState.REMOVED)


def _by_state(session: Session, mine: Sequence[ColumnElement[bool]]) -> dict[PostingState, int]:
    query = select(Posting.state, func.count()).where(*mine).group_by(Posting.state)
    return {state: count for state, count in session.execute(query)}


def _order(sort: str, counted: Mapping[str, Any]) -> tuple[Any, ...]:
    if sort in counted:
        return (counted[sort].desc(), Posting.updated_at.desc())
    return {
        "title": (Posting.search_key,),
        "completeness": (Posting.completeness,),
        "views": (Posting.view_count.desc(),),
    }.get(sort, (Posting.updated_at.desc(),))


def _matches() -> ColumnElement[int]:
    """Count the matches whose other side can be read."""
    return _on_both_sides(select(func.count(Match.id)).where(Match.stale.is_(False)))


def _waiting() -> ColumnElement[int]:
    """Count the matches where the other side is interested and this one has not answered."""
    query = select(func.count(Match.id)).where(Match.state == MatchState.PROPOSED)
    return _on_both_sides(query, waiting=True)


def _on_both_sides(query: Select[tuple[int]], waiting: bool = False) -> ColumnElement[int]:  # noqa: FBT
    counts = []
    sides = (
        (Match.need_id, Match.technology_id, Party.DEMAND),
        (Match.technology_id, Match.need_id, Party.SUPPLY),
    )
    for own, other, party in sides:
        side = query.join(_OTHER, _OTHER.id == other).where(
            own == Posting.id, _OTHER.state == PostingState.PUBLISHED
        )
        if waiting:
            side = side.where(*_unanswered(party))
        counts.append(side.correlate(Posting).scalar_subquery())
    return counts[0] + counts[1]


def _unanswered(party: Party) -> tuple[ColumnElement[bool], ...]:
    answers = select(Answer.id).where(Answer.match_id == Match.id)
    return (
        answers.where(Answer.party != party, Answer.code == INTERESTED).exists(),
        ~answers.where(Answer.party == party).exists(),
    )
