"""The funnel: of the deals opened in a period, how many came how far, how fast, and why not."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select, union, union_all
from sqlalchemy.orm import Session

from matchmaker.services import provinces
from matchmaker.services.actors import Actor
from matchmaker.services.deals import boards, cohorts
from matchmaker.services.deals.filters import Filters
from matchmaker.services.deals.stages import VIETNAM
from models import (
    PATH,
    Deal,
    DealEvent,
    DealEventKind,
    DealStage,
    Need,
    Organisation,
    Party,
)

DIMENSIONS = ("centre", "field", "province", "period")
_QUARTERS = 12
_POSITION = {stage: place for place, stage in enumerate(PATH)}


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the way: how many deals reached it, and how many of them came further.

    ``days`` is the median of the days that deals spent in it, all their visits added up, among
    those that are not there now.
    """

    stage: DealStage
    reached: int
    passed: int
    days: float | None

    @property
    def conversion(self) -> float | None:
        """Return the share of deals that came further."""
        return self.passed / self.reached if self.reached else None


@dataclass(frozen=True, slots=True)
class Loss:
    """How many deals were lost for a reason, by the side that ended them (none: untold)."""

    reason: str
    counts: dict[Party | None, int]

    @property
    def total(self) -> int:
        """Count them all."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Group:
    """The deals of one centre, field, province or period; ``value`` is the signed VND."""

    key: str
    opened: int
    introduced: int
    contracted: int
    completed: int
    lost: int
    running: int
    value: int


def steps(session: Session, actor: Actor, filters: Filters) -> list[Step]:
    """Return every stage of the way, from proposed to completed."""
    ids = select(Deal.id).where(*boards.conditions(actor, filters))
    been = union(
        select(Deal.id.label("deal_id"), Deal.stage.label("stage")),
        select(Deal.id, literal(DealStage.PROPOSED, Deal.stage.type)),
        select(DealEvent.deal_id, DealEvent.stage_to).where(DealEvent.kind == DealEventKind.STAGE),
    ).subquery()
    place = case(_POSITION, value=been.c.stage)
    furthest = func.max(place).over(partition_by=been.c.deal_id)
    ways = (
        select(been.c.stage, (furthest > place).label("further"))
        .where(been.c.deal_id.in_(ids), been.c.stage.in_(PATH))
        .subquery()
    )
    counted = {
        stage: (reached, passed)
        for stage, reached, passed in session.execute(
            select(ways.c.stage, func.count(), func.count(case((ways.c.further, 1)))).group_by(
                ways.c.stage
            )
        )
    }
    days = _days(session, ids)
    return [Step(stage, *counted.get(stage, (0, 0)), days.get(stage)) for stage in PATH]


def _days(session: Session, ids: Select[Any]) -> dict[DealStage, float]:
    """Return the median of the days in each stage, among deals that are not there now."""
    entered = union_all(
        select(
            Deal.id.label("deal_id"),
            literal(DealStage.PROPOSED, Deal.stage.type).label("stage"),
            Deal.opened_at.label("at"),
            literal(0).label("number"),
        ),
        select(DealEvent.deal_id, DealEvent.stage_to, DealEvent.at, DealEvent.id).where(
            DealEvent.kind == DealEventKind.STAGE
        ),
    ).subquery()
    until = func.lead(entered.c.at).over(
        partition_by=entered.c.deal_id, order_by=(entered.c.at, entered.c.number)
    )
    visits = select(*entered.c, until.label("until")).where(entered.c.deal_id.in_(ids)).subquery()
    spent = func.sum(_days_between(session, visits.c.at, visits.c.until))
    rows = session.execute(
        select(visits.c.stage, spent)
        .join(Deal, Deal.id == visits.c.deal_id)
        .where(visits.c.until.is_not(None), Deal.stage != visits.c.stage)
        .group_by(visits.c.deal_id, visits.c.stage)
    )
    days = defaultdict(list)
    for stage, sum_ in rows:
        days[stage].append(float(sum_))
    return {stage: median(each) for stage, each in days.items()}


def _days_between(session: Session, start: Any, end: Any) -> ColumnElement[Any]:
    if session.get_bind().dialect.name == "sqlite":
        return func.julianday(end) - func.julianday(start)
    return func.extract("epoch", end - start) / 86_400


def centres(session: Session, actor: Actor) -> list[Organisation]:
    """Return the centres that follow the deals which ``actor`` may read."""
    following = select(Deal.centre_id).where(boards.visible(actor))
    query = select(Organisation).where(Organisation.id.in_(following))
    return list(session.scalars(query.order_by(Organisation.sort_key)))


def losses(session: Session, actor: Actor, filters: Filters) -> list[Loss]:
    """Return why deals were lost, the commonest reason first."""
    rows = session.execute(
        select(Deal.loss_reason, Deal.loss_party, func.count())
        .where(*boards.conditions(actor, filters), Deal.stage == DealStage.LOST)
        .group_by(Deal.loss_reason, Deal.loss_party)
    )
    counts: dict[str, dict[Party | None, int]] = defaultdict(dict)
    for reason, party, count in rows:
        counts[reason][party] = count
    found = [Loss(reason, by_party) for reason, by_party in counts.items()]
    return sorted(found, key=lambda loss: (-loss.total, loss.reason))


def groups(
    session: Session, actor: Actor, filters: Filters, dimension: str, *, before: bool = False
) -> list[Group]:
    """Return the deals by one of :data:`DIMENSIONS`; ``before`` asks for the old provinces."""
    chosen = boards.conditions(actor, filters)
    keys = _keys(session, chosen, filters, dimension, before=before)
    meant = select(Deal.id).where(*chosen).cte("meant")
    rows = session.execute(
        select(*keys, *_measures())
        .select_from(Deal)
        .join(meant, meant.c.id == Deal.id)
        .join(Need, Need.id == Deal.need_id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .group_by(*keys)
    )
    atlas = provinces.atlas(session) if before and dimension == "province" else None
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * len(_measures()))
    for row in rows:
        told, figures = row[: len(keys)], row[len(keys) :]
        key = atlas.old(told[0], told[1:]) if atlas else str(told[0] or "")
        sums[key] = [a + int(b or 0) for a, b in zip(sums[key], figures, strict=True)]
    return [Group(key, *each) for key, each in sorted(sums.items())]


def _keys(
    session: Session,
    chosen: Sequence[ColumnElement[bool]],
    filters: Filters,
    dimension: str,
    *,
    before: bool,
) -> list[Any]:
    """Return what the deals are grouped by."""
    match dimension:
        case "field":
            return [Need.vn_field if filters.field else func.substr(Need.vn_field, 1, 1)]
        case "province" if before:
            return [Need.province, Need.province_63, Organisation.province_63]
        case "province":
            return [Need.province]
        case "period":
            return [_period(session, chosen)]
        case _:
            return [select(_centre.c.code).where(_centre.c.id == Deal.centre_id).scalar_subquery()]


_centre = Organisation.__table__.alias("centre")


def _measures() -> list[ColumnElement[Any]]:
    def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((condition, Deal.id)))

    signed = case((Deal.currency == "VND", Deal.value_signed))
    return [
        func.count(Deal.id),
        counted(cohorts.reached(DealStage.INTRODUCED)),
        counted(cohorts.reached(DealStage.CONTRACTED)),
        counted(Deal.stage == DealStage.COMPLETED),
        counted(Deal.stage == DealStage.LOST),
        counted(Deal.stage.not_in([DealStage.COMPLETED, DealStage.LOST])),
        func.sum(signed),
    ]


def _period(session: Session, chosen: Sequence[ColumnElement[bool]]) -> ColumnElement[str]:
    """Return the first and the last day of the quarter in which a deal was opened, or the year."""
    span = session.execute(
        select(func.min(Deal.opened_at), func.max(Deal.opened_at)).where(*chosen)
    ).one()
    periods = list(pairwise(period_starts(*span)))
    keys = [f"{start}/{after - timedelta(days=1)}" for start, after in periods]
    whens = [
        (Deal.opened_at < cohorts.beginning(after), key)
        for (_start, after), key in zip(periods, keys, strict=True)
    ]
    return case(*whens, else_=keys[-1])


def period_starts(first: datetime | None, last: datetime | None) -> list[date]:
    """Return the first days of the quarters and of the next; of the years where there are many."""
    today = datetime.now(VIETNAM)
    start, end = (each.astimezone(VIETNAM).date() for each in (first or today, last or today))
    months = 3 if (end - start).days < 92 * _QUARTERS else 12
    start = start.replace(month=(start.month - 1) // months * months + 1, day=1)
    found = [start]
    while found[-1] <= end:
        found.append(_later(found[-1], months))
    return found


def _later(day: date, months: int) -> date:
    return (day + timedelta(days=31 * months - 1)).replace(day=1)
