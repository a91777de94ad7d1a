"""What became of the postings behind a deal that runs: one of them taken off, or back again."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _

from matchmaker.services import identity
from matchmaker.web.access import actor
from matchmaker.web.formats import day
from models import Deal, Posting, PostingMove, PostingState, now

REMEMBERED = timedelta(days=30)
"""For how long a page says that a posting is back."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about a posting of the deal, its reason, and whether it is off now."""

    text: str
    reason: str
    off: bool


def remarks(deal: Deal) -> list[Remark]:
    """Return what is to be said of the postings of an open deal; its next step stays."""
    if not deal.stage.is_open:
        return []
    found = (_remark(deal, each) for each in (deal.need, deal.technology))
    return [each for each in found if each is not None]


def _remark(deal: Deal, posting: Posting) -> Remark | None:
    since = day(posting.state_since)
    last = posting.history[-1] if posting.history else None
    reason = identity.shown(actor(), deal.need, last.reason) if last else ""
    if posting.state is not PostingState.PUBLISHED:
        text = _off(posting, since)
        return Remark(text, reason, off=True) if text else None
    back = last is not None and last.move in {PostingMove.RESUME, PostingMove.RENEW}
    if not back or now() - posting.state_since > REMEMBERED:
        return None
    if posting.side == "need":
        return Remark(_("Bên cầu đã đăng lại nhu cầu ngày %(day)s.", day=since), "", off=False)
    return Remark(_("Bên cung đã đăng lại công nghệ ngày %(day)s.", day=since), "", off=False)


def _off(posting: Posting, since: str) -> str:
    need = posting.side == "need"
    match posting.state:
        case PostingState.PAUSED if need:
            return _("Bên cầu đang tạm ẩn nhu cầu từ %(day)s.", day=since)
        case PostingState.PAUSED:
            return _("Bên cung đang tạm ẩn công nghệ từ %(day)s.", day=since)
        case PostingState.EXPIRED if need:
            return _("Tin nhu cầu đã hết hạn đăng từ %(day)s.", day=since)
        case PostingState.EXPIRED:
            return _("Tin công nghệ đã hết hạn đăng từ %(day)s.", day=since)
        case PostingState.REMOVED if need:
            return _("Bên cầu đã gỡ tin nhu cầu ngày %(day)s.", day=since)
        case PostingState.REMOVED:
            return _("Bên cung đã gỡ tin công nghệ ngày %(day)s.", day=since)
        case _:
            return ""


def is_off(posting: Posting) -> str:
    """Return the sentence for a posting that is off now, else nothing."""
    off = posting.state is not PostingState.PUBLISHED
    return _off(posting, day(posting.state_since)) if off else ""
