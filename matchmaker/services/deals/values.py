"""What deals are worth: each currency by itself, and of a shared deal each centre's part.

Đồng and foreign currencies are never added up nor compared: nobody says at which day's rate. Parts
are kept in hundredths until they are added up, so that those of a deal's centres are its whole.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from matchmaker.services.deals.credits import WHOLE
from models import Deal, DealCredit, Organisation

DONG = "VND"

Amounts = Mapping[str, int]
"""Sums by currency, each in its smallest unit."""

VALUE = func.coalesce(Deal.value_signed, Deal.value_expected)
CURRENCY = case((Deal.value_signed.is_(None), Deal.expected_currency), else_=Deal.currency)
"""What was signed, else expected, and the currency of it, as ``Deal.value`` has them."""

FOREIGN = and_(VALUE.is_not(None), CURRENCY != DONG)
IN_DONG = case((CURRENCY == DONG, VALUE))
"""The value in đồng; nothing where it is in another currency."""

CENTRE_ID = func.coalesce(DealCredit.centre_id, Deal.centre_id)
PERCENT = func.coalesce(DealCredit.percent, WHOLE)
"""The centre of a share, and how much it is; a deal that nobody shares is all its centre's."""


def shares(query: Select[Any], centre: str = "") -> Select[Any]:
    """Join deals with the shares of their centres, or of the one with the code ``centre``."""
    joined = query.outerjoin(DealCredit, DealCredit.deal_id == Deal.id)
    return joined.where(_id_of(centre) == CENTRE_ID) if centre else joined


def of_centre(code: str) -> ColumnElement[bool]:
    """Return the condition for the deals that a centre follows, alone or with others."""
    centre_id = _id_of(code)
    return (Deal.centre_id == centre_id) | Deal.credits.any(DealCredit.centre_id == centre_id)


_coded = Organisation.__table__.alias("coded")


def _id_of(code: str) -> ColumnElement[int]:
    return select(_coded.c.id).where(_coded.c.code == code).scalar_subquery()


def summed(*, shared: bool) -> ColumnElement[int]:
    """Return the sum of what was signed, in hundredths; ``shared`` where shares are joined."""
    return func.sum(Deal.value_signed * (PERCENT if shared else WHOLE))


def whole(hundredths: Amounts) -> Amounts:
    """Return sums of hundredths in whole smallest units."""
    return ordered({currency: rounded(amount) for currency, amount in hundredths.items()})


def ordered(sums: Amounts) -> Amounts:
    """Return the same sums, đồng first and then by code."""
    return {each: sums[each] for each in sorted(sums, key=lambda each: (each != DONG, each))}


def rounded(hundredths: int) -> int:
    """Return whole smallest units, half of one rounded up."""
    return (hundredths + WHOLE // 2) // WHOLE
