"""A vocabulary as a table, every version of its entries."""

from collections.abc import Sequence
from functools import partial

from flask_babel import lazy_gettext as _

from matchmaker.services import rules
from matchmaker.web.forms.vocabulary import LABELS
from matchmaker.web.spreadsheets import Column
from models import VocabularyEntry


def columns(entries: Sequence[VocabularyEntry]) -> list[Column]:
    """Return the columns, one for each thing that any of ``entries`` tells of itself."""
    return [
        Column(_("Mã"), lambda entry: entry.code),
        Column(_("Thuộc mã"), lambda entry: entry.parent),
        Column(_("Tên tiếng Việt"), lambda entry: entry.name_vi, 50),
        Column(_("Tên tiếng Anh"), lambda entry: entry.name_en, 50),
        Column(_("Có hiệu lực từ ngày"), lambda entry: entry.valid_from, 14),
        Column(_("Hết hiệu lực từ ngày"), lambda entry: entry.valid_to, 14),
        *(
            Column(LABELS.get(name, name), partial(_attribute, name), 24)
            for name in rules.attribute_names(entries)
        ),
    ]


def _attribute(name: str, entry: VocabularyEntry) -> str:
    return str(entry.attributes.get(name) or "")
