"""Totals of payments and the records behind them: what a URL asks for, rows, and the export."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for

from matchmaker.services.deals import payment_totals, values
from matchmaker.services.deals.credits import WHOLE
from matchmaker.services.deals.payment_totals import Filters, Total
from matchmaker.web import cards, deal_lists, deal_money
from matchmaker.web.access import actor
from matchmaker.web.context import name_of
from matchmaker.web.formats import money_in
from matchmaker.web.locale import language
from models import Organisation, Payment, PaymentState

_MOST_DIGITS = 9


def filters(readable: Sequence[Organisation]) -> Filters | None:
    """Return what the URL asks for, of a centre that may be read; the first one unless told."""
    ids = [each.id for each in readable]
    centre_id = _number("centre") or next(iter(ids), 0)
    if centre_id not in ids:
        return None
    currency, state = request.args.get("currency", ""), request.args.get("state", "")
    return Filters(
        centre_id=centre_id,
        year=_number("year"),
        currency=currency if currency.isascii() and currency.isalpha() else "",
        state=PaymentState(state) if state in set(PaymentState) else None,
    )


def asked_year() -> int | None:
    """Return the year that the URL asks for."""
    return _number("year")


def _number(name: str) -> int | None:
    given = request.args.get(name, "")
    fits = given.isascii() and given.isdecimal() and len(given) <= _MOST_DIGITS
    return int(given) if fits else None


def tables(rows: Sequence[Total], readable: Sequence[Organisation]) -> list[dict[str, Any]]:
    """Return a table for each currency, the dong first; every figure leads to its records."""
    names = {each.id: each.name(language()) for each in readable}
    currencies = sorted({row.currency for row in rows}, key=lambda code: (code != "VND", code))
    return [
        {
            "currency": currency,
            "name": name_of(currency, "currencies"),
            "rows": [_row(each, names) for each in rows if each.currency == currency],
            "sum": _written(
                payment_totals.added(row for row in rows if row.currency == currency), currency
            ),
            "urls": _urls(centre=readable[0].id, year=asked_year(), currency=currency)
            if len(readable) == 1
            else {},
        }
        for currency in currencies
    ]


def _row(total: Total, names: dict[int, str]) -> dict[str, Any]:
    return {
        "centre": names[total.centre_id],
        "year": total.year,
        "amounts": _written(total.amounts, total.currency),
        "urls": _urls(centre=total.centre_id, year=total.year, currency=total.currency),
    }


def _urls(**asked: Any) -> dict[str, str]:
    """Return where the records behind a figure are listed, by state."""
    return {
        state.value: url_for("deals.payment_list", **asked, state=state.value)
        for state in PaymentState
    }


def _written(amounts: dict[PaymentState, int], currency: str) -> dict[str, str]:
    return {
        state.value: money_in(values.rounded(amount), currency) if amount else ""
        for state, amount in amounts.items()
    }


def record(payment: Payment, centre_id: int) -> dict[str, Any]:
    """Return one payment as a row of the list, with what of it counts for the centre."""
    deal, share = payment.deal, payment_totals.share(payment, centre_id)
    return {
        **deal_money.row(actor(), payment),
        "deal": deal.code,
        "title": cards.title_of(deal.need),
        "technology": deal.technology.title(language()),
        "firm": deal_lists.firm(deal),
        "share": money_in(values.rounded(share), payment.currency) if share else "–",
        "is_part": share != payment.counted * WHOLE,
    }
