"""The form of a file."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import FileField

from matchmaker.services.files.attachments import LONGEST_CAPTION
from matchmaker.web.forms.fields import Needed, line


class AttachmentForm(FlaskForm):
    """A picture or a PDF, and words for those who cannot see it."""

    file = FileField(
        _("Tệp"), [Needed()], render_kw={"accept": "image/jpeg,image/png,image/webp,.pdf"}
    )
    caption = line(_("Chú thích"), LONGEST_CAPTION)
