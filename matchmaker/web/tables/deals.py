"""Deals as a table."""

from flask_babel import lazy_gettext as _

from matchmaker.web import cards, cohorts, deal_lists
from matchmaker.web.context import name_of
from matchmaker.web.formats import units
from matchmaker.web.locale import language
from matchmaker.web.spreadsheets import Column, local_day
from models import Deal


def _loss(deal: Deal) -> str:
    return cohorts.loss_name(deal.loss_reason) if deal.loss_reason else ""


def _expected(deal: Deal) -> int | float | None:
    if deal.value_expected is None:
        return None
    return units(deal.value_expected, deal.expected_currency)


def _signed(deal: Deal) -> int | float | None:
    return None if deal.value_signed is None else units(deal.value_signed, deal.currency)


COLUMNS = [
    Column(_("Mã"), lambda each: each.code),
    Column(_("Nhu cầu"), lambda each: cards.title_of(each.need), 50),
    Column(_("Bên cầu"), deal_lists.firm, 36),
    Column(_("Công nghệ"), lambda each: each.technology.title(language()), 50),
    Column(_("Bên cung"), lambda each: each.technology.organisation.name(language()), 36),
    Column(_("Trung tâm"), lambda each: each.centre.name(language()), 36),
    Column(_("Lĩnh vực"), lambda each: name_of(each.need.vn_field, "vn_fields"), 30),
    Column(_("Tỉnh, thành phố"), lambda each: name_of(each.need.province, "provinces_34")),
    Column(_("Giai đoạn"), lambda each: name_of(each.stage.value, "deal_stages"), 22),
    Column(_("Từ ngày"), lambda each: local_day(each.stage_since), 12),
    Column(_("Ngày mở"), lambda each: local_day(each.opened_at), 12),
    Column(_("Ngày kết thúc"), lambda each: local_day(each.closed_at), 12),
    Column(_("Việc tiếp theo"), lambda each: deal_lists.shown(each, each.next_step), 50),
    Column(_("Hạn"), lambda each: each.next_step_due, 12),
    Column(
        _("Người phụ trách"), lambda each: each.officer.display_name if each.officer else "", 24
    ),
    Column(_("Giá trị dự kiến"), _expected),
    Column(
        _("Loại tiền dự kiến"),
        lambda each: each.expected_currency if each.value_expected else None,
        10,
    ),
    Column(_("Giá trị hợp đồng"), _signed),
    Column(_("Loại tiền"), lambda each: each.currency if each.value_signed else None, 10),
    Column(_("Phần của các trung tâm"), deal_lists.shares, 40),
    Column(_("Lý do kết thúc"), _loss, 30),
]
