"""The audit trail in words: what was done, and by whom as far as the reader may know."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from matchmaker.services.records import Row

_DONE: Mapping[str, LazyString] = {
    "posting:create": _("Tạo tin"),
    "posting:edit": _("Sửa tin"),
    "posting:submit": _("Gửi duyệt"),
    "posting:withdraw": _("Rút lại để sửa"),
    "posting:publish": _("Duyệt đăng"),
    "posting:send_back": _("Trả lại để sửa"),
    "posting:expire": _("Hết hạn đăng"),
    "posting:renew": _("Gia hạn"),
    "posting:pause": _("Tạm ẩn"),
    "posting:resume": _("Hiện lại"),
    "posting:transfer": _("Đánh dấu đã chuyển giao"),
    "posting:remove": _("Gỡ tin"),
    "posting:restore": _("Khôi phục tin"),
    "attachment:add": _("Thêm tệp"),
    "attachment:describe": _("Sửa chú thích tệp"),
    "attachment:remove": _("Xóa tệp"),
    "need:let-in": _("Cho một tổ chức biết tên"),
    "need:shut-out": _("Thôi cho một tổ chức biết tên"),
    "match:answer": _("Phản hồi một gợi ý"),
    "deal:open": _("Mở thương vụ"),
    "deal:advance": _("Chuyển giai đoạn"),
    "deal:plan": _("Đặt việc tiếp theo"),
    "deal:postpone": _("Lùi hạn việc tiếp theo"),
    "deal:note": _("Ghi chú"),
    "deal:call": _("Ghi cuộc gọi"),
    "deal:attach": _("Thêm tài liệu"),
    "deal:assign": _("Giao người phụ trách"),
    "deal:registration": _("Trả lời về nghĩa vụ đăng ký"),
    "deal:clearance": _("Ghi bước làm rõ quyền"),
    "deal:nda": _("Ghi tình trạng thỏa thuận bảo mật"),
    "message:write": _("Viết tin nhắn"),
    "stranger:let-in": _("Đưa thư của người ngoài vào cuộc trao đổi"),
    "stranger:dismiss": _("Bỏ qua thư của người ngoài"),
    "stranger:restore": _("Lấy lại thư của người ngoài"),
    "organisation:create": _("Đăng ký tổ chức"),
    "organisation:edit": _("Sửa thông tin tổ chức"),
    "organisation:verify": _("Xác minh tổ chức"),
    "organisation:unverify": _("Bỏ xác minh"),
    "organisation:member-invite": _("Mời thành viên"),
    "organisation:member-join": _("Thành viên tham gia"),
    "organisation:member-remove": _("Đưa thành viên ra"),
}


def told(row: Row, known: Mapping[int, bool]) -> dict[str, Any]:
    """Return what a page shows of an entry; ``known`` are those whom the reader may know.

    Of some the reader may also know where they did it.
    """
    entry = row.entry
    named = entry.by_id in known and not row.unnamed
    return {
        "at": entry.at,
        "done": str(_DONE.get(entry.action, entry.action)),
        "who": _who(row, named=named),
        "address": entry.address if named and known.get(entry.by_id or 0) else "",
        "detail": "; ".join(f"{name}: {value}" for name, value in row.detail.items()),
    }


def _who(row: Row, *, named: bool) -> str:
    entry = row.entry
    if row.unnamed:
        return gettext("Tổ chức đăng ẩn danh")
    if entry.by is None:
        return gettext("Tài khoản đã xóa") if entry.person else gettext("Hệ thống")
    return entry.by.display_name if named else gettext("Người của tổ chức khác")
