"""How far a mail has come, in words."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from models import MailState

STATES: Mapping[MailState, LazyString] = {
    MailState.WAITING: _("Đang chờ"),
    MailState.SENDING: _("Đang gửi"),
    MailState.RETRYING: _("Gửi lỗi, sẽ thử lại"),
    MailState.UNCERTAIN: _("Chưa rõ đã tới chưa"),
    MailState.GIVEN_UP: _("Đã thôi gửi"),
    MailState.BOUNCED: _("Bị trả lại"),
    MailState.SENT: _("Đã gửi"),
}

TONES: Mapping[MailState, str] = {
    MailState.WAITING: "neutral",
    MailState.SENDING: "info",
    MailState.RETRYING: "warn",
    MailState.UNCERTAIN: "warn",
    MailState.GIVEN_UP: "bad",
    MailState.BOUNCED: "bad",
    MailState.SENT: "good",
}

HINTS: Mapping[MailState, LazyString] = {
    MailState.WAITING: _("Thư chờ đến lượt, hoặc chờ hết giờ nghỉ của người nhận rồi mới gửi."),
    MailState.UNCERTAIN: _(
        "Chương trình dừng đúng lúc máy chủ thư đang nhận, nên có lẽ thư đã tới. Hệ thống không tự "
        "gửi lại để người nhận khỏi nhận hai lần; hãy hỏi người nhận rồi gửi lại nếu cần."
    ),
    MailState.GIVEN_UP: _(
        "Máy chủ thư đã từ chối hẳn, hoặc từ chối quá nhiều lần. Sửa nguyên nhân rồi bấm gửi lại."
    ),
    MailState.BOUNCED: _(
        "Thư đã đi nhưng bị trả lại. Người nhận thấy lời nhắc sửa địa chỉ khi đăng nhập."
    ),
}
