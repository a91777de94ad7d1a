"""Deals in words: what the names of evidence and events are called on the page."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matchmaker.services import identity
from matchmaker.services.actors import Actor
from matchmaker.services.deals import expected_values, stages
from matchmaker.services.deals.stages import Kind
from matchmaker.services.permissions import Permission, allows
from matchmaker.web import deal_documents
from matchmaker.web.context import name_of
from matchmaker.web.formats import amount_of, day, moment, money
from matchmaker.web.words import duty_words, impact_words, payment_words
from models import Deal, DealEvent, DealEventKind, DealStage

LABELS: Mapping[str, Any] = {
    "fit": _("Vì sao phù hợp"),
    "supply_answer": _("Phản hồi của bên cung"),
    "demand_answer": _("Phản hồi của bên cầu"),
    "check_kind": _("Đã kiểm tra bằng cách nào"),
    "requirements": _("Yêu cầu bắt buộc đã đối chiếu và đạt"),
    "check_note": _("Kết quả kiểm tra"),
    "trial_minutes": _("Biên bản thử nghiệm"),
    "trial_skipped": _("Lý do bỏ qua thử nghiệm"),
    "minutes_file": _("Tệp biên bản"),
    "terms": _("Giá, phương thức và quyền đã thống nhất"),
    "contract_number": _("Số hợp đồng"),
    "contract_date": _("Ngày ký"),
    "value_expected": _("Giá trị dự kiến"),
    "value_signed": _("Giá trị hợp đồng"),
    "acceptance_minutes": _("Biên bản nghiệm thu"),
    "acceptance_date": _("Ngày nghiệm thu"),
    "reason": _("Lý do"),
    "resume_on": _("Ngày tiếp tục"),
    "loss_reason": _("Lý do kết thúc"),
    "loss_party": _("Bên nào dừng"),
    "loss_note": _("Nói rõ thêm"),
    "done": _("Đã xong"),
    "centre_from": _("Trung tâm trước"),
    "centre_to": _("Trung tâm nhận"),
    "merged_on": _("Ngày sáp nhập"),
    "loss_remedy": _("Lẽ ra cần gì để thương vụ thành?"),
    "next_step": _("Việc tiếp theo"),
    "owner": _("Người thực hiện"),
    "due": _("Hạn"),
    "officer": _("Người phụ trách"),
    "text": _("Ghi chú"),
    "joined": _("Tham gia"),
    "left": _("Không còn tham gia"),
    "role": _("Vai trò"),
    "shares": _("Tỷ lệ đóng góp"),
    "milestone": _("Mốc"),
    "unticked": _("Bỏ mốc"),
    "reached_on": _("Ngày"),
    "note": _("Ghi chú"),
    "called": _("Đã gọi"),
    "outcome": _("Kết quả"),
    "said": _("Nội dung"),
    "file": _("Tệp"),
    "audience": _("Ai được xem"),
    "nda": _("Tình trạng"),
    "nda_on": _("Ngày ký"),
    **duty_words.LABELS,
    "meeting": _("Cuộc họp"),
    "title": _("Nội dung họp"),
    "starts_at": _("Lúc"),
    "place": _("Nơi họp"),
    **payment_words.LABELS,
    **impact_words.LABELS,
}

HINTS: Mapping[str, Any] = {
    "fit": _("Một, hai câu: công nghệ giải quyết đúng việc gì của bên cầu."),
    "supply_answer": _("Nếu một bên từ chối, hãy kết thúc thương vụ và ghi lý do."),
    "requirements": _("Đánh dấu từng yêu cầu sau khi đã kiểm tra; cần đạt tất cả."),
    "check_note": _("Ai đi, gặp ai, thấy gì. Có thể để trống."),
    "trial_minutes": _("Tóm tắt kết quả đo được, hoặc đính kèm biên bản ở dưới."),
    "trial_skipped": _("Chỉ điền khi không cần thử, ví dụ công nghệ đã chạy ở nơi tương tự."),
    "minutes_file": _("PDF, Word hoặc ảnh chụp, tối đa 10 MB."),
    "terms": _("Tóm tắt những điểm hai bên đã thống nhất. Có thể để trống."),
    "contract_number": _("Ví dụ: 12/2026/HĐ-CGCN."),
    "value_signed": _("Ví dụ: 850.000.000 hoặc 850 triệu."),
    "transfer_right": _("Điền sẵn theo tin đăng công nghệ; hãy sửa theo hợp đồng."),
    "contents_reason": _("Ví dụ: các bên sẽ bổ sung bằng phụ lục."),
    "registration": _(
        "Chưa chắc? Hãy trả lời ba câu hỏi ở phần “Nghĩa vụ theo luật” của thương vụ."
    ),
    "acceptance_minutes": _("Tóm tắt biên bản, hoặc đính kèm tệp ở dưới."),
    "loss_note": _("Bắt buộc khi chọn “Khác”. Hai bên không đọc phần này."),
    "loss_remedy": _("Một câu, để lần sau làm tốt hơn. Hai bên không đọc phần này."),
}

CHOICES: Mapping[str, Mapping[str, Any]] = {
    "check_kind": {
        "visit": _("Đến tận nơi"),
        "call": _("Gọi điện, họp trực tuyến"),
        "test": _("Thử mẫu"),
    },
    "registration": duty_words.DUTIES,
    "loss_party": {"supply": _("Bên cung"), "demand": _("Bên cầu")},
    "called": {"supply": _("Bên cung"), "demand": _("Bên cầu")},
    "outcome": {
        "spoke": _("Nói chuyện được"),
        "no_answer": _("Không nghe máy"),
        "later": _("Hẹn gọi lại"),
    },
    "nda": {state.value: name for state, name in deal_documents.NDA_STATES.items()},
    "meeting": {
        "planned": _("Đã hẹn"),
        "changed": _("Đã đổi"),
        "cancelled": _("Đã hủy"),
    },
}

_VOCABULARIES = {
    "role": "deal_roles",
    "milestone": "deal_milestones",
    "unticked": "deal_milestones",
    **duty_words.VOCABULARIES,
}
_DAYS = {"due", "reached_on", "nda_on", "merged_on", *duty_words.DAYS}
_HEADLINES = ("called", "outcome", "milestone", "meeting", "value_expected")
"""What stands in the title of a row, so that a call or a milestone takes one line."""

_ICONS: Mapping[DealEventKind, str] = {
    DealEventKind.OPENED: "heart-handshake",
    DealEventKind.STAGE: "arrow-right",
    DealEventKind.NEXT_STEP: "flag",
    DealEventKind.NOTE: "message",
    DealEventKind.DOCUMENT: "paperclip",
    DealEventKind.OFFICER: "user",
    DealEventKind.CALL: "phone",
    DealEventKind.PARTY: "users",
    DealEventKind.CREDIT: "percentage",
    DealEventKind.MILESTONE: "flag-check",
    DealEventKind.MEETING: "calendar",
    DealEventKind.NDA: "shield-check",
    DealEventKind.DUTY: "gavel",
    DealEventKind.CLEARANCE: "scale",
    DealEventKind.VALUE: "coin",
    DealEventKind.PAYMENT: "coin",
    DealEventKind.IMPACT: "chart-bar",
    DealEventKind.CENTRE: "building",
}

_TITLES: Mapping[DealEventKind, Any] = {
    DealEventKind.OPENED: _("Trung tâm nhận gợi ý và mở thương vụ"),
    DealEventKind.NEXT_STEP: _("Đặt lại việc tiếp theo"),
    DealEventKind.OFFICER: _("Giao người phụ trách"),
    DealEventKind.NOTE: _("Ghi chú"),
    DealEventKind.CALL: _("Cuộc gọi"),
    DealEventKind.PARTY: _("Các bên tham gia"),
    DealEventKind.CREDIT: _("Chia tỷ lệ đóng góp giữa các trung tâm"),
    DealEventKind.MILESTONE: _("Ghi nhận mốc"),
    DealEventKind.MEETING: _("Cuộc họp"),
    DealEventKind.NDA: _("Thỏa thuận bảo mật"),
    DealEventKind.DUTY: _("Nghĩa vụ theo luật"),
    DealEventKind.CLEARANCE: _("Làm rõ quyền đối với kết quả dùng vốn nhà nước"),
    DealEventKind.VALUE: _("Giá trị dự kiến"),
    DealEventKind.PAYMENT: _("Thanh toán"),
    DealEventKind.IMPACT: _("Đánh giá tác động"),
    DealEventKind.CENTRE: _("Đổi trung tâm theo dõi"),
}


_OWN: Mapping[str, Callable[[str, str], str]] = {
    **dict.fromkeys(payment_words.LABELS, payment_words.in_words),
    **dict.fromkeys(impact_words.LABELS, impact_words.in_words),
    "starts_at": lambda _name, raw: _moment(raw),
    "value_expected": lambda _name, raw: _expected(raw),
}


def in_words(name: str, raw: str, currency: str = "VND") -> str:
    """Write a kept value of evidence ``name`` as people read it; amounts are of ``currency``."""
    if raw in CHOICES.get(name, ()):
        return str(CHOICES[name][raw])
    if name in _VOCABULARIES:
        return name_of(raw, _VOCABULARIES[name])
    if name in _OWN:
        return _OWN[name](name, raw)
    evidence = stages.FIELDS.get(name)
    kind = evidence.kind if evidence else (Kind.DATE if name in _DAYS else Kind.LINE)
    match kind:
        case Kind.CODE if evidence:
            return name_of(raw, evidence.vocabulary)
        case Kind.CODES if evidence:
            return "; ".join(name_of(each, evidence.vocabulary) for each in raw.split("\n"))
        case Kind.DATE:
            return _day(raw)
        case Kind.MONEY:
            return money(int(raw), currency) if raw.isdecimal() else raw
        case _:
            return raw


def _day(raw: str) -> str:
    try:
        return day(date.fromisoformat(raw))
    except ValueError:
        return raw


def _expected(raw: str) -> str:
    return gettext("chưa rõ") if raw == expected_values.UNKNOWN else amount_of(raw)


def _moment(raw: str) -> str:
    try:
        return moment(datetime.fromisoformat(raw))
    except ValueError:
        return raw


def told(actor: Actor, deal: Deal) -> list[dict[str, Any]]:
    """Return the timeline as ``actor`` may read it, newest first."""
    inside = allows(actor, Permission.DEAL_INSIDE, deal)
    known = identity.is_known(actor, deal.need)
    return [
        _row(actor, deal, event, known=known)
        for event in reversed(deal.timeline)
        if (inside or not event.private) and deal_documents.may_be_told(actor, deal, event)
    ]


def _row(actor: Actor, deal: Deal, event: DealEvent, *, known: bool) -> dict[str, Any]:
    lost = event.stage_to is DealStage.LOST
    hidden = lost and not allows(actor, Permission.LOSS_READ, deal)
    text = "" if hidden else identity.shown(actor, deal.need, event.text)
    named = stages.read(text) if event.kind is not DealEventKind.NOTE else {}
    if event.kind is DealEventKind.DOCUMENT:
        named = deal_documents.told(deal, event)
    elif not deal_documents.is_named_to(actor, deal, named.get("minutes_file", "")):
        named.pop("minutes_file")
    headline = [in_words(name, named.pop(name)) for name in _HEADLINES if named.get(name)]
    return {
        "icon": _ICONS[event.kind],
        "what": ": ".join([_what(event), *([" – ".join(headline)] if headline else [])]),
        "at": event.at,
        "who": event.by.display_name if event.by else "",
        "private": event.private,
        "values": [
            (str(LABELS.get(name, name)), in_words(name, value, named.get("currency", "VND")))
            for name, value in named.items()
            if value
        ],
        "text": "" if named or headline else text,
    }


def _what(event: DealEvent) -> str:
    if event.kind is DealEventKind.STAGE:
        left, entered = (
            name_of(stage, "deal_stages") for stage in (event.stage_from, event.stage_to)
        )
        return f"{left} → {entered}"
    if event.kind is DealEventKind.DOCUMENT:
        return deal_documents.title_of(event)
    if event.kind is DealEventKind.NOTE and event.private:
        return gettext("Ghi chú riêng của trung tâm")
    return str(_TITLES[event.kind])
