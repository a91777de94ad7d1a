"""The form that merges a centre into another."""

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from matchmaker.web.forms.fields import CHOOSE, NOT_IN_LIST
from matchmaker.web.forms.numbers import DayField
from matchmaker.web.locale import language
from models import Organisation, local_today


def _not_ahead(_form: object, field: Field) -> None:
    if field.data is None or field.data > local_today():
        raise ValidationError(gettext("Hãy ghi ngày đã sáp nhập, không muộn hơn hôm nay."))


class MergerForm(FlaskForm):
    """Into which centre, on which day; the person says that they have looked at what moves."""

    into = SelectField(
        _("Sáp nhập vào"),
        [InputRequired(_("Hãy chọn trung tâm."))],
        validate_choice=True,
    )
    on = DayField(_("Ngày sáp nhập"), validators=[_not_ahead])
    sure = BooleanField(
        _("Tôi đã xem những gì sẽ chuyển và hiểu rằng việc này không hoàn tác được."),
        [InputRequired(_("Hãy xác nhận trước khi sáp nhập."))],
    )

    def offer(self, centres: Iterable[Organisation]) -> None:
        """Let one of ``centres`` be chosen."""
        named = [SelectChoice(each.code, each.name(language())) for each in centres]
        self.into.choices = [SelectChoice("", str(CHOOSE)), *named]
        self.into.invalid_choice_message = NOT_IN_LIST
