"""What was learned, in plain words."""

from collections.abc import Mapping
from typing import Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.matching.parts import MINIMUM_NEEDS
from matchmaker.web.formats import number
from models import Weighting

_PARTS: Final[Mapping[str, LazyString]] = {
    "title": _l("Từ trong tên công nghệ"),
    "title_pairs": _l("Cụm từ trong tên công nghệ"),
    "short": _l("Từ trong tóm tắt và từ khóa"),
    "short_pairs": _l("Cụm từ trong tóm tắt và từ khóa"),
    "long": _l("Từ trong các phần viết dài"),
    "long_pairs": _l("Cụm từ trong các phần viết dài"),
}


def changes(weighting: Weighting) -> list[str]:
    """Say which parts of the score count more than before, and which less."""
    shown = [(part, round(factor, 1)) for part, factor in weighting.factors.items()]
    return [_change(part, factor) for part, factor in shown if factor != 1]


def _change(part: str, factor: float) -> str:
    words = {"part": str(_PARTS.get(part, part)), "times": number(factor, 1)}
    if factor > 1:
        return _("%(part)s: tính gấp %(times)s lần", **words)
    return _("%(part)s: chỉ tính bằng %(times)s lần", **words)


def state(weighting: Weighting, present: Weighting | None) -> str:
    """Say whether it is in force, was, or never came to be."""
    if present is not None and weighting.id == present.id:
        return _("Đang áp dụng")
    if weighting.undone_at:
        return _("Đã hoàn tác")
    return _("Không còn dùng") if weighting.adopted_at else _("Không dùng")


def outcome(weighting: Weighting) -> str:
    """Say what came of it in one sentence."""
    match weighting.verdict:
        case "few":
            return _(
                "Không dùng: mới có %(needs)s nhu cầu có cả phản hồi hợp và không hợp, "
                "cần ít nhất %(minimum)s.",
                needs=number(weighting.needs, 0),
                minimum=MINIMUM_NEEDS,
            )
        case "not_better":
            return _("Không dùng: không xếp đúng hơn cách tính gốc.")
        case "chance":
            return _("Không dùng: hơn cách tính gốc quá ít, có thể chỉ do ngẫu nhiên.")
        case _:
            return _("Xếp đúng hơn cách tính gốc.")
