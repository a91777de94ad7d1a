"""Figures by province or field as a table."""

from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _

from matchmaker.services.figures import Row
from matchmaker.web.context import name_of
from matchmaker.web.spreadsheets import Column

_MEASURES = (
    ("technologies", _("Số công nghệ")),
    ("needs", _("Số nhu cầu")),
    ("interested", _("Có bên quan tâm")),
    ("open", _("Đang theo dõi")),
    ("completed", _("Hoàn thành")),
    ("lost", _("Không thành")),
    ("value", _("Giá trị đã ký (đồng)")),
)


def columns(vocabulary: str, label: Any) -> list[Column]:
    """Return the columns; the first is called ``label`` and names a code of ``vocabulary``."""
    return [
        Column(label, lambda row: name_of(row.code, vocabulary), 40),
        *(Column(title, partial(_figure, measure)) for measure, title in _MEASURES),
    ]


def _figure(measure: str, row: Row) -> int:
    return row[measure]
