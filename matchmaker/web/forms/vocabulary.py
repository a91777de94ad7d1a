"""The form of a vocabulary entry's new version."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length


class VocabularyEntryForm(FlaskForm):
    """New names of an entry and the day from which they hold."""

    name_vi = StringField(_l("Tên tiếng Việt"), [InputRequired(), Length(max=300)])
    name_en = StringField(_l("Tên tiếng Anh"), [InputRequired(), Length(max=300)])
    valid_from = DateField(
        _l("Có hiệu lực từ ngày"),
        [InputRequired()],
        description=_l("Bản ghi cũ giữ nguyên mã; tên mới hiện từ ngày này."),
    )
