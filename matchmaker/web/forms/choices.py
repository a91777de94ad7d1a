"""The form by which a person chooses how soon to hear of what, and when not."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from matchmaker.web.context import names
from models import NotificationKind, Pace

PACES: Mapping[Pace, LazyString] = {
    Pace.AT_ONCE: _("Ngay khi có"),
    Pace.DAILY: _("Gộp mỗi ngày"),
    Pace.WEEKLY: _("Gộp mỗi tuần (thứ Hai)"),
    Pace.NONE: _("Không gửi thư"),
}


class ChoicesForm(FlaskForm):
    """Quiet hours; the kinds are added by :func:`form_for`."""

    quiet = BooleanField(_("Không gửi thư vào giờ nghỉ"))
    quiet_from = TimeField(_("Từ"), validators=[Optional()])
    quiet_to = TimeField(_("Đến"), validators=[Optional()])

    @property
    def paces(self) -> dict[NotificationKind, Pace]:
        """Return what was chosen for each kind."""
        return {kind: Pace(self[kind.value].data) for kind in NotificationKind}

    @property
    def minutes(self) -> tuple[int, int]:
        """Return the quiet hours in minutes since midnight; the same twice where there are none."""
        start, end = self.quiet_from.data, self.quiet_to.data
        if not self.quiet.data or start is None or end is None:
            return 0, 0
        return start.hour * 60 + start.minute, end.hour * 60 + end.minute


def form_for(**values: Any) -> ChoicesForm:
    """Return a form with a choice for each kind of notification, filled with ``values``."""
    known = names("notification_kinds")
    choices = [SelectChoice(pace.value, label) for pace, label in PACES.items()]
    fields = {
        kind.value: SelectField(known.get(kind.value, kind.value), choices=choices)
        for kind in NotificationKind
    }
    made: ChoicesForm = type("KindsForm", (ChoicesForm,), fields)(**values)
    return made
