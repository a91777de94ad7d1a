"""What the states, moves, operators and choices of postings are called."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from models import Operator, PostingMove, PostingState, Source

STATES: Mapping[PostingState, LazyString] = {
    PostingState.DRAFT: _("Bản nháp"),
    PostingState.SUBMITTED: _("Chờ duyệt"),
    PostingState.SENT_BACK: _("Cần sửa lại"),
    PostingState.PUBLISHED: _("Đang đăng"),
    PostingState.PAUSED: _("Đang tạm ẩn"),
    PostingState.EXPIRED: _("Hết hạn"),
    PostingState.TRANSFERRED: _("Đã chuyển giao"),
    PostingState.REMOVED: _("Đã gỡ"),
}
MOVES: Mapping[PostingMove, LazyString] = {
    PostingMove.SUBMIT: _("Gửi duyệt"),
    PostingMove.WITHDRAW: _("Rút về sửa"),
    PostingMove.PUBLISH: _("Duyệt đăng"),
    PostingMove.SEND_BACK: _("Trả lại để sửa"),
    PostingMove.PAUSE: _("Tạm ẩn tin"),
    PostingMove.RESUME: _("Hiện lại"),
    PostingMove.EXPIRE: _("Hết hạn"),
    PostingMove.RENEW: _("Gia hạn"),
    PostingMove.TRANSFER: _("Đánh dấu đã chuyển giao"),
    PostingMove.REMOVE: _("Gỡ tin"),
    PostingMove.RESTORE: _("Khôi phục"),
}
DONE: Mapping[PostingMove, LazyString] = {
    PostingMove.SUBMIT: _("Đã gửi duyệt. Trong lúc chờ, bạn có thể xem trước các gợi ý ghép nối."),
    PostingMove.WITHDRAW: _("Đã rút tin về bản nháp để sửa."),
    PostingMove.PUBLISH: _("Tin đã được đăng; người đăng được báo qua email."),
    PostingMove.SEND_BACK: _("Đã trả lại tin; người đăng nhận được lý do qua email."),
    PostingMove.PAUSE: _("Tin đã tạm ẩn. Bạn có thể cho hiện lại bất cứ lúc nào."),
    PostingMove.RESUME: _("Tin đã hiện lại."),
    PostingMove.RENEW: _("Đã gia hạn tin thêm 180 ngày."),
    PostingMove.TRANSFER: _("Đã đánh dấu tin là đã chuyển giao."),
    PostingMove.REMOVE: _("Đã gỡ tin. Bạn có thể tìm lại trong mục “Đã gỡ”."),
    PostingMove.RESTORE: _("Đã khôi phục tin thành bản nháp."),
}
OPERATORS: Mapping[Operator, LazyString] = {
    Operator.AT_LEAST: _("ít nhất"),
    Operator.AT_MOST: _("nhiều nhất"),
    Operator.EQUALS: _("bằng"),
    Operator.BETWEEN: _("trong khoảng"),
}
SOURCES: Mapping[Source, LazyString] = {
    Source.WEB: _("Tự đăng trên trang này"),
    Source.VISIT: _("Ghi nhận khi đến thăm cơ sở"),
    Source.EVENT: _("Ghi nhận tại sự kiện"),
    Source.PHONE: _("Ghi nhận qua điện thoại"),
    Source.LETTER: _("Ghi nhận qua công văn, thư"),
}
WILLING: Mapping[str, LazyString] = {
    "trial": _("Cho thử nghiệm tại cơ sở"),
    "co_develop": _("Cùng phát triển, hoàn thiện"),
    "licence": _("Mua quyền sử dụng (li-xăng)"),
    "buy": _("Mua công nghệ, thiết bị"),
}
SIDES: Mapping[str, LazyString] = {
    "technology": _("Công nghệ"),
    "need": _("Nhu cầu công nghệ"),
}
