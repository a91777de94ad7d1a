"""The forms of a contract's duties."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from matchmaker.services import identity
from matchmaker.services.duties import clearance
from matchmaker.services.duties.clearance import Standing
from matchmaker.services.duties.registration import Question, Registration
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from matchmaker.web.forms.fields import Needed, VocabularySelectField, choice, line, text
from matchmaker.web.forms.numbers import DayField
from matchmaker.web.locale import language
from matchmaker.web.words.duty_words import LABELS
from models import ClearanceStep, Deal, VocabularyEntry


class FilingForm(FlaskForm):
    """When the papers were filed, and the certificate."""

    filed_on = DayField(LABELS["filed_on"], validators=[Needed()])
    certificate_number = line(LABELS["certificate_number"], 100)
    certificate_date = DayField(LABELS["certificate_date"])


class FundingForm(FlaskForm):
    """How the State paid for the result."""

    state_funding = choice(LABELS["state_funding"], clearance.FUNDING, needed=True)
    task_code = line(LABELS["task_code"], 100)


class _StepForm(FlaskForm):
    """What a request and a decision share."""

    on = DayField(_("Ngày của văn bản"), validators=[Needed()])
    reference = line(LABELS["reference"], 200)
    note = text(LABELS["clearance_note"], 1000)


def _codes(decided: bool) -> list[SelectChoice]:
    """Return the codes of clearance; those of a decision leave out what is still open."""
    open_ = {Standing.OPEN, Standing.WAITING} if decided else {Standing.OPEN}
    return [
        SelectChoice(entry.code, entry.name(language()))
        for entry in clearance.codes(db.session)
        if entry.attributes.get("standing") not in open_
    ]


class ClearanceForm(_StepForm):
    """A request for rights, or what is settled already."""

    status = VocabularySelectField(
        LABELS["clearance"], [Needed()], entries=lambda: _codes(decided=False)
    )
    authority = line(
        LABELS["authority"],
        200,
        description=_("Cơ quan được đề nghị, ví dụ Sở Khoa học và Công nghệ."),
    )


class DecisionForm(_StepForm):
    """What an authority has decided."""

    status = VocabularySelectField(
        _("Quyết định"), [Needed()], entries=lambda: _codes(decided=True)
    )


def registration(questions: list[Question], known: Registration, **options: Any) -> FlaskForm:
    """Return the form of the questions, filled with what was answered."""
    fields = {each.entry.code: _question(each) for each in questions}
    form = type("RegistrationForm", (FlaskForm,), fields)
    return form(data=dict(known.chosen), prefix="registration-", **options)


def _question(question: Question) -> RadioField:
    named = [_named(each) for each in question.options]
    return RadioField(
        _named(question.entry).label, [Needed()], choices=named, validate_choice=False
    )


def _named(entry: VocabularyEntry) -> SelectChoice:
    return SelectChoice(entry.code, entry.name(language()))


def filing(deal: Deal, **options: Any) -> FilingForm:
    """Return the form of filing, filled with what is known."""
    present = {
        "filed_on": deal.registration_filed_on,
        "certificate_number": identity.shown(actor(), deal.need, deal.certificate_number),
        "certificate_date": deal.certificate_date,
    }
    return FilingForm(data=present, prefix="filing-", **options)


def funding(deal: Deal, **options: Any) -> FundingForm:
    """Return the form of funding, filled from the deal or its technology."""
    present = {
        "state_funding": clearance.funding_of(deal),
        "task_code": identity.shown(
            actor(), deal.need, deal.task_code or deal.technology.task_code
        ),
    }
    return FundingForm(data=present, prefix="funding-", **options)


def asking(**options: Any) -> ClearanceForm:
    """Return the form of a request."""
    return ClearanceForm(data={"status": "requested"}, prefix="clearance-", **options)


def decision(step: ClearanceStep, **options: Any) -> DecisionForm:
    """Return the form of the decision of ``step``."""
    return DecisionForm(prefix=f"decision{step.id}-", **options)
