"""The figures of provinces and of fields as a table."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _

from matchmaker.services.deals.values import DONG
from matchmaker.services.figures import Row
from matchmaker.web.figures import By, label_of
from matchmaker.web.formats import currency_name, units
from matchmaker.web.spreadsheets import Column

_TITLES = {
    "technologies": _("Số công nghệ"),
    "needs": _("Số nhu cầu"),
    "interested": _("Có bên quan tâm"),
    "open": _("Đang theo dõi"),
    "completed": _("Hoàn thành"),
    "lost": _("Không thành"),
}


def columns(rows: Sequence[Row], by: By) -> list[Column]:
    """Return the columns of a table by province or by field; a column a currency."""
    names = {"province": _("Tỉnh, thành phố"), "field": _("Lĩnh vực")}
    currencies = dict.fromkeys([DONG, *(each for row in rows for each in row.values)])
    return [
        Column(names[by], lambda row: label_of(row, by), 40),
        *(_counted(measure, title) for measure, title in _TITLES.items()),
        *map(_signed, currencies),
    ]


def _counted(measure: str, title: str) -> Column:
    return Column(title, lambda row: row[measure])


def _signed(currency: str) -> Column:
    title = _("Giá trị đã ký (%(unit)s)", unit=currency_name(currency))
    return Column(title, lambda row: units(row.values.get(currency, 0), currency))
