"""Fields that know Vietnamese numbers, our vocabularies, and text as the database keeps it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaker.services import vocabularies
from matchmaker.web.extensions import db
from matchmaker.web.locale import language
from models import VocabularyEntry
from models.text import clean, sort_key

Entries = Callable[[], list[SelectChoice]]
TOO_LONG = _("Tối đa %(max)d ký tự. Hãy rút gọn.")
CHOOSE = _("Chọn…")
NOT_IN_LIST = _("Giá trị này không có trong danh mục. Hãy chọn lại.")
NOT_IN_LIST_NAMED = _("Không có trong danh mục: %(value)s. Hãy chọn lại.")
_ROW = re.compile(r"[0-9]{1,4}")
MOST_ROWS = 30


class Needed:
    """Mark a field that is asked for before others may read the posting; a draft may lack it."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms' name

    def __call__(self, _form: object, _field: object) -> None:
        """Refuse nothing: the service says what is missing."""


def tidy_line(text: str | None) -> str:
    """Clean ``text`` as the database does, on one line."""
    return " ".join(clean(text or "").split())


def tidy_text(text: str | None) -> str:
    """Clean ``text`` as the database does, without space at its ends."""
    return clean(text or "").strip()


def line(label: Any, most: int = 200, *, needed: bool = False, **options: Any) -> StringField:
    """Make a field for one line of at most ``most`` characters."""
    return StringField(label, _checks(most, needed), filters=[tidy_line], **options)


def text(label: Any, most: int = 5000, *, needed: bool = False, **options: Any) -> TextAreaField:
    """Make a field for a text of at most ``most`` characters."""
    return TextAreaField(label, _checks(most, needed), filters=[tidy_text], **options)


def _checks(most: int, needed: bool) -> list[Any]:
    return [Length(max=most, message=TOO_LONG), *_marks(needed)]


def _marks(needed: bool) -> list[Needed]:
    return [Needed()] if needed else []


def _entries(vocabulary: str, group: str = "") -> list[VocabularyEntry]:
    """Return today's entries, read once a request; of one ``group`` where there are several."""
    known: dict[str, list[VocabularyEntry]] = g.setdefault("vocabulary_entries", {})
    if vocabulary not in known:
        known[vocabulary] = vocabularies.entries(db.session, vocabulary)
    return [each for each in known[vocabulary] if group in {"", each.attributes.get("group")}]


def choices_of(vocabulary: str, group: str = "") -> list[SelectChoice]:
    """Return the codes and names of ``vocabulary`` in the reader's language."""
    return [_choice(each) for each in _entries(vocabulary, group)]


def _choice(entry: VocabularyEntry, parent: str | None = None) -> SelectChoice:
    return SelectChoice(entry.code, entry.name(language()), optgroup=parent)


def grouped_choices(vocabulary: str) -> list[SelectChoice]:
    """Return the codes of ``vocabulary`` below their parents."""
    entries = _entries(vocabulary)
    return [
        _choice(each, parent.name(language()))
        for parent in entries
        for each in entries
        if each.parent == parent.code
    ]


def _keep(field: Any, stored: Iterable[str]) -> None:
    """Leave codes possible that were stored before their vocabulary dropped them."""
    known = {choice.value for choice in field.choices}
    lost = [SelectChoice(code, code) for code in stored if code not in known]
    if lost:
        field.choices = [*field.choices, *lost]


class VocabularySelectField(SelectField):
    """One code; the one stored before stays possible after its vocabulary dropped it."""

    def __init__(self, *arguments: Any, entries: Entries, **options: Any) -> None:
        super().__init__(
            *arguments,
            choices=lambda: [SelectChoice("", str(CHOOSE)), *entries()],
            invalid_choice_message=NOT_IN_LIST,
            **options,
        )

    def process_data(self, value: Any) -> None:
        """Take the stored code."""
        super().process_data("" if value is None else value)
        stored = "" if value is None else str(value)
        _keep(self, [stored])


