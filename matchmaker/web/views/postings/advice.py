"""What would help a posting's matches most, as sentences."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from matchmaker.services.completeness import Completeness, Why
from matchmaker.web.forms.posting import PostingForm

_EITHER: Mapping[str, LazyString] = {
    Why.FIELD: _("tin hiện đúng chỗ khi người khác lọc theo lĩnh vực và loại"),
    Why.PARTNER: _("đúng đối tác sẽ tìm đến bạn"),
    Why.ENGLISH: _("đối tác nước ngoài đọc được"),
    Why.PLACE: _("trung tâm của tỉnh biết để hỗ trợ bạn"),
}
_TECHNOLOGY: Mapping[str, LazyString] = {
    Why.WORDS: _("hệ thống có thêm từ để so với nhu cầu của doanh nghiệp"),
    Why.REQUIREMENTS: _("gợi ý sẽ kiểm tra được yêu cầu của doanh nghiệp"),
    Why.READINESS: _("doanh nghiệp biết công nghệ đã sẵn sàng đến đâu"),
    Why.MONEY: _("doanh nghiệp biết giá có hợp ngân sách hay không"),
    Why.RIGHTS: _("việc chuyển giao không bị chậm vì vướng quyền"),
    Why.PROOF: _("doanh nghiệp có chỗ để kiểm chứng"),
}
_NEED: Mapping[str, LazyString] = {
    Why.WORDS: _("hệ thống có thêm từ để tìm công nghệ cho bạn"),
    Why.REQUIREMENTS: _("gợi ý sẽ chỉ rõ công nghệ nào đáp ứng được"),
    Why.READINESS: _("gợi ý sẽ nêu rõ công nghệ nào chưa đủ chín"),
    Why.MONEY: _("bên cung biết đề xuất nào vừa ngân sách"),
    Why.RIGHTS: _("việc chuyển giao không bị chậm vì vướng quyền"),
    Why.PROOF: _("bên cung hiểu rõ tình hình của bạn"),
}
_SIDES = {"technology": _TECHNOLOGY, "need": _NEED}
_PAIRS: Mapping[str, tuple[str, LazyString]] = {
    "price": ("price_min", _("Khoảng giá")),
    "budget": ("budget_min", _("Ngân sách")),
}


def sentences(side: str, result: Completeness, form: PostingForm) -> list[dict[str, Any]]:
    """Say what to add, what it is good for, and lead to its field."""
    return [
        {
            "label": _(
                "Điền thêm “%(what)s”: %(why)s",
                what=_what(gap.field, form),
                why=_SIDES[side].get(gap.why) or _EITHER[gap.why],
            ),
            "gain": gap.gain,
            "url": f"#{_PAIRS.get(gap.field, (gap.field,))[0]}",
        }
        for gap in result.missing
    ]


def _what(field: str, form: PostingForm) -> str:
    if field in _PAIRS:
        return str(_PAIRS[field][1])
    return str(form[field].label.text)
