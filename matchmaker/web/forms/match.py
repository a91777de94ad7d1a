"""The form by which a side answers a match."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from matchmaker.services import vocabularies
from matchmaker.web.extensions import db
from matchmaker.web.locale import language

NOTE_LENGTH = 1000


def _codes() -> list[tuple[str, str]]:
    entries = vocabularies.entries(db.session, "match_feedback")
    return [(entry.code, entry.name(language())) for entry in entries]


class AnswerForm(FlaskForm):
    """What a side thinks of a match, by a reason code."""

    party = HiddenField()
    code = RadioField(
        _("Bạn thấy gợi ý này thế nào?"),
        choices=_codes,
        validators=[InputRequired(_("Hãy chọn một phản hồi."))],
    )
    note = TextAreaField(
        _("Ghi chú (không bắt buộc)"),
        description=_("Bên kia và trung tâm sẽ đọc được ghi chú này."),
        filters=[lambda text: (text or "").strip()],
        validators=[Length(max=NOTE_LENGTH, message=_("Ghi chú dài quá 1.000 ký tự."))],
    )
