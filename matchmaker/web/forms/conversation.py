"""The form of the conversation inside a deal."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm

from matchmaker.services.deals.conversation import LONGEST
from matchmaker.web.forms.fields import text


class MessageForm(FlaskForm):
    """A message to all parties of a deal."""

    message = text(_("Tin nhắn"), LONGEST, needed=True)
