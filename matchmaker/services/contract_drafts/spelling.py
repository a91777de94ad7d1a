"""Amounts spelled out in Vietnamese, as a contract repeats them behind the figures."""

from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_name, get_currency_precision
from unicode_rbnf import RbnfEngine


def in_words(value: int | None, currency: str) -> str:
    """Spell an amount, kept in the smallest unit of its currency; nothing for none.

    >>> in_words(21_504_105, "VND")
    'Hai mươi mốt triệu năm trăm linh bốn nghìn một trăm linh năm đồng'
    >>> in_words(1_250_005, "USD"), in_words(None, "VND")
    ('Mười hai nghìn năm trăm phẩy không năm đô la Mỹ', '')
    """
    if value is None:
        return ""
    figures = f"{Decimal(value).scaleb(-get_currency_precision(currency)):f}"
    whole, _point, hundredths = figures.partition(".")
    written = " ".join([_number(int(whole)), *_fraction(hundredths), _unit(currency)])
    return written[:1].upper() + written[1:]


def _number(value: int) -> str:
    """Spell a whole number; "linh" is the word of the schoolbooks where Unicode has "lẻ"."""
    return _rules().format_number(value).text.replace(" lẻ ", " linh ")


def _fraction(digits: str) -> list[str]:
    if not digits.strip("0"):
        return []
    zeros = len(digits) - len(digits.lstrip("0"))
    return ["phẩy", *["không"] * zeros, _number(int(digits))]


def _unit(currency: str) -> str:
    if currency == "VND":
        return "đồng"
    name = str(get_currency_name(currency, locale="vi"))
    return name[:1].lower() + name[1:]


@cache
def _rules() -> RbnfEngine:
    return RbnfEngine.for_language("vi")
