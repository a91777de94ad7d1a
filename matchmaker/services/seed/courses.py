"""How made-up deals run: their stages with days, as long and as often lost as real ones are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from models import PATH, VIETNAM, DealStage

MEDIAN_DAYS: Mapping[DealStage, int] = {
    DealStage.PROPOSED: 3,
    DealStage.INTRODUCED: 9,
    DealStage.QUALIFIED: 21,
    DealStage.TRIAL: 70,
    DealStage.NEGOTIATION: 40,
    DealStage.CONTRACTED: 25,
    DealStage.IMPLEMENTING: 110,
}
"""Half of the deals leave a stage within so many days; the clocks give about as many."""

LOST: Mapping[DealStage, tuple[float, float]] = {
    DealStage.PROPOSED: (0.04, 0.12),
    DealStage.INTRODUCED: (0.06, 0.18),
    DealStage.QUALIFIED: (0.08, 0.20),
    DealStage.TRIAL: (0.10, 0.20),
    DealStage.NEGOTIATION: (0.09, 0.16),
    DealStage.CONTRACTED: (0.03, 0.03),
    DealStage.IMPLEMENTING: (0.04, 0.04),
}
"""The share of deals lost in a stage: of pairs that fit, and of those that hardly do."""

_SPREAD = 0.55
_STUCK, _STUCK_TIMES = 0.1, 3
_PAUSED, _BACK, _SKIPS = 0.12, 0.08, 0.3
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Step:
    """A stage, and when it was entered."""

    stage: DealStage
    at: datetime


def course(chance: Random, opened: datetime, now: datetime, *, fits: bool) -> list[Step]:
    """Return the stages that a deal entered from ``opened`` until ``now``, the first one too."""
    steps = [Step(DealStage.PROPOSED, opened)]
    while (step := steps[-1]).stage.is_open:
        left = _leaving(chance, step)
        if left >= now:
            return steps + _pause(chance, step, now)
        steps.append(Step(_next(chance, steps, fits=fits), left))
    return steps


def at_work(chance: Random, at: datetime) -> datetime:
    """Return a moment of a working day, at or after the day of ``at``."""
    local = at.astimezone(VIETNAM)
    local += timedelta(days=max(0, 7 - local.weekday()) if local.weekday() >= _SATURDAY else 0)
    morning = local.replace(hour=8, minute=0, second=0, microsecond=0)
    return morning + timedelta(minutes=chance.randrange(5, 510))


def _leaving(chance: Random, step: Step) -> datetime:
    days = MEDIAN_DAYS[step.stage] * chance.lognormvariate(0, _SPREAD)
    if chance.random() < _STUCK:
        days *= _STUCK_TIMES
    return at_work(chance, step.at + timedelta(days=max(1, days)))


def _next(chance: Random, steps: list[Step], *, fits: bool) -> DealStage:
    stage = steps[-1].stage
    if chance.random() < LOST[stage][0 if fits else 1]:
        return DealStage.LOST
    been = {each.stage for each in steps}
    if stage is DealStage.TRIAL and DealStage.NEGOTIATION not in been and chance.random() < _BACK:
        return DealStage.QUALIFIED
    skips = stage is DealStage.QUALIFIED and DealStage.TRIAL not in been
    further = 2 if skips and chance.random() < _SKIPS else 1
    return PATH[PATH.index(stage) + further]


def _pause(chance: Random, step: Step, now: datetime) -> list[Step]:
    """Return the pause of a deal that is under way for a while, sometimes."""
    days = (now - step.at).days
    early = step.stage in {DealStage.PROPOSED, DealStage.INTRODUCED}
    if early or days < 14 or chance.random() >= _PAUSED:  # noqa: PLR2004 - two weeks
        return []
    return [Step(DealStage.PAUSED, at_work(chance, step.at + timedelta(days=days // 2)))]
