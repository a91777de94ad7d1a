"""What payments come to, by centre and year; every figure with the records it adds up.

Where centres share a deal, each counts its per cent of it: amounts are kept in hundredths of the
currency's smallest unit, so that totals are exactly the sum of their records.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, cast, extract, func, or_, select, true
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from matchmaker.services.actors import Actor
from matchmaker.services.deals import boards, values
from matchmaker.services.deals.credits import WHOLE
from matchmaker.services.pages import Page, page_of
from models import (
    Deal,
    DealCredit,
    DealStage,
    Need,
    Organisation,
    Payment,
    PaymentState,
    Technology,
    local_today,
)


@dataclass(slots=True)
class Total:
    """What a centre's payments of one year and currency come to, in hundredths, by state."""

    centre_id: int
    year: int
    currency: str
    amounts: dict[PaymentState, int] = field(default_factory=lambda: dict.fromkeys(PaymentState, 0))

    def __getitem__(self, state: str) -> int:
        return self.amounts[PaymentState(state)]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which payments to show: of a centre, and if told of a year, a currency, a state."""

    centre_id: int
    year: int | None = None
    currency: str = ""
    state: PaymentState | None = None


def late(session: Session, actor: Actor) -> Sequence[Payment]:
    """Return the payments past their day of the deals that ``actor`` may read, oldest first."""
    return session.scalars(
        select(Payment)
        .join(Payment.deal)
        .where(
            boards.visible(actor),
            Payment.paid_on.is_(None),
            Payment.due < local_today(),
            Deal.stage != DealStage.LOST,
        )
        .order_by(Payment.due, Payment.id)
        .options(*_together())
    ).all()


def centres(session: Session, actor: Actor) -> list[Organisation]:
    """Return the centres whose totals ``actor`` may read, by name."""
    query = select(Organisation).where(Organisation.org_type == "centre", _seen(actor))
    return list(session.scalars(query.order_by(Organisation.sort_key, Organisation.id)))


def _seen(actor: Actor) -> ColumnElement[bool]:
    if actor.is_ministry or actor.is_administrator:
        return true()
    if actor.department_province is not None:
        return Organisation.province == actor.department_province
    own = actor.organisation
    return Organisation.id == (own.id if own and actor.centre_province else None)


def totals(session: Session, actor: Actor) -> list[Total]:
    """Add payments up by centre, year and currency; the newest year first.

    A year with nothing but royalties on revenue that nobody has reported yet has no amount to show.
    """
    readable = [each.id for each in centres(session, actor)]
    centre, year, state = values.CENTRE_ID, _year(), _state()
    rows = session.execute(
        _shares(select(centre, year, Payment.currency, state, func.sum(_COUNTED * values.PERCENT)))
        .where(centre.in_(readable))
        .group_by(centre, year, Payment.currency, state)
    )
    found: dict[tuple[int, int, str], Total] = {}
    for centre_id, in_year, currency, code, amount in rows:
        key = (centre_id, in_year, currency)
        found.setdefault(key, Total(*key)).amounts[PaymentState(code)] = int(amount or 0)
    places = {centre_id: place for place, centre_id in enumerate(readable)}
    filled = (row for row in found.values() if any(row.amounts.values()))
    return sorted(filled, key=lambda row: (-row.year, places[row.centre_id], row.currency))


def added(rows: Iterable[Total]) -> dict[PaymentState, int]:
    """Add totals of one currency up, by state."""
    found = list(rows)
    return {state: sum(row[state] for row in found) for state in PaymentState}


def records(
    session: Session, filters: Filters, number: int = 1, url: Callable[[int], str] = str
) -> Page[Payment]:
    """Return one page of the payments that a figure adds up, by day."""
    return page_of(session, _records(filters), number, url)


def every(session: Session, filters: Filters) -> Iterator[Payment]:
    """Yield all the payments that a figure adds up, for an export."""
    yield from session.scalars(_records(filters).execution_options(yield_per=500))


def share(payment: Payment, centre_id: int) -> int:
    """Return what ``payment`` counts for a centre, in hundredths."""
    shared = {credit.centre_id: credit.percent for credit in payment.deal.credits}
    own = WHOLE if not shared and payment.deal.centre_id == centre_id else 0
    return payment.counted * shared.get(centre_id, own)


_COUNTED = func.coalesce(Payment.paid_amount, Payment.amount, 0)


def _year() -> ColumnElement[int]:
    return cast(extract("year", func.coalesce(Payment.paid_on, Payment.due)), Integer)


def _state() -> ColumnElement[str]:
    return case(
        (Payment.paid_on.is_not(None), PaymentState.PAID.value),
        (Payment.due < local_today(), PaymentState.LATE.value),
        else_=PaymentState.DUE.value,
    )


def _shares(query: Any) -> Any:
    """Join each payment with the shares of its deal; what a lost deal still owed is no longer."""
    return (
        query.select_from(Payment)
        .join(Payment.deal)
        .outerjoin(DealCredit, DealCredit.deal_id == Deal.id)
        .where(or_(Payment.paid_on.is_not(None), Deal.stage != DealStage.LOST))
    )


def _records(filters: Filters) -> Select[Payment]:
    query: Select[Payment] = _shares(select(Payment)).where(filters.centre_id == values.CENTRE_ID)
    if filters.year:
        query = query.where(_year() == filters.year)
    if filters.currency:
        query = query.where(Payment.currency == filters.currency)
    if filters.state:
        query = query.where(_state() == filters.state.value)
    day = func.coalesce(Payment.paid_on, Payment.due)
    return query.order_by(day, Payment.id).options(*_together())


def _together() -> tuple[ExecutableOption, ...]:
    """Return what a row needs, read with it."""
    deal = joinedload(Payment.deal)
    need, technology = deal.joinedload(Deal.need), deal.joinedload(Deal.technology)
    return (
        need.joinedload(Need.organisation),
        need.selectinload(Need.disclosures),
        technology.joinedload(Technology.organisation),
        deal.selectinload(Deal.credits),
    )
