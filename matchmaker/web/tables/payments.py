"""Payments as a table."""

from collections.abc import Mapping, Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from matchmaker.services.deals import payment_totals, values
from matchmaker.services.deals.credits import WHOLE
from matchmaker.services.deals.payment_totals import Total
from matchmaker.web import cards, deal_lists, deal_money
from matchmaker.web.formats import units
from matchmaker.web.locale import language
from matchmaker.web.spreadsheets import Column
from matchmaker.web.words import payment_words
from models import Organisation, Payment, PaymentState, local_today


def _amount(payment: Payment) -> int | float | None:
    counted = payment.paid_amount if payment.paid_amount is not None else payment.amount
    return None if counted is None else units(counted, payment.currency)


_SUMS: Mapping[PaymentState, LazyString] = {
    PaymentState.PAID: _("Đã nhận"),
    PaymentState.DUE: _("Chưa đến hạn"),
    PaymentState.LATE: _("Quá hạn"),
}


def totals(centres: Sequence[Organisation]) -> list[Column]:
    """Return the columns of the sums of ``centres``, by year and currency."""
    names = {each.id: each.name(language()) for each in centres}

    def sum_of(state: PaymentState, title: LazyString) -> Column:
        def amount(total: Total) -> int | float:
            return units(values.rounded(total.amounts[state]), total.currency)

        return Column(title, amount)

    return [
        Column(_("Trung tâm"), lambda total: names[total.centre_id], 40),
        Column(_("Năm"), lambda total: str(total.year), 8),
        Column(_("Loại tiền"), lambda total: total.currency, 8),
        *(sum_of(state, title) for state, title in _SUMS.items()),
    ]


def columns(centre_id: int) -> list[Column]:
    """Return the columns, the last of them with what counts for a centre."""

    def share(payment: Payment) -> int | float:
        return units(payment_totals.share(payment, centre_id) / WHOLE, payment.currency)

    return [
        Column(_("Mã"), lambda each: each.deal.code),
        Column(_("Nhu cầu"), lambda each: cards.title_of(each.deal.need), 50),
        Column(_("Bên cầu"), lambda each: deal_lists.firm(each.deal), 36),
        Column(_("Công nghệ"), lambda each: each.deal.technology.title(language()), 50),
        Column(_("Cách trả"), deal_money.what, 36),
        Column(_("Hạn trả"), lambda each: each.due, 12),
        Column(_("Trạng thái"), lambda each: str(payment_words.STATES[each.state(local_today())])),
        Column(_("Ngày nhận tiền"), lambda each: each.paid_on, 12),
        Column(_("Số tiền"), _amount),
        Column(_("Loại tiền"), lambda each: each.currency, 8),
        Column(_("Phần của trung tâm"), share),
    ]
