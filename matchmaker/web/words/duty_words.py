"""Duties in words: what their names, codes and refusals are called on the page."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from matchmaker.services import duties, identity
from matchmaker.services.actors import Actor
from matchmaker.services.duties import Blockage
from matchmaker.services.duties.clearance import Standing
from matchmaker.services.errors import RightsUnsettled
from models import Deal

LABELS: Mapping[str, Any] = {
    "currency": _("Loại tiền"),
    "transfer_right": _("Quyền được chuyển giao"),
    "transfer_form": _("Hình thức chuyển giao"),
    "transfer_method": _("Phương thức chuyển giao"),
    "contents": _("Nội dung hợp đồng đã có"),
    "contents_reason": _("Nếu hợp đồng chưa đủ nội dung: vì sao vẫn ký"),
    "registration": _("Trường hợp đăng ký chuyển giao công nghệ"),
    "filed_on": _("Ngày nộp hồ sơ"),
    "certificate_number": _("Số giấy chứng nhận"),
    "certificate_date": _("Ngày cấp giấy chứng nhận"),
    "state_funding": _("Vốn nhà nước trong nghiên cứu"),
    "task_code": _("Mã số nhiệm vụ khoa học và công nghệ"),
    "clearance": _("Tình trạng giao quyền"),
    "authority": _("Cơ quan"),
    "on": _("Ngày"),
    "reference": _("Số văn bản"),
    "clearance_note": _("Ghi chú"),
}

VOCABULARIES: Mapping[str, str] = {
    "registration": "registration_rules",
    "state_funding": "state_funding",
    "clearance": "rights_clearance",
}
"""The vocabularies of what the timeline keeps as codes."""

DAYS = frozenset({"filed_on", "certificate_date", "on"})

DUTIES: Mapping[str, Any] = {
    "must": _("Phải đăng ký"),
    "exempt": _("Không phải đăng ký"),
    "voluntary": _("Không bắt buộc, nên đăng ký"),
}

FILERS: Mapping[str, Any] = {
    "supply": _("Bên giao thay mặt các bên nộp hồ sơ."),
    "demand": _("Bên nhận thay mặt các bên nộp hồ sơ."),
}

STANDINGS: Mapping[Standing, Any] = {
    Standing.NOT_NEEDED: _("Không cần làm rõ quyền"),
    Standing.SETTLED: _("Quyền đã rõ"),
    Standing.OPEN: _("Chưa làm rõ quyền"),
    Standing.WAITING: _("Đang chờ cơ quan quyết định"),
    Standing.REFUSED: _("Không được giao quyền"),
}


def blocked(actor: Actor, deal: Deal) -> str:
    """Say how long a deal has waited for rights, and where; nothing where it does not."""
    blockage = duties.blocked(deal)
    return _blocked(blockage, actor, deal) if blockage else ""


def _blocked(blockage: Blockage, actor: Actor, deal: Deal) -> str:
    where = identity.shown(actor, deal.need, ", ".join(blockage.authorities))
    if not blockage.days:
        return gettext("Vướng từ hôm nay, ở %(where)s", where=where)
    return ngettext(
        "Vướng %(num)d ngày, ở %(where)s",
        "Vướng %(num)d ngày, ở %(where)s",
        blockage.days,
        where=where,
    )


def unsettled(refusal: RightsUnsettled) -> str:
    """Say why a contract may not be signed yet, and what to do."""
    match refusal.standing:
        case Standing.WAITING:
            return gettext(
                "Chưa ký được: đang chờ %(where)s quyết định về quyền đối với kết quả dùng vốn nhà"
                " nước. Khi có văn bản, hãy ghi quyết định ở phần “Nghĩa vụ theo luật”.",
                where=", ".join(refusal.authorities),
            )
        case Standing.REFUSED:
            return gettext(
                "Chưa ký được: cơ quan không giao quyền đối với kết quả dùng vốn nhà nước. Hãy đề"
                " nghị lại, hoặc kết thúc thương vụ và ghi lý do."
            )
        case _:
            return gettext(
                "Chưa ký được: công nghệ có dùng vốn nhà nước mà chưa làm rõ quyền. Hãy ghi đề nghị"
                " giao quyền, hoặc quyết định đã có, ở phần “Nghĩa vụ theo luật”."
            )
