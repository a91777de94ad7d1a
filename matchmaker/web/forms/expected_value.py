"""The form of what a deal is expected to be worth."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, SelectField
from wtforms.validators import ValidationError

from matchmaker.web.forms.fields import choices_of
from matchmaker.web.forms.numbers import MoneyField
from models import Deal


def _above_nothing(_form: object, field: Field) -> None:
    if field.data == 0:
        raise ValidationError(
            gettext("Hãy viết số tiền lớn hơn 0, hoặc để trống khi chưa biết giá trị.")
        )


class ExpectedValueForm(FlaskForm):
    """About how much, and in which currency; an empty amount says that nobody knows yet."""

    amount = MoneyField(
        _("Giá trị dự kiến"),
        [_above_nothing],
        description=_("Ví dụ: 20 triệu; 1,2 tỷ; 20.000.000. Để trống khi chưa biết."),
    )
    currency = SelectField(_("Loại tiền"), choices=lambda: choices_of("currencies"))


def expected_value_form(deal: Deal, **options: Any) -> ExpectedValueForm:
    """Return the form, filled with what is expected now."""
    present = {"amount": deal.value_expected, "currency": deal.expected_currency}
    form = ExpectedValueForm(data=present, prefix="expected", **options)
    form.amount.currency = deal.expected_currency
    return form
