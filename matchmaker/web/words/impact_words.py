"""What a transfer has brought, in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matchmaker.services import identity
from matchmaker.services.deals import impact_questions, impacts
from matchmaker.web.context import name_of
from matchmaker.web.extensions import db
from matchmaker.web.formats import money, number
from matchmaker.web.locale import language
from models import ImpactCheck, ImpactState, Technology

STATES: Mapping[str, Any] = {
    ImpactState.AHEAD: _("Chưa đến ngày hỏi"),
    ImpactState.ASKED: _("Đã hỏi, chờ trả lời"),
    ImpactState.ANSWERED: _("Đã trả lời, chờ cán bộ xác nhận"),
    ImpactState.CONFIRMED: _("Đã xác nhận"),
}

TONES: Mapping[str, str] = {
    ImpactState.AHEAD: "neutral",
    ImpactState.ASKED: "info",
    ImpactState.ANSWERED: "warn",
    ImpactState.CONFIRMED: "good",
}

LABELS: Mapping[str, Any] = {"impact": _("Đánh giá tác động")}

_EVENTS: Mapping[str, Any] = {
    "asked": _("Đã gửi câu hỏi qua thư"),
    "unreachable": _("Không có ai để gửi thư: cần gọi điện"),
    "answered": _("Bên cầu đã trả lời"),
    "telephone": _("Cán bộ ghi câu trả lời qua điện thoại"),
    "confirmed": _("Cán bộ xác nhận kết quả"),
    "asked_back": _("Cán bộ hỏi lại"),
    "withdrawn": _("Thôi đăng kết quả"),
}


def in_words(_name: str, raw: str) -> str:
    """Write what the timeline keeps of a question as people read it."""
    what, _space, months = raw.partition(" ")
    return f"{name_of(months, impact_questions.MONTHS)}: {_EVENTS.get(what, what)}"


def when(months: int) -> str:
    """Write after how long was asked."""
    return name_of(months, impact_questions.MONTHS)


def facts(check: ImpactCheck, *, hidden: bool = False) -> list[tuple[str, str]]:
    """Return the figures and words of an answer; ``hidden`` takes the firm's name out of them."""
    environment = _text(check, check.environment, hidden=hidden)
    told = [
        (gettext("Doanh thu tăng thêm"), _amount(check.revenue)),
        (gettext("Chi phí tiết kiệm"), _amount(check.cost_saved)),
        (gettext("Việc làm"), _count(check.jobs)),
        (gettext("Hộ được hưởng lợi"), _count(check.households)),
        (gettext("Môi trường"), environment),
    ]
    return [(label, value) for label, value in told if value]


def sentence(check: ImpactCheck, *, hidden: bool = False) -> str:
    """Return what the firm says of it, in its own words."""
    return _text(check, check.sentence, hidden=hidden)


def _text(check: ImpactCheck, words: str, *, hidden: bool) -> str:
    return identity.masked(words, check.deal.need) if hidden else words


def _amount(value: int | None) -> str:
    return "" if value is None else money(value)


def _count(value: int | None) -> str:
    return "" if value is None else number(value, 0)


def brought(technology: Technology) -> list[dict[str, Any]]:
    """Return what a technology is known to have brought; who says so only where it may be known.

    What everybody reads is the same for everybody: a blind need's firm stays unnamed even to those
    it has let in.
    """
    return [_shown(check) for check in impacts.public(db.session, technology.id)]


def _shown(check: ImpactCheck) -> dict[str, Any]:
    need = check.deal.need
    place = name_of(need.province, "provinces_34")
    who = (
        gettext("Một đơn vị ở %(place)s", place=place)
        if need.blind
        else need.organisation.name(language())
    )
    return {
        "who": who,
        "code": "" if need.blind else need.organisation.code,
        "when": when(check.months),
        "facts": facts(check, hidden=need.blind),
        "sentence": sentence(check, hidden=need.blind),
        "confirmed_at": check.confirmed_at,
    }
