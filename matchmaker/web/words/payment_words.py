"""Payments in words: kinds, states, and what the timeline keeps of them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from matchmaker.web.formats import amount_of, day_of
from models import PaymentKind, PaymentState

KINDS: Mapping[str, Any] = {
    PaymentKind.INSTALMENT: _("Trả một khoản định trước"),
    PaymentKind.ROYALTY: _("Trả theo phần trăm doanh thu"),
}

STATES: Mapping[str, Any] = {
    PaymentState.PAID: _("Đã trả"),
    PaymentState.DUE: _("Chưa đến hạn"),
    PaymentState.LATE: _("Quá hạn"),
}

LABELS: Mapping[str, Any] = {
    "payment": _("Thay đổi"),
    "payment_due": _("Hạn trả"),
    "payment_amount": _("Số tiền"),
    "payment_on": _("Ngày nhận tiền"),
}

_CHANGES: Mapping[str, Any] = {
    "added": _("Thêm khoản thanh toán"),
    "changed": _("Sửa khoản thanh toán"),
    "removed": _("Bỏ khoản thanh toán"),
    "paid": _("Nhận tiền"),
    "unpaid": _("Ghi lại là chưa nhận tiền"),
}


def in_words(name: str, raw: str) -> str:
    """Write what the timeline keeps of a payment under ``name`` as people read it."""
    first, _space, second = raw.partition(" ")
    if name == "payment_amount":
        return amount_of(raw)
    if name == "payment":
        return f"{_CHANGES.get(first, first)}: {KINDS.get(second, second)}"
    return day_of(raw)
