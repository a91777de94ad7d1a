"""The form of the conversation inside a deal."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField

from matchmaker.services.deals.conversation import LONGEST
from matchmaker.web.forms.deal_document import ACCEPTED, TAKEN
from matchmaker.web.forms.fields import text


class LetterForm(FlaskForm):
    """The words of a stranger's letter, as they go to all parties."""

    text = text(_("Nội dung đưa vào"), LONGEST)


class MessageForm(FlaskForm):
    """A message to all parties of a deal, with files if need be."""

    message = text(_("Tin nhắn"), LONGEST)
    file = MultipleFileField(_("Kèm tệp"), description=TAKEN, render_kw={"accept": ACCEPTED})
