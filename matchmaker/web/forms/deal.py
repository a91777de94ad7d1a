"""Forms of following a deal; :mod:`matchmaker.services.deals.stages` says what a move asks for."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from matchmaker.services import identity
from matchmaker.services.deals import stages
from matchmaker.services.deals.stages import Evidence, Kind
from matchmaker.web.access import actor
from matchmaker.web.context import names
from matchmaker.web.extensions import db
from matchmaker.web.forms.fields import (
    CHOOSE,
    CheckboxesField,
    Needed,
    line,
    text,
)
from matchmaker.web.forms.numbers import DayField, MoneyField
from matchmaker.web.words.deal_words import CHOICES, HINTS, LABELS
from models import Deal, DealStage, User, local_today

_MOST = 4000
FIRST_STEPS: Mapping[DealStage, Any] = {
    DealStage.PROPOSED: _("Gọi điện cho hai bên, xác nhận mối quan tâm"),
    DealStage.INTRODUCED: _("Hẹn hai bên trao đổi trực tiếp, ghi lại ý kiến mỗi bên"),
    DealStage.QUALIFIED: _("Khảo sát tại chỗ, đối chiếu các yêu cầu bắt buộc"),
    DealStage.TRIAL: _("Chốt kế hoạch thử nghiệm: nơi làm, thời gian, chỉ tiêu đo"),
    DealStage.NEGOTIATION: _("Thống nhất giá, phương thức và quyền chuyển giao"),
    DealStage.CONTRACTED: _("Kiểm tra nghĩa vụ đăng ký chuyển giao công nghệ"),
    DealStage.IMPLEMENTING: _("Theo dõi bàn giao, đào tạo và chạy thử"),
    DealStage.PAUSED: _("Gọi lại hai bên, xem đã tiếp tục được chưa"),
}
"""What usually comes first in a stage; the form is filled with it."""


def _ahead(_form: object, field: Field) -> None:
    if field.data and field.data <= local_today():
        raise ValidationError(gettext("Hãy chọn một ngày sau hôm nay."))


def not_ahead(_form: object, field: Field) -> None:
    """Refuse a day that has not come yet."""
    if field.data and field.data > local_today():
        raise ValidationError(gettext("Ngày này chưa tới. Hãy ghi ngày đã diễn ra."))


def not_behind(_form: object, field: Field) -> None:
    """Refuse a day that is over."""
    if field.data and field.data < local_today():
        raise ValidationError(gettext("Hạn này đã qua. Hãy chọn hôm nay hoặc một ngày sau."))


class StepForm(FlaskForm):
    """The one next step of an open deal."""

    next_step = line(
        LABELS["next_step"], 300, needed=True, description=_("Một việc cụ thể, ai đọc cũng hiểu.")
    )
    owner = SelectField(LABELS["owner"], [Needed()], coerce=int)
    due = DayField(LABELS["due"], validators=[Needed(), not_behind])


class NoteForm(FlaskForm):
    """A note in the timeline."""

    text = text(_("Ghi chú"), _MOST, needed=True)
    private = BooleanField(
        _("Ghi chú riêng của trung tâm"),
        description=_("Chỉ cán bộ của trung tâm đọc được; hai bên và cơ quan quản lý không thấy."),
    )


class OfficerForm(FlaskForm):
    """Who follows the deal."""

    officer = SelectField(_("Người phụ trách"), [Needed()], coerce=int)


class DeclineForm(FlaskForm):
    """Why a centre declines a match."""

    reason = SelectField(
        _("Lý do"),
        [DataRequired(_("Hãy chọn lý do."))],
        choices=lambda: _codes(stages.FIELDS["loss_reason"]),
    )
    note = text(_("Nói rõ thêm"), 1000)


def sent_version() -> int:
    """Return the version of the record that the form was opened on; -1 for a forged one."""
    sent = request.form.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1  # noqa: PLR2004


def people(officers: list[User]) -> list[SelectChoice]:
    """Return choices of persons."""
    return [SelectChoice(each.id, each.display_name) for each in officers]


def step_form(deal: Deal, officers: list[User], **options: Any) -> StepForm:
    """Return the form of the present next step."""
    present = {
        "next_step": identity.shown(actor(), deal.need, deal.next_step),
        "owner": deal.next_step_owner_id,
        "due": deal.next_step_due,
    }
    form = StepForm(data=present, **options)
    form.owner.choices = people(officers)
    return form


def officer_form(deal: Deal, officers: list[User], **options: Any) -> OfficerForm:
    """Return the form that gives the deal to a colleague."""
    form = OfficerForm(data={"officer": deal.officer_id}, **options)
    form.officer.choices = people(officers)
    return form


def move_form(deal: Deal, stage: DealStage, officers: list[User]) -> FlaskForm:
    """Return the form of one move: its evidence and, where the deal stays open, the next step."""
    asked = stages.demand(deal, stage)
    alone = {group[0] for group in asked.required if len(group) == 1}
    fields = {name: _field(deal, name, needed=name in alone) for name in asked.names}
    base = StepForm if stage.is_open else FlaskForm
    form = type("MoveForm", (base,), fields)(data=_beginning(deal, stage))
    if "value_signed" in form:
        form.value_signed.currency = deal.value[1]
    if stage.is_open:
        form.owner.choices = people(officers)
    return form


def _beginning(deal: Deal, stage: DealStage) -> dict[str, Any]:
    """Return what the form is filled with: what is known already, and the usual first step."""
    answers = {f"{each.party}_answer": each.code for each in deal.match.answers}
    value, currency = deal.value
    return {
        **answers,
        "contract_number": deal.contract_number,
        "contract_date": deal.contract_date or local_today(),
        "value_signed": value,
        "currency": currency,
        "transfer_right": deal.transfer_right or deal.technology.transfer_right,
        "transfer_form": deal.transfer_form or deal.technology.transfer_form,
        "transfer_method": _methods(deal),
        "acceptance_date": local_today(),
        "resume_on": stages.default_due(db.session, DealStage.PAUSED),
        "next_step": str(FIRST_STEPS.get(stage, "")),
        "owner": deal.next_step_owner_id or deal.officer_id,
        "due": stages.default_due(db.session, stage),
    }


def _methods(deal: Deal) -> list[str]:
    return (
        deal.transfer_method.split("|")
        if deal.transfer_method
        else deal.technology.transfer_methods
    )


def _field(deal: Deal, name: str, *, needed: bool) -> Field:
    evidence = stages.FIELDS[name]
    make = _MAKERS[evidence.kind]
    options = {"description": HINTS.get(name, ""), "validators": [Needed()] if needed else []}
    return make(deal, evidence, LABELS[name], needed, options)


_Maker = Callable[[Deal, Evidence, Any, bool, dict[str, Any]], Field]


def _text(_deal: Deal, _evidence: Evidence, label: Any, needed: bool, options: Any) -> Field:
    return text(label, _MOST, needed=needed, description=options["description"])


def _line(_deal: Deal, _evidence: Evidence, label: Any, needed: bool, options: Any) -> Field:
    return line(label, 100, needed=needed, description=options["description"])


def _day(_deal: Deal, evidence: Evidence, label: Any, _needed: bool, options: Any) -> Field:
    options["validators"].append(not_ahead if evidence.past else _ahead)
    return DayField(label, **options)


def _amount(_deal: Deal, _evidence: Evidence, label: Any, _needed: bool, options: Any) -> Field:
    return MoneyField(label, **options)


def _code(_deal: Deal, evidence: Evidence, label: Any, _needed: bool, options: Any) -> Field:
    return SelectField(label, choices=_codes(evidence), **options)


def _codes(evidence: Evidence) -> list[SelectChoice]:
    """Return the codes that ``evidence`` may take, by name, the empty choice first."""
    return [SelectChoice("", str(CHOOSE)), *_named(evidence)]


def _named(evidence: Evidence) -> list[SelectChoice]:
    known = names(evidence.vocabulary)
    return [SelectChoice(code, known[code]) for code in stages.codes(db.session, evidence)]


def _several(_deal: Deal, evidence: Evidence, label: Any, _needed: bool, options: Any) -> Field:
    return CheckboxesField(label, choices=_named(evidence), **options)


def _choice(_deal: Deal, evidence: Evidence, label: Any, _needed: bool, options: Any) -> Field:
    named = [SelectChoice(code, CHOICES[evidence.name][code]) for code in evidence.choices]
    return RadioField(label, choices=named, validate_choice=False, **options)


def _ticks(deal: Deal, _evidence: Evidence, label: Any, _needed: bool, options: Any) -> Field:
    rows = stages.hard_requirements(deal)
    named = [SelectChoice(str(each.id), stages.requirement_text(each)) for each in rows]
    return CheckboxesField(label, choices=named, **options)


def _file(_deal: Deal, _evidence: Evidence, label: Any, _needed: bool, options: Any) -> Field:
    return FileField(label, **options)


_MAKERS: Mapping[Kind, _Maker] = {
    Kind.TEXT: _text,
    Kind.LINE: _line,
    Kind.DATE: _day,
    Kind.MONEY: _amount,
    Kind.CODE: _code,
    Kind.CODES: _several,
    Kind.CHOICE: _choice,
    Kind.TICKS: _ticks,
    Kind.FILE: _file,
}
