"""What is to be done this week as a table."""

from flask_babel import lazy_gettext as _

from matchmaker.services.deals.monday_rows import Listed
from matchmaker.web import cards, deal_lists, deal_monday
from matchmaker.web.context import name_of
from matchmaker.web.locale import language
from matchmaker.web.spreadsheets import Column
from models import User


def _why(each: Listed) -> str:
    return "; ".join(reason.text for reason in deal_monday.reasons(each.row))


def _whom(each: Listed) -> str:
    return deal_monday.whom(each.row.deal, each.wait) if each.wait else ""


def _step(each: Listed) -> str:
    return deal_lists.shown(each.row.deal, each.row.deal.next_step)


def _name(person: User | None) -> str:
    return person.display_name if person else ""


COLUMNS = [
    Column(_("Nhóm việc"), lambda each: str(deal_monday.TITLES[each.row.part]), 28),
    Column(_("Vì sao"), _why, 50),
    Column(_("Mã"), lambda each: each.row.deal.code),
    Column(_("Nhu cầu"), lambda each: cards.title_of(each.row.deal.need), 50),
    Column(_("Bên cầu"), lambda each: deal_lists.firm(each.row.deal), 36),
    Column(_("Công nghệ"), lambda each: each.row.deal.technology.title(language()), 50),
    Column(_("Bên cung"), lambda each: each.row.deal.technology.organisation.name(language()), 36),
    Column(_("Trung tâm"), lambda each: each.row.deal.centre.name(language()), 36),
    Column(_("Giai đoạn"), lambda each: name_of(each.row.deal.stage.value, "deal_stages"), 22),
    Column(_("Việc tiếp theo"), _step, 50),
    Column(_("Hạn"), lambda each: each.row.deal.next_step_due, 12),
    Column(_("Người thực hiện"), lambda each: _name(each.row.deal.next_step_owner), 24),
    Column(_("Người phụ trách"), lambda each: _name(each.row.deal.officer), 24),
    Column(_("Chờ ai"), _whom, 40),
    Column(_("Chờ từ ngày"), lambda each: each.wait.since if each.wait else None, 12),
]
