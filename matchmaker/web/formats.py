"""Numbers, money and dates as people here write them."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, get_currency_precision
from flask import Flask
from flask_babel import get_timezone, gettext

from matchmaker.web.locale import language
from models import VIETNAM, local_today

_STEPS_VI = ((10**9, "tỷ đồng"), (10**6, "triệu đồng"))
_STEPS_EN = ((10**9, "billion VND"), (10**6, "million VND"))


def number(value: float | Decimal, digits: int = 2) -> str:
    """Write ``value`` with the separators of the language: 1.234.567,89 or 1,234,567.89."""
    pattern = "#,##0." + "#" * digits if digits else "#,##0"
    return str(format_decimal(value, format=pattern, locale=language()))


def money(amount: int | None, currency: str = "VND") -> str:
    """Write an amount of VND short and exact enough: "1,25 tỷ đồng"; of others in full.

    Babel's compact form rounds 1.25 tỷ to 1, so amounts are rounded here, to two decimals.
    """
    if amount is None:
        return ""
    if currency != "VND":
        return money_in(amount, currency)
    for size, unit in _STEPS_EN if language() == "en" else _STEPS_VI:
        if abs(amount) >= size:
            scaled = (Decimal(amount) / size).quantize(Decimal("0.01"), ROUND_HALF_UP)
            return f"{number(scaled)} {unit}"
    return f"{number(amount)} {'VND' if language() == 'en' else 'đồng'}"


def money_in(amount: int, currency: str) -> str:
    """Write an exact amount, counted in the smallest unit of ``currency``: "12.500,50 USD"."""
    if currency == "VND":
        return f"{number(amount, 0)} {'VND' if language() == 'en' else 'đồng'}"
    units = Decimal(amount).scaleb(-get_currency_precision(currency))
    return str(format_currency(units, currency, "#,##0.00 ¤¤", locale=language()))


def amount_of(written: str) -> str:
    """Write an amount kept as "1250050 USD" like :func:`money_in`; anything else as it is."""
    number, _space, currency = written.partition(" ")
    return money_in(int(number), currency) if number.isdecimal() and currency else written


def currency_name(currency: str) -> str:
    """Write what an amount is counted in: "đồng", "USD"."""
    return "đồng" if currency == "VND" and language() != "en" else currency


def units(amount: float, currency: str) -> int | float:
    """Return an amount of smallest units in whole units of its currency: dollars, and not cents."""
    digits = get_currency_precision(currency)
    return round(amount / 10**digits, digits) if digits else round(amount)


def money_range(low: int | None, high: int | None) -> str:
    """Write a span of amounts; one bound alone as "from" or "up to"."""
    if low is not None and high is not None:
        return money(low) if low == high else f"{money(low)} – {money(high)}"
    if low is not None:
        return gettext("từ %(amount)s", amount=money(low))
    if high is not None:
        return gettext("đến %(amount)s", amount=money(high))
    return ""


def percent(share: float) -> str:
    """Write a share of 1 as whole per cent: 0.321 → "32 %"."""
    return f"{number(round(share * 100), 0)} %"


def day(value: date | datetime | None) -> str:
    """Write a day as dd/MM/yyyy, in Viet Nam's time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(get_timezone())
    return str(format_date(value, format="dd/MM/yyyy", locale=language()))


def day_of(written: str) -> str:
    """Write a day kept as yyyy-MM-dd like :func:`day`; anything else as it is."""
    try:
        return day(date.fromisoformat(written))
    except ValueError:
        return written


def moment(value: datetime | None) -> str:
    """Write a moment as HH:mm dd/MM/yyyy, in Viet Nam's time."""
    if value is None:
        return ""
    local = value.astimezone(get_timezone())
    return str(format_datetime(local, format="HH:mm dd/MM/yyyy", locale=language()))


def days_since(value: datetime | date | None) -> int:
    """Count the whole days since ``value``; negative for a day to come."""
    if value is None:
        return 0
    start = value.astimezone(VIETNAM).date() if isinstance(value, datetime) else value
    return (local_today() - start).days


def dialled(phone: str) -> str:
    """Return a telephone number, the first of several, as a ``tel:`` link has it (RFC 3966).

    >>> dialled("(0292) 3.831.530 / 0912 345 678")
    '02923831530'
    """
    first = re.split("[/;,]", phone)[0]
    digits = "".join(char for char in first if char in "0123456789")
    return f"+{digits}" if phone.strip().startswith("+") else digits


def init_app(app: Flask) -> None:
    """Give the formats to templates, as filters."""
    for write in (number, money, money_in, percent, day, moment, days_since, dialled):
        app.add_template_filter(write)
    app.add_template_global(money_range)
