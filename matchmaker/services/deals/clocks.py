"""The clocks of the stages: how many days a deal may stay, and who has stayed too long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, or_, select
from sqlalchemy.orm import Session

from matchmaker.services import audit, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.errors import Incomplete
from models import PATH, VIETNAM, Deal, DealStage, Organisation, StageClock, local_today, now

RED = 1.5
"""How many times its days a deal may stay before it is red.

Amber is for its officer, who still has half the stage's days to act; red is for the head. Twice the
days would let a trial lie idle for three months more; a fixed number of days would be too many for
the three of a proposal and too few for the 180 of a transfer.
"""

TIMED = PATH[:-1]
"""The stages with a clock; a paused deal goes by that of the stage it will return to."""

LONGEST = 3650


class Colour(StrEnum):
    """Where a deal stands against the clock of its stage."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Clocks:
    """The days of every stage: the usual ones, and those that centres have set; on ``today``."""

    usual: Mapping[DealStage, int]
    own: Mapping[tuple[int, DealStage], int]
    today: date

    def days(self, centre_id: int, stage: DealStage) -> int:
        """Return how many days a deal of the centre may stay in ``stage``."""
        return self.own.get((centre_id, stage), self.usual[stage])

    def limit(self, deal: Deal) -> int | None:
        """Return the days that ``deal`` has where it is; none once it has ended."""
        stage = _timed(deal)
        return self.days(deal.centre_id, stage) if stage else None

    def age(self, deal: Deal) -> int:
        """Return for how many days its clock has run; a paused deal counts from its resume date."""
        start = deal.stage_since.astimezone(VIETNAM).date()
        if deal.stage is DealStage.PAUSED:
            start = deal.resume_on or start
        return max(0, (self.today - start).days)

    def colour(self, deal: Deal) -> Colour:
        """Return amber past the clock, red past :data:`RED` times it."""
        limit, age = self.limit(deal), self.age(deal)
        if limit is None or age <= limit:
            return Colour.GREEN
        return Colour.RED if age > limit * RED else Colour.AMBER

    def is_past(self, factor: float = 1) -> ColumnElement[bool]:
        """Return the condition for deals that stayed longer than ``factor`` times their days."""
        kind = Deal.stage_since.type  # a moment in a CASE has no column to take its zone from
        since = {days: literal(self._since(int(days * factor)), kind) for days in self._all_days()}
        until = {days: self.today - timedelta(days=int(days * factor)) for days in since}
        return or_(
            Deal.stage_since < self._chosen(Deal.stage, since),
            and_(
                Deal.stage == DealStage.PAUSED,
                Deal.resume_on < self._chosen(Deal.paused_stage, until),
            ),
        )

    def shows(self, colour: Colour) -> ColumnElement[bool]:
        """Return the condition for deals of ``colour``."""
        if colour is Colour.RED:
            return self.is_past(RED)
        if colour is Colour.AMBER:
            return and_(self.is_past(), ~surely(self.is_past(RED)))
        return ~surely(self.is_past())

    def _all_days(self) -> set[int]:
        return {*self.usual.values(), *self.own.values()}

    def _since(self, days: int) -> datetime:
        """Return the midnight before which a deal that is older than ``days`` entered its stage."""
        return datetime.combine(self.today - timedelta(days=days), time.min, VIETNAM)

    def _chosen(self, stage: Any, values: Mapping[int, Any]) -> ColumnElement[Any]:
        """Return the value for the days of a deal in ``stage``: those of its centre come first."""
        centres: dict[tuple[DealStage, int], list[int]] = {}
        for (centre_id, own_stage), days in self.own.items():
            centres.setdefault((own_stage, days), []).append(centre_id)
        own = [
            (and_(stage == each, Deal.centre_id.in_(ids)), values[days])
            for (each, days), ids in centres.items()
        ]
        return case(*own, *((stage == each, values[days]) for each, days in self.usual.items()))


def surely(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return ``condition``, false where a date is missing, so that it can be turned round."""
    return case((condition, True), else_=False)


def _timed(deal: Deal) -> DealStage | None:
    stage = deal.paused_stage if deal.stage is DealStage.PAUSED else deal.stage
    return stage if stage in TIMED else None


def usual(session: Session) -> dict[DealStage, int]:
    """Return the days of every stage as ``deal_stages`` has them today."""
    entries = vocabularies.entries(session, "deal_stages")
    days = {each.code: int(each.attributes["default_days"]) for each in entries}
    return {stage: days[stage] for stage in TIMED}


def read(session: Session) -> Clocks:
    """Read all clocks: two short queries, whatever is asked of them."""
    rows = session.scalars(select(StageClock).where(StageClock.stage.in_(TIMED)))
    own = {(row.centre_id, row.stage): row.days for row in rows}
    return Clocks(usual(session), own, local_today())


def of_centre(session: Session, centre: Organisation) -> dict[DealStage, StageClock]:
    """Return what ``centre`` has set, by stage."""
    rows = session.scalars(select(StageClock).where(StageClock.centre_id == centre.id))
    return {row.stage: row for row in rows}


def adjust(
    session: Session, actor: Actor, centre: Organisation, days: Mapping[DealStage, int | None]
) -> None:
    """Set the days of stages at ``centre``; the usual number, or none, takes its own one away.

    Raises :class:`Incomplete` with the stages whose number makes no sense.
    """
    wrong = [stage.value for stage, number in days.items() if not _makes_sense(number)]
    if wrong:
        raise Incomplete(wrong)
    known, ordinary = of_centre(session, centre), usual(session)
    before = {stage: known[stage].days if stage in known else None for stage in days}
    after = {stage: None if days[stage] == ordinary[stage] else days[stage] for stage in days}
    changed = [stage for stage in days if before[stage] != after[stage]]
    for stage in changed:
        row = known.get(stage) or StageClock(centre_id=centre.id, stage=stage)
        _keep(session, actor, row, after[stage])
    if changed:
        audit.record(
            session,
            actor,
            "clock:adjust",
            centre.code,
            before={stage.value: before[stage] for stage in changed},
            after={stage.value: after[stage] for stage in changed},
        )
    session.flush()


def _makes_sense(number: int | None) -> bool:
    return number is None or 1 <= number <= LONGEST


def _keep(session: Session, actor: Actor, row: StageClock, days: int | None) -> None:
    if days is None:
        session.delete(row)
        return
    row.days, row.by, row.at = days, actor.user, now()
    session.add(row)
