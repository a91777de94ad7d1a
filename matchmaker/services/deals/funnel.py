"""The funnel: of the deals opened in a period, how many came how far, how fast, and why not."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select, union, union_all
from sqlalchemy.orm import Session

from matchmaker.services.actors import Actor
from matchmaker.services.deals import boards, values
from matchmaker.services.deals.filters import Filters
from models import PATH, Deal, DealEvent, DealEventKind, DealStage, Organisation, Party

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
    """Return the centres that follow the deals which ``actor`` may read, alone or with others."""
    following = values.shares(select(values.CENTRE_ID).select_from(Deal))
    query = select(Organisation).where(Organisation.id.in_(following.where(boards.visible(actor))))
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
