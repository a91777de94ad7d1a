"""Parts of a cohort of deals compared: by centre, field, province on either map, or period.

A deal that centres share is in the row of each of them, with its part of the value; the total
counts it once.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from matchmaker.services import catalogue, provinces
from matchmaker.services.actors import Actor
from matchmaker.services.deals import boards, cohorts, values
from matchmaker.services.deals.filters import Filters
from matchmaker.services.deals.values import Amounts
from models import VIETNAM, Deal, DealStage, Need, Organisation

DIMENSIONS = ("centre", "field", "province", "period")
WHOLE = "*"
"""The key of the total."""

_QUARTERS = 12

_Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Group:
    """The deals of one centre, field, province or period, and what was signed, by currency."""

    key: str
    values: Amounts
    opened: int
    introduced: int
    contracted: int
    completed: int
    lost: int
    running: int


def compare(
    session: Session, actor: Actor, filters: Filters, dimension: str, *, before: bool = False
) -> list[Group]:
    """Return the deals by one of :data:`DIMENSIONS`; ``before`` asks for the old provinces."""
    chosen = boards.conditions(actor, filters)
    keys = _keys(session, actor, chosen, filters, dimension, before=before)
    by_centre = dimension == "centre"
    found = _Figures(_namer(session, dimension, before=before), len(keys))
    found.count(session, _asked(chosen, keys, _counts(), filters, shared=by_centre))
    found.add(session, _signed(chosen, keys, filters, shared=by_centre))
    return found.groups()


def total(session: Session, actor: Actor, filters: Filters) -> Group:
    """Return all of the deals, each counted once."""
    chosen = boards.conditions(actor, filters)
    found = _Figures(lambda _told: WHOLE, 0)
    found.count(session, _asked(chosen, [], _counts(), filters, shared=False))
    found.add(session, _signed(chosen, [], filters, shared=False))
    (group,) = found.groups()
    return group


class _Figures:
    """Figures by key, added up where several rows have one key."""

    def __init__(self, name: Callable[[Sequence[Any]], str], width: int) -> None:
        self._name, self._width = name, width
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(_counts()))
        self._values: dict[str, Counter[str]] = defaultdict(Counter)

    def count(self, session: Session, query: Select[Any]) -> None:
        for row in session.execute(query):
            key = self._name(row[: self._width])
            sums = zip(self._counts[key], row[self._width :], strict=True)
            self._counts[key] = [a + b for a, b in sums]

    def add(self, session: Session, query: Select[Any]) -> None:
        for *told, currency, hundredths in session.execute(query):
            self._values[self._name(told)][currency] += int(hundredths)

    def groups(self) -> list[Group]:
        return [
            Group(key, values.whole(self._values[key]), *counts)
            for key, counts in sorted(self._counts.items())
        ]


def _namer(session: Session, dimension: str, *, before: bool) -> Callable[[Sequence[Any]], str]:
    """Return what makes the key of a group from what its row tells."""
    if dimension == "centre":
        codes = dict(session.execute(select(Organisation.id, Organisation.code)).all())
        return lambda told: codes[told[0]]
    if dimension == "province" and before:
        atlas = provinces.atlas(session)
        return lambda told: atlas.old(told[0], told[1:])
    return lambda told: str(told[0] or "")


def _keys(
    session: Session,
    actor: Actor,
    chosen: _Conditions,
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
            return [Need.province, *provinces.told(catalogue.named(actor, "need"))]
        case "province":
            return [Need.province]
        case "period":
            return [_period(session, chosen)]
        case _:
            return [values.CENTRE_ID]


def _asked(
    chosen: _Conditions,
    keys: Sequence[Any],
    figures: Sequence[Any],
    filters: Filters,
    *,
    shared: bool,
) -> Select[Any]:
    """Ask for ``figures`` by ``keys``; a shared deal once for each of its centres."""
    meant = select(Deal.id).where(*chosen).cte("meant")
    query = (
        select(*keys, *figures)
        .select_from(Deal)
        .join(meant, meant.c.id == Deal.id)
        .join(Need, Need.id == Deal.need_id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .group_by(*keys)
    )
    return values.shares(query, filters.cohort.centre) if shared else query


def _signed(
    chosen: _Conditions, keys: Sequence[Any], filters: Filters, *, shared: bool
) -> Select[Any]:
    """Ask for what was signed by ``keys`` and currency; of one centre's deals only its part."""
    shared = shared or bool(filters.cohort.centre)
    figures = [Deal.currency, values.summed(shared=shared)]
    query = _asked(chosen, keys, figures, filters, shared=shared)
    return query.where(Deal.value_signed.is_not(None)).group_by(Deal.currency)


def _counts() -> list[ColumnElement[int]]:
    def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((condition, Deal.id)))

    return [
        func.count(Deal.id),
        counted(cohorts.reached(DealStage.INTRODUCED)),
        counted(cohorts.reached(DealStage.CONTRACTED)),
        counted(Deal.stage == DealStage.COMPLETED),
        counted(Deal.stage == DealStage.LOST),
        counted(Deal.stage.not_in([DealStage.COMPLETED, DealStage.LOST])),
    ]


def _period(session: Session, chosen: _Conditions) -> ColumnElement[str]:
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
