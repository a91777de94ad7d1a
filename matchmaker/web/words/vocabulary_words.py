"""What the vocabularies are called."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

NAMES: Mapping[str, LazyString] = {
    "autonomy_groups": _("Nhóm tự chủ tài chính"),
    "contract_bases": _("Căn cứ ký hợp đồng"),
    "contract_clauses": _("Nội dung phải có trong hợp đồng"),
    "currencies": _("Tiền tệ"),
    "deal_milestones": _("Mốc của thương vụ"),
    "deal_roles": _("Vai trò trong thương vụ"),
    "deal_stages": _("Giai đoạn của thương vụ"),
    "event_types": _("Loại sự kiện"),
    "ford_fields": _("Lĩnh vực theo OECD (FORD)"),
    "impact_months": _("Kỳ đánh giá tác động"),
    "ip_status": _("Tình trạng bảo hộ"),
    "ip_types": _("Loại quyền sở hữu trí tuệ"),
    "local_product_types": _("Loại sản phẩm chủ lực, đặc sản"),
    "loss_reasons": _("Lý do không thành"),
    "loss_words": _("Lời báo lý do không thành cho bên kia"),
    "match_feedback": _("Câu phản hồi gợi ý"),
    "meeting_status": _("Tình trạng cuộc gặp"),
    "need_types": _("Loại nhu cầu"),
    "notification_kinds": _("Loại thông báo"),
    "org_types": _("Loại tổ chức"),
    "partner_types": _("Loại đối tác cần tìm"),
    "provinces_34": _("34 tỉnh, thành phố từ 01/07/2025"),
    "provinces_63": _("63 tỉnh, thành phố trước 01/07/2025"),
    "registration_papers": _("Giấy tờ đăng ký chuyển giao"),
    "registration_questions": _("Câu hỏi về nghĩa vụ đăng ký"),
    "registration_rules": _("Quy tắc đăng ký chuyển giao"),
    "reminders": _("Lịch nhắc"),
    "rights_clearance": _("Tình trạng làm rõ quyền"),
    "state_funding": _("Mức dùng vốn nhà nước"),
    "transfer_modes": _("Quyền, hình thức và phương thức chuyển giao"),
    "trl": _("Mức sẵn sàng công nghệ (TRL)"),
    "vn_fields": _("Lĩnh vực nghiên cứu của Việt Nam"),
}


def name(vocabulary: str) -> str:
    """Return what a vocabulary is called; one that only code knows by its own name."""
    return str(NAMES.get(vocabulary, vocabulary))
