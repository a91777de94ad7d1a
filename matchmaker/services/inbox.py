"""What waits for a centre: matches to decide, postings to review, steps that are overdue."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload, with_polymorphic

from matchmaker.services import vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.pages import SIZE, Page
from models import (
    INTERESTED,
    VIETNAM,
    Answer,
    Deal,
    Match,
    MatchState,
    Need,
    Party,
    Posting,
    PostingState,
    Technology,
    local_today,
)


class Kind(StrEnum):
    """Why something waits."""

    MATCH = "match"
    POSTING = "posting"
    STEP = "step"


BOTH = "both"
"""The filter that shows the matches in which both sides are interested."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits since ``since``."""

    kind: Kind
    since: datetime
    record: Match | Posting | Deal


_AT_ONCE = 200
_Key = tuple[datetime, Kind, int]
_GONE = (
    PostingState.DRAFT,
    PostingState.SUBMITTED,
    PostingState.SENT_BACK,
    PostingState.REMOVED,
    PostingState.TRANSFERRED,
)


def read(
    session: Session, actor: Actor, kind: str = "", number: int = 1, url: Callable[[int], str] = str
) -> tuple[Page[Waiting], dict[str, int]]:
    """Return a page of what waits for the actor's centre, longest first, and counts by kind."""
    keys = {each: _keys(session, actor, each) for each in Kind}
    both = set(session.scalars(_matches(session, actor, Match.id, both=True)))
    counts = {each.value: len(found) for each, found in keys.items()}
    waiting = _asked(keys, both, kind)
    shown = min(number, max(1, -(-len(waiting) // SIZE)))
    items = _records(session, waiting[(shown - 1) * SIZE : shown * SIZE])
    page = Page(items, shown, len(waiting), url=url)
    return page, {"": sum(counts.values()), **counts, BOTH: len(both)}


def every(session: Session, actor: Actor, kind: str = "") -> Iterator[Waiting]:
    """Yield all that waits, longest first, read a few at a time, for an export."""
    keys = {each: _keys(session, actor, each) for each in Kind}
    both = set(session.scalars(_matches(session, actor, Match.id, both=True)))
    waiting = _asked(keys, both, kind)
    for start in range(0, len(waiting), _AT_ONCE):
        yield from _records(session, waiting[start : start + _AT_ONCE])


def _asked(keys: Mapping[Kind, Sequence[_Key]], both: set[int], kind: str) -> list[_Key]:
    """Return what ``kind`` asks for, longest first."""
    if kind == BOTH:
        keys = {Kind.MATCH: [key for key in keys[Kind.MATCH] if key[2] in both]}
    return sorted(key for each, found in keys.items() if kind in {"", BOTH, each} for key in found)


def oldest(session: Session, actor: Actor, kind: Kind, count: int) -> tuple[list[Waiting], int]:
    """Return the ``count`` things of ``kind`` that wait longest, and how many wait."""
    rows = _ROWS[kind](session, actor)
    total = session.scalars(select(func.count()).select_from(rows.subquery())).one()
    first = rows.order_by(*rows.selected_columns).limit(count)
    keys = [(_moment(since), kind, number) for since, number in session.execute(first)]
    return _records(session, keys), total


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """Count what waits for the actor's centre by kind, without reading it."""
    rows = {each.value: _ROWS[each](session, actor) for each in Kind}
    rows[BOTH] = _matches(session, actor, Match.id, both=True)
    return {
        kind: session.scalars(select(func.count()).select_from(found.subquery())).one()
        for kind, found in rows.items()
    }


def _keys(session: Session, actor: Actor, kind: Kind) -> list[_Key]:
    """Return when, what and which, without reading the records."""
    rows = _ROWS[kind](session, actor)
    return [(_moment(since), kind, number) for since, number in session.execute(rows)]


def _moment(since: datetime | date) -> datetime:
    if isinstance(since, datetime):
        return since
    return datetime.combine(since, time.min, VIETNAM)


def _matches(session: Session, actor: Actor, *columns: Any, both: bool = False) -> Select[Any]:
    """Select matches of needs of the province: somebody wants them and nobody declined."""
    refusals = [
        entry.code
        for entry in vocabularies.entries(session, "match_feedback")
        if entry.attributes["polarity"] == "-"
    ]
    wanted = select(Answer.match_id).where(Answer.code == INTERESTED)
    interested = [Match.id.in_(wanted)]
    if both:
        interested = [Match.id.in_(wanted.where(Answer.party == party)) for party in Party]
    return select(*columns).where(
        Match.state == MatchState.PROPOSED,
        Match.need.has(
            Need.province.in_(actor.centre_provinces) & Need.state.not_in(_GONE),
        ),
        Match.technology.has(Technology.state.not_in(_GONE)),
        *interested,
        ~Match.answers.any(Answer.code.in_(refusals)),
    )


def _waiting_matches(session: Session, actor: Actor) -> Select[Any, Any]:
    since = func.coalesce(Match.waiting_since, Match.proposed_at)
    return _matches(session, actor, since, Match.id)


def _postings(_session: Session, actor: Actor) -> Select[Any, Any]:
    own = actor.membership.organisation_id if actor.membership else 0
    return select(Posting.state_since, Posting.id).where(
        Posting.state == PostingState.SUBMITTED,
        Posting.province.in_(actor.centre_provinces),
        Posting.organisation_id != own,
    )


def _overdue(_session: Session, actor: Actor) -> Select[Any, Any]:
    own = actor.membership.organisation_id if actor.membership else 0
    return select(Deal.next_step_due, Deal.id).where(
        Deal.centre_id == own, Deal.next_step_due < local_today()
    )


_ROWS: Mapping[Kind, Callable[[Session, Actor], Select[Any, Any]]] = {
    Kind.MATCH: _waiting_matches,
    Kind.POSTING: _postings,
    Kind.STEP: _overdue,
}


def _records(session: Session, keys: Sequence[_Key]) -> list[Waiting]:
    """Read the records of one page, a few queries a kind."""
    rows = {
        kind: session.scalars(_READ[kind]([number for _, each, number in keys if each is kind]))
        for kind in sorted({kind for _, kind, _ in keys})
    }
    found = {(kind, row.id): row for kind, records in rows.items() for row in records}
    return [Waiting(kind, since, found[kind, number]) for since, kind, number in keys]


def _read_matches(numbers: Sequence[int]) -> Select[Match]:
    need, technology = selectinload(Match.need), selectinload(Match.technology)
    return (
        select(Match)
        .where(Match.id.in_(numbers))
        .options(
            selectinload(Match.answers),
            need.joinedload(Need.organisation),
            need.selectinload(Need.disclosures),
            technology.joinedload(Technology.organisation),
        )
    )


def _read_postings(numbers: Sequence[int]) -> Select[Posting]:
    either = with_polymorphic(Posting, [Need, Technology])
    return (
        select(either)
        .where(either.id.in_(numbers))
        .options(joinedload(either.organisation), selectinload(either.Need.disclosures))
    )


def _read_deals(numbers: Sequence[int]) -> Select[Deal]:
    return (
        select(Deal)
        .where(Deal.id.in_(numbers))
        .options(
            joinedload(Deal.next_step_owner),
            selectinload(Deal.need),
            selectinload(Deal.technology),
        )
    )


_READ: Mapping[Kind, Callable[[Sequence[int]], Select[Any]]] = {
    Kind.MATCH: _read_matches,
    Kind.POSTING: _read_postings,
    Kind.STEP: _read_deals,
}
