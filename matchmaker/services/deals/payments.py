"""Payments of a deal: agreed, due, paid or late, each in its own currency."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from babel.numbers import get_currency_precision
from sqlalchemy.orm import Session

from matchmaker.services import audit, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.deals import instalments, stages, timeline
from matchmaker.services.errors import Incomplete, InvalidTransition, StaleEdit
from models import Deal, DealEventKind, DealStage, Payment, PaymentKind, PaymentState, local_today
from models.text import clean

LARGEST = 10**14
YEARS = range(2000, 2101)
"""A day outside of these is a slip of the finger."""

WHOLE = 10_000
"""All of the revenue, as a rate in hundredths of a per cent."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the parties agreed on for one payment."""

    kind: PaymentKind
    due: date | None
    currency: str = "VND"
    amount: int | None = None
    rate: int | None = None
    revenue: int | None = None
    period_from: date | None = None
    period_to: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """What a deal's payments in one currency come to."""

    currency: str
    paid: int
    due: int
    late: int


def digits(currency: str) -> int:
    """Return how many decimals an amount of ``currency`` has (ISO 4217).

    >>> digits("VND"), digits("USD")
    (0, 2)
    """
    return get_currency_precision(currency)


def royalty(revenue: int | None, rate: int | None) -> int | None:
    """Return ``rate`` of ``revenue``, half a unit rounded up; nothing while one is unknown.

    >>> royalty(1_000_050, 250), royalty(None, 250)
    (25001, None)
    """
    if revenue is None or rate is None:
        return None
    return (revenue * rate + WHOLE // 2) // WHOLE


def find(deal: Deal, payment_id: int) -> Payment | None:
    """Return the payment of ``deal`` with this number."""
    return next((each for each in deal.payments if each.id == payment_id), None)


def add(session: Session, actor: Actor, deal: Deal, terms: Terms) -> Payment:
    """Add a payment; raises :class:`Incomplete`, :class:`UnknownCode`, :class:`NamesFirm`."""
    payment = Payment(by=actor.user, **_checked(session, deal, terms))
    deal.payments.append(payment)
    _note(session, actor, payment, "added")
    return payment


def change(
    session: Session, actor: Actor, payment: Payment, terms: Terms, *, version: int
) -> Payment:
    """Agree on other terms; what was paid already keeps them (take the payment back first)."""
    _fresh(payment, version)
    _refuse(payment, paid=False)
    for name, value in _checked(session, payment.deal, terms).items():
        setattr(payment, name, value)
    _note(session, actor, payment, "changed")
    return payment


def remove(session: Session, actor: Actor, payment: Payment, *, version: int) -> None:
    """Take a payment out of the plan, unless it was paid."""
    _fresh(payment, version)
    _refuse(payment, paid=False)
    deal = payment.deal
    _note(session, actor, payment, "removed")
    deal.payments.remove(payment)
    timeline.save(session)


def pay(
    session: Session,
    actor: Actor,
    payment: Payment,
    on: date | None,
    amount: int | None,
    *,
    version: int,
) -> Payment:
    """Note that a payment came in; a royalty's revenue must be known, or the amount be told."""
    _fresh(payment, version)
    _refuse(payment, paid=False)
    received = payment.amount if amount is None else amount
    missing = [] if on is not None and on <= local_today() else ["paid_on"]
    if received is None or not 0 < received <= LARGEST:
        missing.append("paid_amount")
    if missing or on is None or received is None:
        raise Incomplete(missing)
    payment.pay(on, received)
    _note(session, actor, payment, "paid")
    return payment


def unpay(session: Session, actor: Actor, payment: Payment, *, version: int) -> Payment:
    """Take back that a payment came in."""
    _fresh(payment, version)
    _refuse(payment, paid=True)
    payment.unpay()
    _note(session, actor, payment, "unpaid")
    return payment


def split(
    session: Session, actor: Actor, deal: Deal, count: int | None, first: date | None
) -> list[Payment]:
    """Plan the signed value in ``count`` even instalments, a month apart from ``first`` on."""
    if deal.payments or not deal.value_signed:
        raise InvalidTransition(deal.code, "planned", "split")
    few = count is not None and 1 <= count <= instalments.MOST
    first = _sane(first)
    missing = [name for name, good in (("count", few), ("first", first is not None)) if not good]
    if missing or count is None or first is None:
        raise Incomplete(missing)
    planned = instalments.even(deal.value_signed, count, first)
    return [
        add(
            session,
            actor,
            deal,
            Terms(PaymentKind.INSTALMENT, due=day, currency=deal.currency, amount=amount),
        )
        for day, amount in planned
    ]


def gap(deal: Deal) -> int:
    """Return by how much the instalments miss the signed value: less than nothing is too little.

    Nothing while there is no plan or no signed value. Instalments in another currency are set
    apart, so a deal that has some is not compared.
    """
    planned = [each for each in deal.payments if each.kind is PaymentKind.INSTALMENT]
    if not planned or not deal.value_signed:
        return 0
    if any(each.currency != deal.currency for each in planned):
        return 0
    return sum(each.amount or 0 for each in planned) - deal.value_signed


def sums(deal: Deal, today: date) -> list[Sum]:
    """Add the payments of ``deal`` up, by currency; what a lost deal still owed is no longer."""
    found = []
    for currency, group in groupby(
        sorted(deal.payments, key=lambda each: (each.currency != deal.currency, each.currency)),
        key=lambda each: each.currency,
    ):
        amounts = dict.fromkeys(PaymentState, 0)
        for each in group:
            if each.paid_on is not None or deal.stage is not DealStage.LOST:
                amounts[each.state(today)] += each.counted
        paid, due, late = (amounts[state] for state in (PaymentState.PAID, *_OWED))
        found.append(Sum(currency, paid, due, late))
    return found


_OWED = (PaymentState.DUE, PaymentState.LATE)


def _checked(session: Session, deal: Deal, terms: Terms) -> dict[str, Any]:
    """Return the columns of a payment; raises for what is missing or makes no sense."""
    vocabularies.check(session, "currencies", terms.currency)
    note = clean(terms.note).strip()
    timeline.refuse_names(deal, {"note": note})
    kept = {"kind": terms.kind, "due": _sane(terms.due), "currency": terms.currency, "note": note}
    shared = _royalty(terms) if terms.kind is PaymentKind.ROYALTY else _instalment(terms)
    missing = [name for name, value in {**kept, **shared}.items() if value is None]
    missing = [name for name in missing if name not in _MAY_LACK[terms.kind]]
    if missing:
        raise Incomplete(missing)
    return {**kept, **shared}


_MAY_LACK = {
    PaymentKind.INSTALMENT: {"rate", "revenue", "period_from", "period_to"},
    PaymentKind.ROYALTY: {"revenue", "amount"},
}


def _instalment(terms: Terms) -> dict[str, Any]:
    empty = dict.fromkeys(("rate", "revenue", "period_from", "period_to"))
    return {"amount": _within(terms.amount, LARGEST), **empty}


def _royalty(terms: Terms) -> dict[str, Any]:
    first, last = _sane(terms.period_from), _sane(terms.period_to)
    revenue, rate = _within(terms.revenue, LARGEST), _within(terms.rate, WHOLE)
    return {
        "rate": rate,
        "revenue": revenue,
        "amount": royalty(revenue, rate),
        "period_from": first,
        "period_to": last if first and last and first <= last else None,
    }


def _within(value: int | None, most: int) -> int | None:
    return value if value is not None and 0 < value <= most else None


def _sane(day: date | None) -> date | None:
    return day if day is not None and day.year in YEARS else None


def _fresh(payment: Payment, version: int) -> None:
    if payment.version != version:
        raise StaleEdit


def _refuse(payment: Payment, *, paid: bool) -> None:
    if (payment.paid_on is not None) is not paid:
        state = payment.state(local_today())
        raise InvalidTransition(payment.deal.code, state, "change")


def _note(session: Session, actor: Actor, payment: Payment, what: str) -> None:
    """Leave a row in the timeline, with the words of codes, days and amounts left to readers."""
    deal = payment.deal
    amount = payment.counted
    values = {
        "payment": f"{what} {payment.kind.value}",
        "payment_due": payment.due,
        **({"payment_amount": f"{amount} {payment.currency}"} if amount else {}),
        **({"payment_on": payment.paid_on} if payment.paid_on else {}),
    }
    timeline.tell(deal, actor, DealEventKind.PAYMENT, text=stages.written(values))
    audit.record(session, actor, f"payment:{what}", deal.code, amount=amount)
    timeline.save(session)
