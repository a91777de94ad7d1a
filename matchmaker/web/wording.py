"""What the program's own codes (sides, roles, states, operators …) are called on a page."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from matchmaker.web.words import posting_words
from models import MemberRole, Side

ORGANISATION_SIDES: dict[str, LazyString] = {
    Side.SUPPLY: _("Bên cung công nghệ"),
    Side.DEMAND: _("Bên cầu công nghệ"),
    Side.BOTH: _("Vừa cung vừa cầu"),
    Side.BROKER: _("Trung gian, kết nối"),
    Side.SERVICE: _("Dịch vụ hỗ trợ"),
    Side.OVERSIGHT: _("Quản lý nhà nước"),
}

ROLES: dict[str, LazyString] = {
    MemberRole.OWNER: _("Người quản lý"),
    MemberRole.EDITOR: _("Biên tập"),
    MemberRole.READER: _("Chỉ xem"),
}

VERIFIED_HOW: dict[str, LazyString] = {
    "papers": _("Đã xem giấy tờ (đăng ký kinh doanh, quyết định thành lập)"),
    "visit": _("Đã đến tận nơi"),
    "tax_register": _("Đã tra cứu mã số thuế, đăng ký doanh nghiệp"),
    "known": _("Đã làm việc với tổ chức này từ trước"),
}

NAMES: Mapping[str, Mapping[Any, LazyString]] = {
    "state": posting_words.STATES,
    "move": posting_words.MOVES,
    "operator": posting_words.OPERATORS,
    "willing_to": posting_words.WILLING,
    "source": posting_words.SOURCES,
    "organisation_side": ORGANISATION_SIDES,
    "role": ROLES,
    "verified_how": VERIFIED_HOW,
}


def word_for(code: object, kind: str) -> str:
    """Return what ``code`` is called, the code itself where nothing calls it; for templates."""
    return str(NAMES[kind].get(str(code), code or ""))