class CheckboxesField(SelectMultipleField):
    """Several codes, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(
            *arguments, invalid_choice_message=lambda _count: NOT_IN_LIST_NAMED, **options
        )

    def process_data(self, value: Any) -> None:
        """Take the stored codes, those no longer in the vocabulary too."""
        super().process_data(value or [])
        _keep(self, value or [])


def choice(label: Any, vocabulary: str, group: str = "", *, needed: bool = False) -> SelectField:
    """Make a field for one code of ``vocabulary``."""
    return VocabularySelectField(
        label, _marks(needed), entries=partial(choices_of, vocabulary, group)
    )


def past_choice(label: Any, vocabulary: str, on: date) -> SelectField:
    """Make a field for one code that ``vocabulary`` held ``on`` a day gone by."""
    return VocabularySelectField(label, entries=partial(_past, vocabulary, on))


def _past(vocabulary: str, on: date) -> list[SelectChoice]:
    entries = vocabularies.entries(db.session, vocabulary, on)
    return [_choice(each) for each in sorted(entries, key=lambda each: sort_key(each.name_vi))]


def level(label: Any, *, needed: bool = False) -> SelectField:
    """Make a field for a technology readiness level, 1 to 9."""
    return VocabularySelectField(label, _marks(needed), coerce=_level, entries=_levels)


def _level(code: object) -> int | None:
    return int(str(code)) if code not in (None, "") else None


def _levels() -> list[SelectChoice]:
    return [
        SelectChoice(each.code, f"TRL {each.code} – {each.name(language())}")
        for each in _entries("trl")
    ]


def grouped_choice(label: Any, vocabulary: str, *, needed: bool = False) -> SelectField:
    """Make a field for one code of a ``vocabulary`` of two levels."""
    return VocabularySelectField(
        label, _marks(needed), entries=partial(grouped_choices, vocabulary)
    )


def checkboxes(
    label: Any, vocabulary: str, group: str = "", *, needed: bool = False
) -> CheckboxesField:
    """Make a field for any number of codes of ``vocabulary``."""
    return CheckboxesField(label, _marks(needed), choices=partial(choices_of, vocabulary, group))


class RowsField(FieldList):
    """Repeated rows; a forged row number is passed over."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.type = "FieldList"

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for key in formdata:
            if key.startswith(prefix + "-"):
                number = key[len(prefix) + 1 :].partition("-")[0]
                if _ROW.fullmatch(number):
                    yield int(number)

    def add_row(self) -> None:
        """Append an empty row, unless there are many."""
        if len(self.entries) < MOST_ROWS:
            self.append_entry()

    def drop_row(self, name: str) -> None:
        """Take out the row called ``name``; an empty one stays where it was the last."""
        names = [entry.name for entry in self.entries]
        if name in names:
            self.pop_entry(names.index(name))
        if not self.entries:
            self.append_entry()

    def fill(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Put ``rows`` in place of those that are there."""
        while self.entries:
            self.pop_entry()
        for row in islice(rows, MOST_ROWS):
            self.append_entry(row)

    def filled(self) -> list[dict[str, Any]]:
        """Return the values of the rows in which anything was written."""
        return [entry.form.values() for entry in self.entries if entry.form.is_filled()]


def written(field: Any) -> str:
    """Write what ``field`` holds as people read it: names for codes, a line for each row."""
    if isinstance(field, RowsField):
        rows = [entry.form for entry in field.entries if entry.form.is_filled()]
        return "\n".join(" · ".join(filter(None, map(written, row))) for row in rows)
    if isinstance(field, SelectField):
        return "; ".join(
            str(choice.label) for choice in field.iter_choices() if choice.selected and choice.value
        )
    if isinstance(field, BooleanField):
        return gettext("Có") if field.data else gettext("Không")
    return str(field._value() or "")
