"""Forms of who takes part in a deal, its milestones and its calls."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from matchmaker.services import organisations
from matchmaker.services.deals import credits as deal_credits
from matchmaker.web.extensions import db
from matchmaker.web.forms.deal import not_ahead
from matchmaker.web.forms.fields import CHOOSE, choice, line
from matchmaker.web.forms.numbers import DayField, WholeNumberField
from matchmaker.web.locale import language
from models import Deal, Organisation, local_today


class PartyForm(FlaskForm):
    """In which role an organisation takes part."""

    role = choice(_("Vai trò trong chuỗi"), "deal_roles", needed=True)


class PercentField(WholeNumberField):
    """A share of the credit, in per cent."""

    wrong = _("Hãy viết một số nguyên từ 0 đến 100.")
    most = deal_credits.WHOLE


class TickForm(FlaskForm):
    """When a milestone was reached."""

    reached_on = DayField(_("Ngày đạt mốc"), validators=[not_ahead])
    note = line(_("Ghi thêm (không bắt buộc)"), 300)


class CallForm(FlaskForm):
    """What was said in a call."""

    said = line(_("Ghi thêm (không bắt buộc)"), 1000)


def tick_form(**options: Any) -> TickForm:
    """Return the form of a milestone, filled with today."""
    return TickForm(data={"reached_on": local_today()}, **options)


def shares_form(deal: Deal, **options: Any) -> FlaskForm:
    """Return the form of the shares: a field for each centre of the deal, and one more centre.

    Where supply and demand lie in different provinces it proposes halves to the other's centre.
    """
    known = deal_credits.shares(deal)
    partner = deal_credits.partner(db.session, deal)
    half = deal_credits.WHOLE // 2
    fields: dict[str, Any] = {
        field_of(centre): PercentField(
            centre.name(language()), default=half if partner else percent
        )
        for centre, percent in known
    }
    fields["centre"] = SelectField(_("Thêm trung tâm"), default=partner.code if partner else "")
    fields["percent"] = PercentField(
        _("Phần của trung tâm thêm vào"), default=half if partner else None
    )
    form: FlaskForm = type("SharesForm", (FlaskForm,), fields)(**options)
    others = organisations.centres(db.session)
    form.centre.choices = [
        SelectChoice("", str(CHOOSE)),
        *(
            SelectChoice(each.code, each.name(language()))
            for each in others
            if each not in {centre for centre, _percent in known}
        ),
    ]
    return form


def field_of(centre: Organisation) -> str:
    """Return the name of the field with the share of ``centre``."""
    return f"percent_{centre.id}"


def percents(deal: Deal, form: FlaskForm) -> dict[Organisation, int]:
    """Return the shares that were typed; nothing typed is no share."""
    found = {
        centre: form[field_of(centre)].data or 0 for centre, _percent in deal_credits.shares(deal)
    }
    chosen = organisations.find(db.session, form.centre.data or "")
    return {**found, **({chosen: form.percent.data or 0} if chosen else {})}


def pressed(name: str) -> str:
    """Return the value of the button that sent the form."""
    return request.form.get(name, "")[:40]
