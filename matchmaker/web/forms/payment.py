"""Forms of what is paid for a technology, and when."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from matchmaker.services import identity
from matchmaker.services.deals import instalments
from matchmaker.services.deals.payments import Terms
from matchmaker.web.access import actor
from matchmaker.web.forms.fields import Needed, choices_of, line
from matchmaker.web.forms.numbers import DayField, MoneyField, RateField
from matchmaker.web.words import payment_words
from models import Deal, Payment, PaymentKind, local_today

_NOTE = 300


class PaymentForm(FlaskForm):
    """One payment; a royalty asks for its period and rate, and for the revenue once reported."""

    kind = RadioField(
        _("Cách trả"),
        choices=[SelectChoice(str(kind), label) for kind, label in payment_words.KINDS.items()],
    )
    due = DayField(_("Hạn trả"), validators=[Needed()])
    currency = SelectField(_("Loại tiền"), choices=lambda: choices_of("currencies"))
    amount = MoneyField(
        _("Số tiền"), description=_("Ví dụ: 120 triệu; 1,2 tỷ; 1.200.000.000; 12.500,50.")
    )
    rate = RateField(_("Tỷ lệ trên doanh thu (%)"), description=_("Ví dụ: 2,5."))
    period_from = DayField(_("Doanh thu từ ngày"))
    period_to = DayField(_("Đến ngày"))
    revenue = MoneyField(
        _("Doanh thu đã báo"),
        description=_("Để trống khi bên nhận chưa báo; số phải trả được tính từ đây."),
    )
    note = line(_("Ghi chú"), _NOTE, description=_("Các bên đều đọc được."))

    def terms(self) -> Terms:
        """Return what was agreed on."""
        kind = PaymentKind(self.kind.data or PaymentKind.INSTALMENT)
        names = ("due", "amount", "rate", "revenue", "period_from", "period_to")
        values: dict[str, Any] = {name: self[name].data for name in names}
        note, currency = self.note.data or "", self.currency.data or "VND"
        return Terms(kind=kind, currency=currency, note=note, **values)


class PaidForm(FlaskForm):
    """When a payment came in, and how much."""

    paid_on = DayField(_("Ngày nhận tiền"), validators=[Needed()])
    paid_amount = MoneyField(_("Số tiền nhận được"), validators=[Needed()])
    currency = SelectField(_("Loại tiền"), validate_choice=False)


class SplitForm(FlaskForm):
    """The signed value in even parts."""

    count = SelectField(
        _("Số đợt"),
        choices=[SelectChoice(str(each), str(each)) for each in range(1, instalments.MOST + 1)],
        coerce=lambda value: int(value) if str(value).isdecimal() else None,
    )
    first = DayField(_("Hạn của đợt đầu"), validators=[Needed()])


def payment_form(deal: Deal, payment: Payment | None = None, **options: Any) -> PaymentForm:
    """Return the form of a payment, present or new."""
    new = {"kind": PaymentKind.INSTALMENT.value, "currency": deal.currency}
    form = PaymentForm(data=_present(payment) if payment else new, prefix="payment", **options)
    for each in (form.amount, form.revenue):
        each.currency = payment.currency if payment else deal.currency
    return form


def _present(payment: Payment) -> dict[str, Any]:
    """Return what is stored, its words as the viewer may read them."""
    note = identity.shown(actor(), payment.deal.need, payment.note)
    names = ("due", "currency", "amount", "rate", "revenue", "period_from", "period_to")
    stored = {name: getattr(payment, name) for name in names}
    return {**stored, "kind": payment.kind.value, "note": note}


def paid_form(payment: Payment, **options: Any) -> PaidForm:
    """Return the form that notes a payment as paid: today and in full, unless told."""
    usual = {"paid_on": local_today(), "paid_amount": payment.amount}
    form = PaidForm(data={**usual, "currency": payment.currency}, prefix="paid", **options)
    form.currency.choices = [SelectChoice(payment.currency, payment.currency)]
    form.paid_amount.currency = payment.currency
    return form


def split_form(**options: Any) -> SplitForm:
    """Return the form that plans even instalments, the first a month from now."""
    first = instalments.after(local_today(), 1)
    return SplitForm(data={"count": 2, "first": first}, prefix="split", **options)
