"""How long deals wait for rights to a result that the State has paid for, and for whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session, contains_eager

from matchmaker.services.deals import stages
from models import ClearanceStep, Deal


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
    closed = closed_at.astimezone(stages.VIETNAM).date() if closed_at else stages.today()
    return step.requested_on, min(step.decided_on or closed, closed)


class Per(StrEnum):
    """What blocked days are counted by."""

    CENTRE = "centre"
    AUTHORITY = "authority"


def blocked_days(
    session: Session,
    per: Per,
    first: date,
    last: date,
    where: ColumnElement[bool] | None = None,
) -> dict[str, int]:
    """Count the days on which deals waited for rights from ``first`` to ``last``, by name.

    A day on which one deal waits for two authorities counts once for its centre and once for each.
    ``where`` is a condition on deals.
    """
    steps = session.scalars(
        select(ClearanceStep)
        .join(ClearanceStep.deal)
        .join(Deal.centre)
        .where(
            ClearanceStep.requested_on <= last,
            or_(ClearanceStep.decided_on.is_(None), ClearanceStep.decided_on > first),
            true() if where is None else where,
        )
        .options(contains_eager(ClearanceStep.deal).contains_eager(Deal.centre))
    )
    spans: defaultdict[tuple[int, str], list[Span]] = defaultdict(list)
    for step in steps:
        if span := _span(step, step.deal.closed_at):
            name = step.deal.centre.name_vi if per is Per.CENTRE else step.authority
            end = last + timedelta(days=1)
            spans[step.deal_id, name].append((max(span[0], first), min(span[1], end)))
    totals: defaultdict[str, int] = defaultdict(int)
    for (_deal, name), found in spans.items():
        totals[name] += days_in(found)
    return dict(totals)
