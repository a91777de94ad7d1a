"""Small forms of the Monday page: a step is done, put off, or noted on."""

from datetime import timedelta

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from matchmaker.web.forms import deal as forms
from matchmaker.web.forms.fields import Needed
from matchmaker.web.forms.numbers import DayField
from models import Deal, User, local_today

WEEK = timedelta(days=7)


class PostponeForm(FlaskForm):
    """The new day of a next step."""

    due = DayField(_("Dời đến ngày"), validators=[Needed(), forms.not_behind])


def form_of(act: str, deal: Deal, officers: list[User]) -> FlaskForm:
    """Return the form of ``act`` on ``deal``; several may stand on one page."""
    form = {"done": _done, "postpone": _postpone, "note": _note}[act](deal, officers)
    for field in form:
        field.id = field.label.field_id = f"{field.name}-{deal.code}"
    return form


def _done(deal: Deal, officers: list[User]) -> FlaskForm:
    fits = deal.next_step_owner in officers
    owner = deal.next_step_owner_id if fits else None
    form = forms.StepForm(data={"owner": owner, "due": local_today() + WEEK})
    form.owner.choices = forms.people(officers)
    return form


def _postpone(_deal: Deal, _officers: list[User]) -> FlaskForm:
    return PostponeForm(data={"due": local_today() + WEEK})


def _note(_deal: Deal, _officers: list[User]) -> FlaskForm:
    return forms.NoteForm()
