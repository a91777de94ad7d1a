"""The forms that add a rule of law, and end one."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from matchmaker.services import rules
from matchmaker.services.duties import registration
from matchmaker.web.forms.fields import NOT_IN_LIST
from matchmaker.web.forms.numbers import DayField
from matchmaker.web.forms.vocabulary import VocabularyEntryForm, attribute_fields
from matchmaker.web.locale import language
from models import VocabularyEntry, local_today

_LONGEST_CODE = 60


class RuleForm(VocabularyEntryForm):
    """What a new rule says, where it stands, and from when it holds."""

    code = StringField(
        _l("Mã"),
        [InputRequired(), Length(max=_LONGEST_CODE)],
        description=_l("Chữ thường không dấu, số, dấu chấm và gạch dưới; đặt rồi không đổi được."),
    )
    valid_from = DayField(
        _l("Có hiệu lực từ ngày"),
        validators=[InputRequired()],
        description=_l("Hợp đồng ký trước ngày này không chịu quy tắc mới."),
    )
    before = SelectField(
        _l("Đứng trước"),
        description=_l("Thứ tự hiện trên trang; quy tắc đăng ký đứng trước được xét trước."),
        validate_choice=True,
    )


class QuestionForm(RuleForm):
    """A question about a contract, or an answer to one."""

    parent = SelectField(_l("Là câu trả lời của câu hỏi"), validate_choice=True)


class RepealForm(FlaskForm):
    """From which day on a rule holds no longer."""

    day = DayField(_l("Hết hiệu lực từ ngày"), validators=[InputRequired()])


def rule_form(vocabulary: str, entries: Sequence[VocabularyEntry]) -> RuleForm:
    """Return the form of a rule that joins ``entries``."""
    base = QuestionForm if vocabulary == registration.QUESTIONS else RuleForm
    fields = attribute_fields(rules.attribute_names(entries))
    form: RuleForm = type("NewRuleForm", (base,), fields)(data={"valid_from": local_today()})
    present = [each for each in entries if each.valid_to is None]
    _offer(form.before, gettext("Cuối danh mục"), present)
    if "parent" in form:
        tops = [each for each in present if each.parent is None]
        _offer(form["parent"], gettext("Không: đây là một câu hỏi"), tops)
    return form


def _offer(field: SelectField, none: str, entries: Sequence[VocabularyEntry]) -> None:
    named = [SelectChoice(each.code, each.name(language())) for each in entries]
    field.choices = [SelectChoice("", none), *named]
    field.invalid_choice_message = NOT_IN_LIST


def repeal_form() -> RepealForm:
    """Return the form that ends a rule, today unless another day is given."""
    return RepealForm(data={"day": local_today()})
