"""The sentence of each notification, and what the button says that opens its page.

``WORDS`` has an entry for each ``what`` that :func:`services.notifications.tell` is given; one
without an entry is told by its kind. A sentence may name ``deal``, ``posting`` and whatever is in
``detail``: codes of vocabularies, days and numbers are written out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from models import NotificationKind


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence, and what the button says that opens its page."""

    sentence: LazyString
    action: LazyString


WORDS: Mapping[str, Words] = {
    "opened": Words(
        _("Trung tâm đã cử cán bộ theo dõi thương vụ %(deal)s"), _("Xem các bước tiếp theo")
    ),
    "stage": Words(_("Thương vụ %(deal)s chuyển sang: %(stage)s"), _("Xem thương vụ")),
    "paused": Words(_("Thương vụ %(deal)s tạm dừng đến %(until)s"), _("Xem thương vụ")),
    "back": Words(_("Thương vụ %(deal)s quay lại giai đoạn: %(stage)s"), _("Xem thương vụ")),
    "lost": Words(_("Thương vụ %(deal)s đã khép lại"), _("Xem lý do và gợi ý tiếp")),
    "completed": Words(_("Thương vụ %(deal)s đã hoàn thành"), _("Xem những ngày sẽ hỏi kết quả")),
    "reopened": Words(_("Thương vụ %(deal)s được mở lại"), _("Xem các bước tiếp theo")),
    "impact_asked": Words(
        _("%(deal)s: sau %(months)s tháng, công nghệ đã đem lại gì cho đơn vị bạn?"),
        _("Trả lời trong hai phút"),
    ),
    "impact_reminded": Words(
        _("Nhắc lại, %(deal)s: sau %(months)s tháng, công nghệ đã đem lại gì cho đơn vị bạn?"),
        _("Trả lời trong hai phút"),
    ),
    "impact_answered": Words(
        _("%(deal)s: bên cầu đã trả lời kết quả sau %(months)s tháng"), _("Xem và xác nhận")
    ),
    "impact_silent": Words(
        _("%(deal)s: chưa có câu trả lời về kết quả sau %(months)s tháng. Hãy gọi điện."),
        _("Ghi câu trả lời"),
    ),
    "impact_unreachable": Words(
        _("%(deal)s: không có ai để gửi câu hỏi về kết quả sau %(months)s tháng. Hãy gọi điện."),
        _("Ghi câu trả lời"),
    ),
    "joined": Words(
        _("Tổ chức của bạn tham gia thương vụ %(deal)s, vai trò: %(role)s"), _("Xem thương vụ")
    ),
    "shared": Words(
        _("Trung tâm của bạn cùng theo dõi thương vụ %(deal)s, phần đóng góp: %(percent)s/100"),
        _("Xem thương vụ"),
    ),
    "filing": Words(
        _("Thương vụ %(deal)s: hạn nộp hồ sơ đăng ký chuyển giao là %(due)s"),
        _("Xem hồ sơ cần có"),
    ),
    "filing_late": Words(
        _("Thương vụ %(deal)s: đã quá hạn nộp hồ sơ đăng ký chuyển giao (%(due)s)"),
        _("Xem hồ sơ cần có"),
    ),
    "message": Words(_("Tin nhắn mới trong thương vụ %(deal)s"), _("Đọc và trả lời")),
    "stranger": Words(
        _("%(deal)s: có thư của người ngoài, đang chờ bạn xem"), _("Đọc và quyết định")
    ),
    "held": Words(
        _("%(deal)s: thư trả lời được giữ lại vì nêu tên bên cầu đăng ẩn danh"),
        _("Đọc và chuyển lời"),
    ),
    "bounced": Words(
        _("%(deal)s: thư gửi một người của %(party)s không tới được. Hãy gọi điện báo họ."),
        _("Xem cách liên hệ"),
    ),
    "interest": Words(
        _("%(posting)s: %(party)s quan tâm đến gợi ý ghép nối"), _("Xem và phản hồi")
    ),
    "declined": Words(_("%(posting)s: %(party)s từ chối, lý do: %(answer)s"), _("Xem phản hồi")),
    "both": Words(
        _("%(posting)s: hai bên đều quan tâm, chờ trung tâm"), _("Xem lý do và quyết định")
    ),
    "published": Words(
        _("Tin %(posting)s của bạn đã được đăng đến hết ngày %(until)s"),
        _("Xem tin và gợi ý ghép nối"),
    ),
    "sent_back": Words(_("Tin %(posting)s của bạn cần sửa trước khi đăng"), _("Sửa tin")),
    "expired": Words(_("Tin %(posting)s của bạn đã hết hạn đăng"), _("Gia hạn tin")),
    "expiring": Words(
        _("Tin %(posting)s của bạn hết hạn ngày %(until)s. Nội dung còn đúng thì gia hạn."),
        _("Gia hạn tin"),
    ),
    "unanswered": Words(
        _("%(posting)s: %(party)s chờ bạn phản hồi đã %(days)s ngày"), _("Xem và phản hồi")
    ),
    "call": Words(
        _("%(posting)s: %(party)s chưa phản hồi sau %(days)s ngày. Hãy gọi điện."),
        _("Xem cách liên hệ"),
    ),
    "question": Words(
        _("Thương vụ %(deal)s: một câu hỏi chờ bạn trả lời đã %(days)s ngày"), _("Đọc và trả lời")
    ),
    "call_about": Words(
        _("%(deal)s: %(party)s chưa trả lời câu hỏi sau %(days)s ngày. Hãy gọi điện."),
        _("Xem cách liên hệ"),
    ),
    "overdue": Words(_("%(deal)s: việc của bạn quá hạn từ ngày %(due)s"), _("Làm việc này")),
    "overdue_head": Words(
        _("%(deal)s: việc quá hạn từ ngày %(due)s, người phụ trách chưa làm"), _("Xem thương vụ")
    ),
    "matches": Words(
        _("%(posting)s: %(count)s gợi ý ghép nối mới, hãy xem và phản hồi"), _("Xem gợi ý")
    ),
}

BY_KIND: Mapping[NotificationKind, Words] = {
    NotificationKind.MATCH: Words(_("%(about)s: có gợi ý ghép nối mới"), _("Xem gợi ý")),
    NotificationKind.ANSWER: Words(_("%(about)s: bên kia đã phản hồi"), _("Xem phản hồi")),
    NotificationKind.WAITING: Words(_("%(about)s đang chờ bạn"), _("Làm việc này")),
    NotificationKind.STAGE: Words(_("%(about)s có bước tiến mới"), _("Mở xem")),
    NotificationKind.OVERDUE: Words(_("%(about)s có việc quá hạn"), _("Làm việc này")),
    NotificationKind.MESSAGE: Words(_("%(about)s có tin nhắn mới"), _("Đọc và trả lời")),
    NotificationKind.REVIEW: Words(_("%(about)s đã được xem xét"), _("Xem kết quả")),
    NotificationKind.RENEWAL: Words(_("%(about)s cần gia hạn"), _("Gia hạn tin")),
    NotificationKind.IMPACT: Words(
        _("%(about)s: xin cho biết kết quả sau chuyển giao"), _("Trả lời")
    ),
}
