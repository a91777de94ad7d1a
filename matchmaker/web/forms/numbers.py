"""Fields for numbers, amounts and days, as people here write them."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal, get_currency_precision
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from matchmaker.matching import quantities
from matchmaker.web.formats import money_in
from matchmaker.web.forms.fields import tidy_line
from matchmaker.web.locale import language

MOST_MONEY = 10**15
_EXACT = 1e-6
_GROUPED = re.compile(r"([1-9]\d{0,2}([., ])\d{3}(?:\2\d{3})*) ?(?:đ|đồng|vnd|vnđ)?", re.IGNORECASE)
"""A whole number in groups of three: here a comma can only separate thousands, as in English."""
_DONG = re.compile(r"\b(?:đ|đồng|dong|vnd|vnđ)\b", re.IGNORECASE)


def whole(written: str) -> int | None:
    """Read a whole number as people write it.

    >>> whole("1.200"), whole("15"), whole("khoảng 15"), whole("1,5")
    (1200, 15, None, None)
    """
    return _exact(written, "", "")


def amount(written: str) -> int | None:
    """Read an amount of VND as people write it.

    >>> amount("1.200.000"), amount("5,000"), amount("1,2 tỷ"), amount("vài triệu")
    (1200000, 5000, 1200000000, None)
    """
    return _exact(written, "đồng", "VND")


def amount_in(written: str, currency: str) -> int | None:
    """Read an amount of ``currency`` in its smallest unit.

    >>> amount_in("12.500,50 USD", "USD"), amount_in("12,500", "JPY"), amount_in("5 đồng", "USD")
    (1250050, 12500, None)
    """
    if currency == "VND":
        return amount(written)
    code = re.escape(currency)
    bare = re.sub(rf"^{code}\s*|\s*{code}$", "", written, flags=re.IGNORECASE)
    scale = 10 ** get_currency_precision(currency)
    return None if _DONG.search(bare) else _exact(bare, "đồng", "VND", scale)


def rate(written: str) -> int | None:
    """Read a rate as hundredths of a per cent.

    >>> rate("2,5 %"), rate("3"), rate("vài phần trăm")
    (250, 300, None)
    """
    return _exact(written.removesuffix("%").strip(), "", "", 100)


def _exact(written: str, unit: str, base: str, scale: int = 1) -> int | None:
    grouped = _GROUPED.fullmatch(written)
    read = quantities.read(re.sub(r"\D", "", grouped[1]) if grouped else written, unit)
    if read is None or read.low != read.high or read.unit != base or read.low < 0:
        return None
    value = read.low * scale
    return round(value) if abs(value - round(value)) < _EXACT else None


class WholeNumberField(IntegerField):
    """A whole number with the separators of the reader's language."""

    widget = TextInput()  # type=number would refuse the separators, and empty the field for it
    read = staticmethod(whole)
    wrong = _("Hãy viết một số nguyên, ví dụ 15 hoặc 1.200.")
    most = 100_000

    def _value(self) -> str:
        if self.raw_data and self.process_errors:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return str(format_decimal(self.data, format="#,##0", locale=language()))

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed; nothing typed is nothing."""
        written = tidy_line(valuelist[0]) if valuelist else ""
        self.data = type(self).read(written) if written else None
        if written and (self.data is None or self.data > self.most):
            self.data = None
            raise ValueError(str(self.wrong))


class AmountField(WholeNumberField):
    """An amount of VND: "1.200.000", "1,2 tỷ"."""

    read = staticmethod(amount)
    wrong = _("Hãy viết số tiền bằng đồng, ví dụ 1.200.000 hoặc 1,2 tỷ.")
    most = MOST_MONEY


class RateField(WholeNumberField):
    """A share of something in per cent, kept in hundredths of one: "2,5 %"."""

    read = staticmethod(rate)
    wrong = _("Hãy viết tỷ lệ phần trăm từ 0,01 đến 100, ví dụ 2,5.")
    most = 10_000

    def _value(self) -> str:
        if self.data is None or (self.raw_data and self.process_errors):
            return super()._value()
        return str(format_decimal(Decimal(self.data) / 100, format="0.##", locale=language()))


class MoneyField(StringField):
    """An amount in the currency that the form's own field ``currency`` says."""

    data: Any
    currency = "VND"

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else money_in(self.data, self.currency)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep what was typed until the currency is known."""
        self.data = tidy_line(valuelist[0]) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        """Read the amount."""
        written, self.currency = self.data, form.currency.data or "VND"
        self.data = amount_in(written, self.currency) if isinstance(written, str) else written
        if written and (self.data is None or self.data > MOST_MONEY):
            self.data = None
            raise ValidationError(
                gettext("Hãy viết số tiền theo loại tiền đã chọn, ví dụ 1.200.000 hoặc 12.500,50.")
            )


class DayField(DateField):
    """A day: from the browser's calendar, or typed as dd/mm/yyyy."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%d/%m/%Y"], **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the day; nothing typed is no day."""
        if not any(valuelist):
            self.data = None
            return
        try:
            super().process_formdata([tidy_line(each) for each in valuelist])
        except ValueError:
            raise ValueError(_("Hãy viết ngày theo dạng ngày/tháng/năm.")) from None
