"""How long deals wait for rights to a result that the State has paid for, and for whom."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from matchmaker.services import identity
from matchmaker.services.actors import Actor
from models import VIETNAM, ClearanceStep, Deal, Need, local_today


@dataclass(frozen=True, slots=True)
class Blockage:
    """How many days a deal has waited for authorities so far, and who has it now."""

    days: int
    authorities: tuple[str, ...]


Span = tuple[date, date]
"""From a day to another, which no longer counts."""


def days_in(spans: Iterable[Span]) -> int:
    """Count the days that lie in any of ``spans``, each once.

    >>> days_in([(date(2026, 1, 1), date(2026, 1, 11)), (date(2026, 1, 6), date(2026, 1, 16))])
    15
    """
    total, reached = 0, date.min
    for first, last in sorted(spans):
        total += max(0, (last - max(first, reached)).days)
        reached = max(reached, last)
    return total


def of(deal: Deal) -> list[ClearanceStep]:
    """Return the requests of ``deal`` that nobody has decided yet; a closed deal waits no more."""
    if not deal.stage.is_open:
        return []
    return [each for each in deal.clearance if each.requested_on and each.decided_on is None]


def blocked(deal: Deal) -> Blockage | None:
    """Say how long ``deal`` has waited for rights, and for whom; nothing where it does not."""
    open_ = of(deal)
    if not open_:
        return None
    spans = [span for each in deal.clearance if (span := _span(each, deal.closed_at))]
    return Blockage(days_in(spans), tuple(dict.fromkeys(each.authority for each in open_)))


def _span(step: ClearanceStep, closed_at: datetime | None) -> Span | None:
    if step.requested_on is None:
        return None
    closed = closed_at.astimezone(VIETNAM).date() if closed_at else local_today()
    return step.requested_on, min(step.decided_on or closed, closed)


@dataclass(frozen=True, slots=True)
class Waited:
    """What deals have waited for an authority: how many ever, how many now, and their days."""

    authority: str
    deals: int
    waiting: int
    days: int


def waited(
    session: Session, actor: Actor, where: Sequence[ColumnElement[bool]]
) -> tuple[Waited, list[Waited]]:
    """Say how long the deals of ``where`` have waited for rights: in all, and by authority.

    A day on which one deal waits for two authorities counts once in all, and once for each.
    """
    steps = session.scalars(
        select(ClearanceStep)
        .join(ClearanceStep.deal)
        .where(ClearanceStep.requested_on.is_not(None), *where)
        .options(
            contains_eager(ClearanceStep.deal)
            .joinedload(Deal.need)
            .options(joinedload(Need.organisation), selectinload(Need.disclosures))
        )
    ).all()
    named: defaultdict[str, list[ClearanceStep]] = defaultdict(list)
    for step in steps:
        named[identity.shown(actor, step.deal.need, step.authority)].append(step)
    found = [_waited(authority, each) for authority, each in named.items()]
    return _waited("", steps), sorted(found, key=lambda each: (-each.days, each.authority))


def _waited(authority: str, steps: Sequence[ClearanceStep]) -> Waited:
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for step in steps:
        if span := _span(step, step.deal.closed_at):
            spans[step.deal_id].append(span)
    waiting = {each.deal_id for each in steps if not each.decided_on and each.deal.stage.is_open}
    return Waited(authority, len(spans), len(waiting), sum(map(days_in, spans.values())))
