"""The Monday page in words: why each deal stands there, and where the rest of a part is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.services.deals.clocks import Colour
from matchmaker.services.deals.monday import Part, Row, Rows
from matchmaker.services.deals.waits import Cause, Wait
from matchmaker.web import deal_lists, deal_postings
from matchmaker.web.access import actor
from matchmaker.web.context import name_of
from matchmaker.web.formats import day
from matchmaker.web.locale import language
from models import Deal, DealStage, Posting, local_today

TITLES: Mapping[Part, LazyString] = {
    Part.ORPHANED: _l("Chưa có người của trung tâm phụ trách"),
    Part.RED: _l("Đứng quá lâu (đỏ)"),
    Part.OVERDUE: _l("Quá hạn"),
    Part.TODAY: _l("Hôm nay"),
    Part.WEEK: _l("Từ nay đến Chủ nhật"),
    Part.LATE: _l("Quá thời gian của giai đoạn"),
    Part.WAITING: _l("Đang chờ người khác"),
}

HINTS: Mapping[Part, LazyString] = {
    Part.ORPHANED: _l("Người phụ trách đã rời trung tâm hoặc chỉ còn quyền xem. Hãy giao lại."),
    Part.RED: _l("Đã quá một lần rưỡi số ngày của giai đoạn; người quản lý cần can thiệp."),
    Part.LATE: _l("Chưa có việc đến hạn, nhưng thương vụ đã ở giai đoạn này quá lâu."),
    Part.WAITING: _l("Bóng đang ở sân người khác; gọi nhắc nếu chờ đã lâu."),
}

_MORE: Mapping[Part, Mapping[str, Any]] = {
    Part.ORPHANED: {"orphaned": 1},
    Part.RED: {"colour": Colour.RED.value},
    Part.OVERDUE: {"overdue": 1},
    Part.LATE: {"colour": "late"},
}

_TONES: Mapping[Colour, str] = {Colour.RED: "bad", Colour.AMBER: "warn", Colour.GREEN: ""}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a deal is on the page; ``tone`` colours it, the icon says it too."""

    text: str
    icon: str
    tone: str = ""


def reasons(row: Row, wait: Wait | None = None) -> list[Reason]:
    """Return why the deal stands on the page, the most pressing first."""
    left = _orphaned(row.deal) if row.part is Part.ORPHANED else None
    found = (left, _due(row.deal), _clock(row), _wait(row.deal, wait), *_posting(row.deal))
    return [each for each in found if each is not None]


def _orphaned(deal: Deal) -> Reason:
    if deal.officer is None:
        return Reason(_("Chưa có người phụ trách"), "user", "bad")
    name = deal.officer.display_name
    return Reason(
        _("%(name)s không còn theo dõi được thương vụ này", name=name), "alert-triangle", "bad"
    )


def _due(deal: Deal) -> Reason | None:
    today = local_today()
    if deal.stage is DealStage.PAUSED and deal.resume_on and deal.resume_on <= today:
        text = _("Tạm dừng đến %(day)s: đã đến ngày tiếp tục", day=day(deal.resume_on))
        return Reason(text, "player-play", "bad" if deal.resume_on < today else "warn")
    due = deal.next_step_due
    if due is None:
        return None
    if due < today:
        text = ngettext(
            "Quá hạn %(num)d ngày, từ %(day)s",
            "Quá hạn %(num)d ngày, từ %(day)s",
            (today - due).days,
            day=day(due),
        )
        return Reason(text, "alert-triangle", "bad")
    if due == today:
        return Reason(_("Đến hạn hôm nay"), "clock", "warn")
    return Reason(_("Hạn: %(day)s", day=day(due)), "clock")


def _clock(row: Row) -> Reason | None:
    if row.colour is Colour.GREEN or row.limit is None:
        return None
    text = ngettext(
        "Ở “%(stage)s” đã %(num)d ngày; mức của giai đoạn là %(limit)d",
        "Ở “%(stage)s” đã %(num)d ngày; mức của giai đoạn là %(limit)d",
        row.age,
        stage=name_of(row.deal.stage.value, "deal_stages"),
        limit=row.limit,
    )
    return Reason(text, "clock", _TONES[row.colour])


def _wait(deal: Deal, wait: Wait | None) -> Reason | None:
    if wait is None:
        return None
    return Reason(_("%(who)s, từ %(since)s", who=whom(deal, wait), since=since(wait.since)), "dots")


def whom(deal: Deal, wait: Wait) -> str:
    """Say whom a deal waits for."""
    match wait.cause:
        case Cause.CLEARANCE:
            authority = deal_lists.shown(deal, wait.who) or _("cơ quan có thẩm quyền")
            return _("Chờ %(who)s quyết định về quyền", who=authority)
        case Cause.MESSAGE if _is_ours(deal.need) or _is_ours(deal.technology):
            return _("Chờ bạn hoặc bên kia trả lời tin nhắn")
        case Cause.MESSAGE:
            return _("Chờ các bên trả lời tin nhắn")
        case Cause.SUPPLY if _is_ours(deal.technology):
            return _("Chờ bạn trả lời")
        case Cause.DEMAND if _is_ours(deal.need):
            return _("Chờ bạn trả lời")
        case Cause.SUPPLY:
            supply = deal.technology.organisation.name(language())
            return _("Chờ bên cung trả lời: %(who)s", who=supply)
        case Cause.DEMAND:
            return _("Chờ bên cầu trả lời: %(who)s", who=deal_lists.firm(deal))


def _is_ours(posting: Posting) -> bool:
    """Say whether the reader acts for the organisation that posted it."""
    house = actor().organisation
    return house is not None and house.id == posting.organisation_id


def since(moment: date) -> str:
    """Write since when: "02/11/2026 (25 ngày)"."""
    days = (local_today() - moment).days
    if days <= 0:
        return _("hôm nay")
    return ngettext("%(day)s (%(num)d ngày)", "%(day)s (%(num)d ngày)", days, day=day(moment))


def _posting(deal: Deal) -> list[Reason]:
    """Say which side has taken its posting off; the deal runs on."""
    texts = (deal_postings.is_off(each) for each in (deal.need, deal.technology))
    return [Reason(text, "player-pause") for text in texts if text]


def part(rows: Rows, officer_id: int | None = None) -> dict[str, Any]:
    """Return what the page shows of a part: its words, its rows, and the way to all of them."""
    asked = _MORE.get(rows.part, {"sort": "due"})
    return {
        "code": rows.part.value,
        "title": str(TITLES[rows.part]),
        "hint": str(HINTS.get(rows.part, "")),
        "rows": rows.rows,
        "total": rows.total,
        "more_url": url_for("deals.list", **{**asked, "officer": officer_id})
        if rows.total > len(rows.rows)
        else "",
    }
