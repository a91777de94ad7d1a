"""Where supply, need and results are: counts by province and by field, straight from the tables.

Everything counts where the posting is, a deal where its need is. Of matches and deals those count
that a reader may open, so that every figure leads to as many records.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from matchmaker.services import catalogue, matches, provinces
from matchmaker.services.actors import Actor
from matchmaker.services.deals import boards, cohorts, values
from matchmaker.services.deals.values import Amounts
from matchmaker.services.pages import Page, page_of
from matchmaker.services.provinces import Place
from models import (
    INTERESTED,
    Answer,
    Deal,
    DealStage,
    Match,
    Need,
    Organisation,
    PostingState,
    Technology,
)

COUNTS = ("technologies", "needs", "interested", "open", "completed", "lost")
_ENDED = (DealStage.COMPLETED, DealStage.LOST)
_HIDDEN = (PostingState.DRAFT, PostingState.REMOVED)

_Offered = aliased(Technology, flat=True)
_Told = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one province or field, and what was signed there, by currency."""

    code: str
    counts: Mapping[str, int]
    values: Amounts

    def __getitem__(self, measure: str) -> int:
        return self.counts[measure]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which matches a list is asked for."""

    place: Place | None = None
    field: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class _Keys:
    """What technologies and needs are grouped by, and how a row's key is made of it."""

    technology: _Told
    need: _Told
    name: Callable[[_Told], str] = lambda told: str(told[0] or "")


def total(rows: Sequence[Row]) -> Row:
    """Add the rows up."""
    sums: Counter[str] = Counter()
    for row in rows:
        sums.update(row.values)
    counts = {measure: sum(row[measure] for row in rows) for measure in COUNTS}
    return Row("", counts, values.ordered(sums))


def by_province(
    session: Session, actor: Actor, since: date | None = None, *, before: bool = False
) -> list[Row]:
    """Count by province since a day; ``before`` asks for the 63 provinces."""
    if not before:
        return _gather(session, actor, since, _Keys([Technology.province], [Need.province]))
    atlas = provinces.atlas(session)
    own, behind = provinces.told(catalogue.named(actor, "need"))
    keys = _Keys(
        [Technology.province, Organisation.province_63],
        [Need.province, own, behind],
        lambda told: atlas.old(told[0], told[1:]) if told[0] else "",
    )
    return _gather(session, actor, since, keys)


def by_field(session: Session, actor: Actor, since: date | None = None) -> list[Row]:
    """Count by field since a day."""
    return _gather(session, actor, since, _Keys([Technology.vn_field], [Need.vn_field]))


def _gather(session: Session, actor: Actor, since: date | None, keys: _Keys) -> list[Row]:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    signed: dict[str, Counter[str]] = defaultdict(Counter)
    for measure, query in _queries(actor, since, keys).items():
        for *told, count in session.execute(query):
            counts[keys.name(told)][measure] += count
    for *told, currency, amount in session.execute(_signed(actor, since, keys)):
        signed[keys.name(told)][currency] += int(amount)
    return [
        Row(code, found, values.ordered(signed[code]))
        for code, found in sorted(counts.items())
        if code
    ]


def _queries(actor: Actor, since: date | None, keys: _Keys) -> dict[str, Select[Any]]:
    opened = _deals(actor, keys, Deal.opened_at, since)
    closed = _deals(actor, keys, Deal.closed_at, since)
    return {
        "technologies": _postings(Technology, keys.technology, since),
        "needs": _postings(Need, keys.need, since),
        "interested": _interested(actor, since, *keys.need, func.count(Match.id)).group_by(
            *keys.need
        ),
        "open": opened.where(Deal.stage.not_in(_ENDED)),
        "completed": closed.where(Deal.stage == DealStage.COMPLETED),
        "lost": closed.where(Deal.stage == DealStage.LOST),
    }


def _since(query: Select[Any], column: Any, since: date | None) -> Select[Any]:
    return query if since is None else query.where(column >= cohorts.beginning(since))


def _postings(model: type[Technology | Need], keys: _Told, since: date | None) -> Select[Any]:
    query = (
        select(*keys, func.count(model.id))
        .select_from(model)
        .join(Organisation, Organisation.id == model.organisation_id)
        .where(model.state == PostingState.PUBLISHED)
        .group_by(*keys)
    )
    return _since(query, model.published_at, since)


def _deals(actor: Actor, keys: _Keys, column: Any, since: date | None) -> Select[Any]:
    query = _of_deals(select(*keys.need, func.count(Deal.id)), actor).group_by(*keys.need)
    return _since(query, column, since)


def _signed(actor: Actor, since: date | None, keys: _Keys) -> Select[Any]:
    groups = [*keys.need, Deal.currency]
    query = _of_deals(select(*groups, func.sum(Deal.value_signed)), actor)
    signed = query.where(Deal.value_signed.is_not(None)).group_by(*groups)
    return _since(signed, Deal.opened_at, since)


def _of_deals(query: Select[Any], actor: Actor) -> Select[Any]:
    readable = select(Deal.id).where(boards.visible(actor)).cte("readable")
    return (
        query.select_from(Deal)
        .join(readable, readable.c.id == Deal.id)
        .join(Need, Need.id == Deal.need_id)
        .join(Organisation, Organisation.id == Need.organisation_id)
    )


def _interested(actor: Actor, since: date | None, *columns: Any) -> Select[Any]:
    """Ask for the matches of which a side said that it is interested."""
    said = Answer.code == INTERESTED
    if since is not None:
        said &= Answer.at >= cohorts.beginning(since)
    return (
        select(*columns)
        .select_from(Match)
        .join(Need, Need.id == Match.need_id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .join(_Offered, _Offered.id == Match.technology_id)
        .where(Match.answers.any(said), Need.state.not_in(_HIDDEN))
        .where(_Offered.state.not_in(_HIDDEN), _watched(actor))
    )


def _watched(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for the matches that those who oversee may read."""
    own = actor.department_province
    if own is None:
        return true()
    return or_(Need.province == own, _Offered.province == own)


def interested(
    session: Session,
    actor: Actor,
    asked: Asked,
    number: int = 1,
    url: Callable[[int], str] = str,
) -> Page[Match]:
    """Return one page of the matches behind a figure, the newest first."""
    return page_of(session, _records(actor, asked), number, url)


def every(session: Session, actor: Actor, asked: Asked) -> Iterator[Match]:
    """Yield all the matches behind a figure, for an export."""
    yield from session.scalars(_records(actor, asked).execution_options(yield_per=500))


def _records(actor: Actor, asked: Asked) -> Select[Any]:
    query = _interested(actor, asked.since, Match)
    if asked.place:
        query = query.where(provinces.needs_in(asked.place, catalogue.named(actor, "need")))
    if asked.field:
        query = query.where(Need.vn_field == asked.field)
    newest = query.order_by(Match.proposed_at.desc(), Match.id.desc())
    return newest.options(*matches.with_both_sides())
