"""What waits for somebody, in words and with the page where it is done."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from matchmaker.services.agenda import Task

LABELS: Mapping[Task, LazyString] = {
    Task.ASKED: _("bên đã quan tâm, chờ bạn phản hồi"),
    Task.UNANSWERED: _("gợi ý bạn chưa phản hồi"),
    Task.UNFINISHED: _("tin chưa gửi hoặc cần sửa lại"),
    Task.BOTH: _("gợi ý cả hai bên đều quan tâm"),
    Task.MATCH: _("gợi ý có bên quan tâm"),
    Task.POSTING: _("tin chờ duyệt"),
    Task.OVERDUE: _("việc quá hạn"),
    Task.DUE: _("việc đến hạn trong tuần này"),
    Task.STUCK: _("thương vụ đứng quá lâu"),
    Task.DEALS: _("thương vụ đang mở"),
    Task.UNVERIFIED: _("tổ chức chưa xác minh"),
    Task.UNSENT: _("thư gửi chưa được"),
}
_PAGES: Mapping[Task, tuple[str, Mapping[str, Any]]] = {
    Task.ASKED: ("postings.mine", {"sort": "waiting"}),
    Task.UNANSWERED: ("postings.mine", {"sort": "matches"}),
    Task.UNFINISHED: ("postings.mine", {}),
    Task.BOTH: ("inbox.index", {"kind": "both"}),
    Task.MATCH: ("inbox.index", {"kind": "match"}),
    Task.POSTING: ("inbox.index", {"kind": "posting"}),
    Task.OVERDUE: ("deals.list", {"overdue": 1}),
    Task.DUE: ("deals.monday", {}),
    Task.STUCK: ("deals.monday", {}),
    Task.DEALS: ("deals.index", {}),
    Task.UNVERIFIED: ("organisations.index", {"verified": "no"}),
    Task.UNSENT: ("admin.mail_list", {}),
}
_URGENT = {Task.ASKED, Task.BOTH, Task.OVERDUE, Task.STUCK, Task.UNSENT}


def tiles(counts: Mapping[Task, int]) -> list[dict[str, Any]]:
    """Return what the first page shows of each: how many, of what, where, how pressing."""
    return [
        {
            "number": number,
            "label": str(LABELS[task]),
            "url": url_for(_PAGES[task][0], **_PAGES[task][1]),
            "urgent": task in _URGENT,
        }
        for task, number in counts.items()
    ]
