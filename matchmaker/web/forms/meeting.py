"""The form of a meeting."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaker.services import identity
from matchmaker.services.deals.meetings import Plan
from matchmaker.services.deals.participants import Participant
from matchmaker.web.access import actor
from matchmaker.web.deal_people import guest
from matchmaker.web.forms.fields import Needed, line, tidy_line
from matchmaker.web.forms.numbers import DayField
from models import VIETNAM, Deal, Meeting

LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240, 480)


class HourField(TimeField):
    """A time of the day: from the browser's clock, or typed as 14:30 or 14h30."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, format=["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh"], **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the time; nothing typed is no time."""
        if not any(valuelist):
            self.data = None
            return
        try:
            super().process_formdata([tidy_line(each) for each in valuelist])
        except ValueError:
            raise ValueError(_("Hãy viết giờ theo dạng 14:30.")) from None


class MeetingForm(FlaskForm):
    """What a meeting is about, when, where, and who is to come."""

    title = line(_("Nội dung họp"), 200, needed=True)
    day = DayField(_("Ngày họp"), validators=[Needed()])
    hour = HourField(_("Giờ họp (giờ Việt Nam)"), validators=[Needed()])
    minutes = SelectField(
        _("Thời lượng"), coerce=int, choices=[SelectChoice(each, str(each)) for each in LENGTHS]
    )
    place = line(
        _("Nơi họp"), 300, description=_("Địa chỉ, hoặc liên kết họp trực tuyến. Có thể để trống.")
    )
    guests = SelectMultipleField(
        _("Mời ai"),
        coerce=int,
        validators=[Needed()],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def starts_at(self) -> datetime | None:
        """Return the moment it begins; nothing where day or hour is missing."""
        day: date | None = self.day.data
        hour: time | None = self.hour.data
        if day is None or hour is None:
            return None
        return datetime.combine(day, hour, VIETNAM)

    def plan(self) -> Plan:
        """Return what was typed."""
        return Plan(
            self.title.data,
            self.place.data,
            self.starts_at(),
            self.minutes.data or 0,
            self.guests.data or (),
        )


def meeting_form(
    deal: Deal, people: Sequence[Participant], meeting: Meeting | None = None
) -> MeetingForm:
    """Return the form of a new meeting, everybody but the centre's others invited, or of one."""
    form = MeetingForm(data=_known(meeting) if meeting else _proposed(deal, people))
    if meeting is not None and meeting.minutes not in LENGTHS:
        own = SelectChoice(meeting.minutes, str(meeting.minutes))
        form.minutes.choices = [*form.minutes.choices, own]
    form.guests.choices = [
        SelectChoice(each.user.id, guest(actor(), deal, each.user)) for each in people
    ]
    return form


def _known(meeting: Meeting) -> dict[str, Any]:
    local = meeting.starts_at.astimezone(VIETNAM)
    need = meeting.deal.need
    return {
        "title": identity.shown(actor(), need, meeting.title),
        "day": local.date(),
        "hour": local.time(),
        "minutes": meeting.minutes,
        "place": identity.shown(actor(), need, meeting.place),
        "guests": [each.user_id for each in meeting.guests],
    }


def _proposed(deal: Deal, people: Sequence[Participant]) -> dict[str, Any]:
    """Propose tomorrow week at nine with both sides and the officer."""
    sides = {deal.need.organisation_id, deal.technology.organisation_id}
    invited = [
        each.user.id
        for each in people
        if each.membership.organisation_id in sides or each.user.id == deal.officer_id
    ]
    day = (datetime.now(UTC) + timedelta(days=7)).astimezone(VIETNAM).date()
    return {"day": day, "hour": time(9), "minutes": 60, "guests": invited}
