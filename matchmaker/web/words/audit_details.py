"""The details of the audit trail in words: what they are called, and what their codes mean."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from matchmaker.services.records import Row
from matchmaker.web.context import name_of
from matchmaker.web.formats import amount_of, day_of, number
from matchmaker.web.wording import ROLES, VERIFIED_HOW
from matchmaker.web.words.deal_words import CHOICES

LABELS: Mapping[str, LazyString] = {
    "left": _("Từ"),
    "entered": _("Sang"),
    "milestone": _("Mốc"),
    "role": _("Vai trò"),
    "funding": _("Vốn nhà nước"),
    "status": _("Tình trạng"),
    "state": _("Tình trạng"),
    "kind": _("Loại"),
    "due": _("Hạn"),
    "on": _("Ngày"),
    "day": _("Ngày"),
    "valid_from": _("Hiệu lực từ"),
    "at": _("Lúc"),
    "organisation": _("Tổ chức"),
    "into": _("Sáp nhập vào"),
    "members": _("Số thành viên"),
    "deals": _("Số thương vụ"),
    "open": _("Đang mở"),
    "technology": _("Công nghệ"),
    "party": _("Bên trả lời"),
    "code": _("Phản hồi"),
    "former_code": _("Phản hồi trước"),
    "former_note": _("Ghi chú trước"),
    "amount": _("Số tiền"),
    "value_before": _("Giá trị trước"),
    "value_after": _("Giá trị sau"),
    "months": _("Sau số tháng"),
    "reason": _("Lý do"),
    "rule": _("Quy tắc"),
    "duty": _("Kết quả"),
    "content": _("Nội dung hợp đồng"),
    "present": _("Hợp đồng đã có"),
    "called": _("Đã gọi"),
    "outcome": _("Kết quả"),
    "before": _("Trước"),
    "after": _("Sau"),
    "shares": _("Tỷ lệ đóng góp"),
    "how": _("Cách xác minh"),
    "lapsed": _("Phải xác minh lại"),
    "private": _("Riêng của trung tâm"),
    "new": _("Địa chỉ mới"),
    "administrator": _("Quản trị viên"),
    "granted": _("Quản trị viên"),
    "match": _("Gợi ý số"),
    "id": _("Tệp số"),
    "sha256": _("Mã băm SHA-256"),
    "message": _("Tin nhắn số"),
    "letter": _("Thư số"),
    "edited": _("Đã che chữ"),
    "uid": _("Mã cuộc họp"),
    "form": _("Mã biểu mẫu"),
    "entry": _("Dòng nhật ký số"),
    "officer": _("Người phụ trách"),
    "user": _("Thành viên (số tài khoản)"),
    "link_of": _("Liên kết gửi cho (số tài khoản)"),
}

_VOCABULARIES: Mapping[str, str] = {
    "left": "deal_stages",
    "entered": "deal_stages",
    "milestone": "deal_milestones",
    "funding": "state_funding",
    "status": "rights_clearance",
    "kind": "org_types",
    "code": "match_feedback",
    "former_code": "match_feedback",
    "reason": "loss_reasons",
    "rule": "registration_rules",
    "content": "contract_clauses",
}

_CHOICES: Mapping[str, Mapping[str, Any]] = {
    "party": CHOICES["called"],
    "called": CHOICES["called"],
    "outcome": CHOICES["outcome"],
    "state": CHOICES["nda"],
    "duty": CHOICES["registration"],
    "how": VERIFIED_HOW,
}


def _amount(raw: str) -> str:
    """An amount is kept with its currency, and of a payment without: the deal's page has that."""
    return number(int(raw), 0) if raw.isdecimal() else amount_of(raw)


_WRITTEN: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("due", "on", "day", "valid_from"), day_of),
    **dict.fromkeys(("amount", "value_before", "value_after"), _amount),
    "role": lambda raw: str(ROLES.get(raw) or name_of(raw, "deal_roles")),
    "before": lambda raw: str(ROLES.get(raw, raw)),
    "after": lambda raw: str(ROLES.get(raw, raw)),
}


def details(row: Row) -> str:
    """Return the details of an entry as one line; what has no words keeps its key."""
    return "; ".join(
        _of_officers(row, key) or f"{LABELS.get(key, key)}: {_told(key, kept, row.detail[key])}"
        for key, kept in row.entry.detail.items()
        if kept is not None
    )


def _of_officers(row: Row, key: str) -> str:
    """Say who follows what from now on, and who had it before: people and codes, no numbers."""
    value = row.entry.detail.get(key)
    if key == "officer" and isinstance(value, int):
        return f"{LABELS[key]}: {_name(row, value)}"
    if key != "deals" or not isinstance(value, dict):
        return ""
    codes: dict[str, list[str]] = {}
    for code, (officer, owner) in value.items():
        codes.setdefault(_had(row, officer, owner), []).append(code)
    return "; ".join(f"{had}: {', '.join(sorted(each))}" for had, each in codes.items())


def _had(row: Row, officer: int | None, owner: int | None) -> str:
    """Name who had a deal before, and who its next step where that was somebody else."""
    if owner in {officer, None}:
        return gettext("trước do %(officer)s phụ trách", officer=_name(row, officer))
    return gettext(
        "trước do %(officer)s phụ trách, việc tiếp theo của %(owner)s",
        officer=_name(row, officer),
        owner=_name(row, owner),
    )


def _name(row: Row, number: int | None) -> str:
    if number is None:
        return gettext("không ai")
    return row.officers.get(number) or gettext("Tài khoản đã xóa")


def _told(key: str, kept: object, shown: str) -> str:
    """Write what was kept; of several, such as the days of stages, all by their codes."""
    if not isinstance(kept, Mapping):
        return _value(key, shown)
    return ", ".join(f"{name_of(code, 'deal_stages')} {value}" for code, value in kept.items())


def _value(key: str, value: str) -> str:
    if value in {"True", "False"}:
        return gettext("có") if value == "True" else gettext("không")
    if key in _VOCABULARIES:
        return name_of(value, _VOCABULARIES[key])
    if key in _CHOICES:
        return str(_CHOICES[key].get(value, value))
    return _WRITTEN.get(key, str)(value)
