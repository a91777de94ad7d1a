"""What the forms of a technology and of a need share."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from secrets import token_urlsafe
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Form, HiddenField, IntegerField
from wtforms.validators import Length
from wtforms.widgets import HiddenInput

from matchmaker.web.forms.fields import RowsField, line, tidy_line

_KEYWORDS = re.compile(r"[|;,\n]")
REQUIRED_NOW = _("Hãy điền mục này trước khi gửi duyệt.")
NAMES_FIRM = _("Tin ẩn danh không được nêu “%(words)s”. Hãy bỏ hoặc viết chung hơn.")


def joined(text: str | None) -> str:
    """Store keywords as the database keeps them, whatever they were separated by.

    >>> joined("máy sấy, mít;  bơm nhiệt,")
    'máy sấy|mít|bơm nhiệt'
    """
    return "|".join(word for part in _KEYWORDS.split(text or "") if (word := tidy_line(part)))


def apart(stored: str) -> str:
    """Write stored keywords as people type them."""
    return ", ".join(stored.split("|")) if stored else ""


class RowForm(Form):
    """One repeated row of a posting."""

    needed: ClassVar[tuple[str, ...]]
    """The fields without which a row that was begun says nothing."""

    def values(self) -> dict[str, Any]:
        """Return what was written, by column."""
        return dict(self.data)

    def is_filled(self) -> bool:
        """Say whether anything was written into it."""
        return any(self.data.values())

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask of a row that was begun what it needs; an empty one is left out."""
        sound: bool = super().validate(extra_validators)
        missing = [self[name] for name in self.needed if self.is_filled() and not self[name].data]
        for field in missing:
            field.errors = [*field.errors, gettext("Hãy điền, hoặc xóa cả dòng.")]
        return sound and not missing


class PostingForm(FlaskForm):
    """A technology or a need: its words; a draft needs a title and no more."""

    side: ClassVar[str]
    own: ClassVar[tuple[str, ...]]
    """The columns that this form writes."""

    class Meta(FlaskForm.Meta):
        """Read what was typed; a file where text belongs is nothing."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Return the text fields of the request."""
            typed = super().wrap_formdata(form, formdata)
            return typed if typed is None else request.form

    version = IntegerField(widget=HiddenInput(), default=0)
    form_key = HiddenField(default=partial(token_urlsafe, 12), validators=[Length(max=64)])

    title_vi = line(_("Tên tin bằng tiếng Việt"), 200, needed=True)
    title_en = line(_("Tên tin bằng tiếng Anh"), 200)
    keywords_vi = line(_("Từ khóa"), 500)
    keywords_en = line(_("Từ khóa bằng tiếng Anh"), 500)

    def process(self, formdata: Any = None, obj: Any = None, **more: Any) -> None:
        """Fill the fields; keywords are shown with commas."""
        super().process(formdata, obj, **more)
        if not self.meta.wrap_formdata(self, formdata):
            for field in (self.keywords_vi, self.keywords_en):
                field.data = apart(field.data or "")

    def validate(self, extra_validators: Any = None, *, title: bool = True) -> bool:
        """Check what was typed; a draft that saves itself may still lack its title."""
        sound: bool = super().validate(extra_validators)
        if title and not self.title_vi.data:
            return self.refuse("title_vi", gettext("Hãy đặt tên để lưu tin."))
        return sound

    def follow(self, version: int) -> None:
        """Show the version that the next save is made upon."""
        self.version.data, self.version.raw_data = version, None

    def refuse(self, name: str, message: str) -> bool:
        """Show ``message`` at the field ``name``; the answer is always no."""
        field = self[name]
        field.errors = [*field.errors, message]
        return False

    def ask_for(self, names: Sequence[str]) -> None:
        """Ask for the fields that are missing before others may read the posting."""
        for name in names:
            self.refuse(name, str(REQUIRED_NOW))

    def refuse_names(self, found: Mapping[str, str]) -> None:
        """Show, where they stand, the words that tell who posted a blind need."""
        for name, words in found.items():
            self.refuse(name, str(NAMES_FIRM % {"words": words}))

    def row_fields(self) -> dict[str, RowsField]:
        """Return the fields of repeated rows by name."""
        return {field.name: field for field in self if isinstance(field, RowsField)}

    def changed_rows(self, pressed: Mapping[str, str]) -> bool:
        """Add or drop the row whose button was ``pressed``; says whether one was."""
        fields = self.row_fields()
        wanted = fields.get(pressed.get("add_row", ""))
        if wanted is not None:
            wanted.add_row()
        name = pressed.get("remove_row", "")
        owner = fields.get(name.rpartition("-")[0])
        if owner is not None:
            owner.drop_row(name)
        return "add_row" in pressed or "remove_row" in pressed

    def values(self) -> dict[str, Any]:
        """Return what was typed, by column, as the database keeps it."""
        values = {name: self._value_of(name) for name in self.own}
        for name, field in self.row_fields().items():
            values[name] = field.filled()
        return values

    def _value_of(self, name: str) -> Any:
        data = self[name].data
        return joined(data) if name.startswith("keywords") else data
