"""What was learned, every time, as a table."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _

from matchmaker.web.spreadsheets import Column
from matchmaker.web.words import learning_words
from models import Weighting


def _right(name: str) -> Callable[[Weighting], float | None]:
    """Return how many of a hundred pairs were in the right order; nothing where none were asked."""

    def share(weighting: Weighting) -> float | None:
        asked = weighting.verdict != "few"
        return round(getattr(weighting, name) * 100, 1) if asked else None

    return share


def columns(present: Weighting | None) -> list[Column]:
    """Return the columns; ``present`` is the weighting in force."""
    return [
        Column(_("Lúc"), lambda each: each.learned_at, 20),
        Column(_("Gợi ý đã có phản hồi"), lambda each: each.lessons),
        Column(_("Nhu cầu so sánh được"), lambda each: each.needs),
        Column(_("Số cặp so sánh"), lambda each: each.pairs),
        Column(_("Xếp đúng: cách tính gốc (%)"), _right("before")),
        Column(_("Xếp đúng: cách tính học được (%)"), _right("after")),
        Column(_("Kết quả"), learning_words.outcome, 50),
        Column(_("Tình trạng"), lambda each: learning_words.state(each, present), 20),
        Column(_("Điều đã thay đổi"), lambda each: "\n".join(learning_words.changes(each)), 60),
        Column(_("Dùng từ"), lambda each: each.adopted_at, 20),
        Column(_("Hoàn tác lúc"), lambda each: each.undone_at, 20),
        Column(
            _("Người hoàn tác"), lambda each: each.undone_by.email if each.undone_by else "", 34
        ),
    ]
