"""The tables of the funnel."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _

from matchmaker.services.deals.groups import Group
from matchmaker.services.deals.values import DONG
from matchmaker.web import cohorts
from matchmaker.web.context import name_of
from matchmaker.web.formats import currency_name, units
from matchmaker.web.spreadsheets import Column
from models import Party

WAY = [
    Column(_("Giai đoạn"), lambda step: name_of(step.stage.value, "deal_stages"), 26),
    Column(_("Đã tới"), lambda step: step.reached),
    Column(_("Đi tiếp"), lambda step: step.passed),
    Column(
        _("Tỷ lệ đi tiếp (%)"),
        lambda step: None if step.conversion is None else round(step.conversion * 100, 1),
    ),
    Column(
        _("Số ngày (trung vị)"), lambda step: None if step.days is None else round(step.days, 1)
    ),
]
REASONS = [
    Column(_("Lý do"), lambda loss: cohorts.loss_name(loss.reason), 40),
    Column(_("Bên cung dừng"), lambda loss: loss.counts.get(Party.SUPPLY, 0)),
    Column(_("Bên cầu dừng"), lambda loss: loss.counts.get(Party.DEMAND, 0)),
    Column(_("Chưa rõ bên nào"), lambda loss: loss.counts.get(None, 0)),
    Column(_("Cộng"), lambda loss: loss.total),
]

BLOCKED = [
    Column(_("Cơ quan"), lambda row: row.authority, 40),
    Column(_("Số thương vụ"), lambda row: row.deals),
    Column(_("Đang chờ"), lambda row: row.waiting),
    Column(_("Số ngày vướng"), lambda row: row.days),
]


def groups(found: Sequence[Group], labels: Mapping[str, str]) -> list[Column]:
    """Return the columns of the comparison, its rows called by ``labels``; a column a currency."""

    def label(group: Group) -> str:
        return labels[group.key]

    currencies = dict.fromkeys([DONG, *(each for group in found for each in group.values)])
    return [
        Column(_("Nhóm"), label, 40),
        Column(_("Đã mở"), lambda group: group.opened),
        Column(_("Đã giới thiệu"), lambda group: group.introduced),
        Column(_("Đã ký"), lambda group: group.contracted),
        Column(_("Hoàn thành"), lambda group: group.completed),
        Column(_("Không thành"), lambda group: group.lost),
        Column(_("Đang theo dõi"), lambda group: group.running),
        *map(_signed, currencies),
    ]


def _signed(currency: str) -> Column:
    title = _("Giá trị đã ký (%(unit)s)", unit=currency_name(currency))
    return Column(title, lambda group: units(group.values.get(currency, 0), currency))
