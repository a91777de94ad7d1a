"""The payments of a deal as its page shows them."""

from typing import Any

from flask_babel import gettext as _

from matchmaker.services import identity
from matchmaker.services.actors import Actor
from matchmaker.services.deals import payments
from matchmaker.web.formats import day, money_in, number
from matchmaker.web.forms import payment as forms
from matchmaker.web.words import payment_words
from models import PATH, Deal, DealStage, Payment, PaymentKind, PaymentState, local_today

TONES = {PaymentState.PAID: "good", PaymentState.DUE: "info", PaymentState.LATE: "bad"}
_SIGNED = PATH[PATH.index(DealStage.CONTRACTED) :]


def shown(viewer: Actor, deal: Deal) -> dict[str, Any] | None:
    """Return what the section of payments needs; nothing before there is anything to pay."""
    if not (deal.payments or deal.value_signed or deal.stage in _SIGNED):
        return None
    today = local_today()
    ordered = sorted(deal.payments, key=lambda each: (each.due, each.id))
    missing = payments.gap(deal)
    return {
        "rows": [row(viewer, each) for each in ordered],
        "sums": payments.sums(deal, today),
        "gap": money_in(abs(missing), deal.currency) if missing else "",
        "too_much": missing > 0,
        "form": forms.payment_form(deal, formdata=None),
        "split": forms.split_form(formdata=None) if deal.value_signed and not ordered else None,
    }


def row(viewer: Actor, payment: Payment) -> dict[str, Any]:
    """Return one payment in words."""
    today = local_today()
    state = payment.state(today)
    return {
        "id": payment.id,
        "version": payment.version,
        "due": payment.due,
        "what": what(payment),
        "amount": amount_of(payment),
        "state": state.value,
        "label": str(payment_words.STATES[state]),
        "tone": TONES[state],
        "late_days": max(0, (today - payment.due).days),
        "paid_on": payment.paid_on,
        "payable": payment.amount is not None,
        "note": identity.shown(viewer, payment.deal.need, payment.note),
    }


def what(payment: Payment) -> str:
    """Say what is paid: an instalment, or a rate of the revenue of a period."""
    if payment.kind is PaymentKind.INSTALMENT:
        return str(payment_words.KINDS[payment.kind])
    return _(
        "%(rate)s %% doanh thu từ %(first)s đến %(last)s",
        rate=number((payment.rate or 0) / 100),
        first=day(payment.period_from),
        last=day(payment.period_to),
    )


def amount_of(payment: Payment) -> str:
    """Write what a payment comes to; what was received where it was not what was owed."""
    if payment.amount is None and payment.paid_amount is None:
        return _("Chờ báo doanh thu")
    received = payment.paid_amount
    written = money_in(payment.counted, payment.currency)
    if received is None or payment.amount in {None, received}:
        return written
    owed = money_in(payment.amount or 0, payment.currency)
    return _("%(received)s (phải trả %(owed)s)", received=written, owed=owed)
