"""The audit trail in words: what was done, and by whom as far as the reader may know."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from matchmaker.services.records import Row
from matchmaker.web.words import audit_details

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
    "match:decline": _("Từ chối một gợi ý"),
    "deal:open": _("Mở thương vụ"),
    "deal:advance": _("Chuyển giai đoạn"),
    "deal:value": _("Ghi giá trị dự kiến"),
    "deal:plan": _("Đặt việc tiếp theo"),
    "deal:postpone": _("Lùi hạn việc tiếp theo"),
    "deal:note": _("Ghi chú"),
    "deal:call": _("Ghi cuộc gọi"),
    "deal:attach": _("Thêm tài liệu"),
    "deal:assign": _("Giao người phụ trách"),
    "deal:registration": _("Trả lời về nghĩa vụ đăng ký"),
    "deal:clearance": _("Ghi bước làm rõ quyền"),
    "deal:nda": _("Ghi tình trạng thỏa thuận bảo mật"),
    "deal:add-party": _("Thêm bên tham gia"),
    "deal:remove-party": _("Bỏ bên tham gia"),
    "deal:share": _("Chia tỷ lệ đóng góp"),
    "deal:content": _("Đánh dấu nội dung hợp đồng"),
    "deal:draft": _("Tải bản thảo hợp đồng"),
    "deal:funding": _("Ghi nguồn vốn nhà nước"),
    "deal:registration-file": _("Ghi hồ sơ đăng ký chuyển giao"),
    "deal:reassign": _("Giao lại thương vụ"),
    "deal:reassign-undo": _("Hoàn tác việc giao lại"),
    "deal:reopen": _("Mở lại thương vụ"),
    "deal:tick": _("Đánh dấu mốc đã đạt"),
    "deal:untick": _("Bỏ đánh dấu mốc"),
    "deal:undo-call": _("Bỏ ghi chú cuộc gọi"),
    "deal:meeting-planned": _("Hẹn họp"),
    "deal:meeting-changed": _("Đổi cuộc họp"),
    "deal:meeting-cancelled": _("Hủy cuộc họp"),
    "document:added": _("Thêm tài liệu"),
    "document:renewed": _("Tải lên bản mới của tài liệu"),
    "document:shared": _("Đổi người được xem tài liệu"),
    "document:withdrawn": _("Rút tài liệu"),
    "document:restored": _("Khôi phục tài liệu"),
    "payment:added": _("Thêm khoản thanh toán"),
    "payment:changed": _("Sửa khoản thanh toán"),
    "payment:removed": _("Xóa khoản thanh toán"),
    "payment:paid": _("Ghi đã trả"),
    "payment:unpaid": _("Bỏ ghi đã trả"),
    "impact:asked": _("Gửi câu hỏi đánh giá tác động"),
    "impact:unreachable": _("Không có ai để hỏi về tác động"),
    "impact:answer": _("Mở liên kết trả lời về tác động"),
    "impact:answered": _("Trả lời về tác động"),
    "impact:telephone": _("Ghi trả lời về tác động qua điện thoại"),
    "impact:confirmed": _("Xác nhận trả lời về tác động"),
    "impact:asked_back": _("Hỏi lại về tác động"),
    "impact:withdrawn": _("Bỏ xác nhận về tác động"),
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
    "organisation:member-role": _("Đổi vai trò thành viên"),
    "organisation:merge": _("Sáp nhập trung tâm"),
    "clock:adjust": _("Chỉnh đồng hồ giai đoạn"),
    "calendar:renew": _("Đổi địa chỉ lịch riêng"),
    "calendar:switch-off": _("Tắt lịch riêng"),
    "learning:adopt": _("Dùng trọng số mới học được"),
    "learning:undo": _("Bỏ trọng số đã học"),
    "mail:resend": _("Gửi lại thư"),
    "vocabulary:revise": _("Thêm phiên bản danh mục"),
    "vocabulary:add": _("Thêm quy tắc"),
    "vocabulary:repeal": _("Bãi bỏ quy tắc"),
    "vocabulary:restore": _("Khôi phục quy tắc"),
    "user:sign-in": _("Đăng nhập"),
    "user:password": _("Đổi mật khẩu"),
    "user:password-reset": _("Đặt lại mật khẩu"),
    "user:recovery-codes": _("Tạo mã khôi phục mới"),
    "user:two-step-on": _("Bật xác minh hai bước"),
    "user:two-step-off": _("Tắt xác minh hai bước"),
    "user:passkey-add": _("Thêm khóa truy cập"),
    "user:passkey-delete": _("Xóa khóa truy cập"),
    "user:add": _("Tạo tài khoản"),
    "user:edit": _("Sửa thông tin tài khoản"),
    "user:address": _("Đổi địa chỉ email"),
    "user:lock": _("Tạm khóa vì sai mật khẩu nhiều lần"),
    "user:block": _("Khóa tài khoản"),
    "user:unblock": _("Mở lại tài khoản"),
    "user:remove": _("Xóa tài khoản"),
    "user:administrator": _("Đổi quyền quản trị"),
}


def done(action: str) -> str:
    """Say what was done; an action without words goes by its own name."""
    return str(_DONE.get(action, action))


def told(row: Row, known: Mapping[int, bool]) -> dict[str, Any]:
    """Return what a page shows of an entry; ``known`` are those whom the reader may know.

    Of some the reader may also know where they did it.
    """
    entry = row.entry
    named = entry.by_id in known and not row.unnamed
    return {
        "at": entry.at,
        "done": done(entry.action),
        "who": _who(row, named=named),
        "address": entry.address if named and known.get(entry.by_id or 0) else "",
        "detail": audit_details.details(row),
    }


def _who(row: Row, *, named: bool) -> str:
    entry = row.entry
    if row.unnamed:
        return gettext("Tổ chức đăng ẩn danh")
    if entry.by is None:
        return gettext("Tài khoản đã xóa") if entry.person else gettext("Hệ thống")
    return entry.by.display_name if named else gettext("Người của tổ chức khác")
