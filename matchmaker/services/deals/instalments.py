"""Even instalments, and days whole months apart."""

from calendar import monthrange
from datetime import date

MOST = 12


def after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of a shorter month.

    >>> after(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def even(amount: int, count: int, first: date) -> list[tuple[date, int]]:
    """Split ``amount`` into ``count`` parts, monthly; the first parts take what is left over.

    >>> even(100, 3, date(2026, 1, 31))  # doctest: +NORMALIZE_WHITESPACE
    [(datetime.date(2026, 1, 31), 34), (datetime.date(2026, 2, 28), 33),
     (datetime.date(2026, 3, 31), 33)]
    """
    part, rest = divmod(amount, count)
    return [(after(first, place), part + (place < rest)) for place in range(count)]
