"""An organisation's own postings, with what waits at each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
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
    number: int
    total: int
    states: Mapping[PostingState, int]


def of(
    session: Session,
    organisation: Organisation,
    *,
    side: str = "",
    state: PostingState | None = None,
    sort: str = "",
    page: int = 1,
    size: int = PAGE,
) -> Portfolio:
    """Return one page of the postings of ``organisation``; the removed ones only when asked for."""
    mine = [Posting.organisation_id == organisation.id]
    if side:
        mine.append(Posting.side == side)
    states = _by_state(session, mine)
    total = states.get(state, 0) if state else _unremoved(states)
    number = min(max(page, 1), max(1, -(-total // size)))
    shown = Posting.state == state if state else Posting.state != PostingState.REMOVED
    matches, waiting = _matches().label("matches"), _waiting().label("waiting")
    order = _order(sort, {"matches": matches, "waiting": waiting})
    rows = session.execute(
        select(Posting, matches, waiting)
        .where(*mine, shown)
        .order_by(*order, Posting.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    )
    return Portfolio([Entry(*row) for row in rows], number, total, states)


def _unremoved(states: Mapping[PostingState, int]) -> int:
    return sum(count for state, count in states.items() if state is not PostingState.REMOVED)


def _by_state(session: Session, mine: Sequence[ColumnElement[bool]]) -> dict[PostingState, int]:
    query = select(Posting.state, func.count()).where(*mine).group_by(Posting.state)
    return {row[0]: row[1] for row in session.execute(query)}


def _order(sort: str, counted: Mapping[str, Any]) -> tuple[Any, ...]:
    if sort in counted:
        return (counted[sort].desc(), Posting.updated_at.desc())
    return {
        "title": (Posting.sort_key,),
        "completeness": (Posting.completeness,),
        "views": (Posting.view_count.desc(),),
    }.get(sort, (Posting.updated_at.desc(),))


def _matches() -> ColumnElement[Any]:
    """Count the matches whose other side can be read."""
    return _count(Party.DEMAND) + _count(Party.SUPPLY)


def _waiting() -> ColumnElement[Any]:
    """Count the matches where the other side is interested and this one has not answered."""
    return _count(Party.DEMAND, *_unanswered(Party.DEMAND)) + _count(
        Party.SUPPLY, *_unanswered(Party.SUPPLY)
    )


def _count(party: Party, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    """Count matches where the posting is on the side of ``party`` and the other one is public."""
    own, other = Match.need_id, Match.technology_id
    if party is Party.SUPPLY:
        own, other = other, own
    return (
        select(func.count(Match.id))
        .join(_OTHER, _OTHER.id == other)
        .where(
            own == Posting.id,
            or_(_OTHER.state == PostingState.PUBLISHED, Match.state != MatchState.PROPOSED),
            *conditions,
        )
        .correlate(Posting)
        .scalar_subquery()
    )


def _unanswered(party: Party) -> tuple[ColumnElement[bool], ...]:
    answers = select(Answer.id).where(Answer.match_id == Match.id)
    return (
        Match.state == MatchState.PROPOSED,
        answers.where(Answer.party != party, Answer.code == INTERESTED).exists(),
        ~answers.where(Answer.party == party).exists(),
    )
