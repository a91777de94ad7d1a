"""Near-duplicates in words: what a posting resembles, and what its author should do about it."""

from collections.abc import Sequence

from flask import flash, render_template
from flask_babel import gettext as _

from matchmaker.config import LANGUAGES
from matchmaker.services.engine import duplicates
from matchmaker.services.permissions import Permission, allows
from matchmaker.web import cards
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from models import Posting, reading


def of(posting: Posting | None) -> list[Posting]:
    """Return the postings that say nearly the same and that the reader may open."""
    return duplicates.of(db.session, actor(), posting) if posting else []


def advice(others: Sequence[Posting]) -> str:
    """Say what the author should do where ``others`` say nearly the same."""
    own = [other for other in others if allows(actor(), Permission.POSTING_EDIT, other)]
    if not own:
        return _(
            "Tin đó do tổ chức khác đăng. Nếu tin của bạn nói về việc khác, hãy nêu điểm khác ngay "
            "trong tên tin."
        )
    if own[0].side == "need":
        return _("Nếu là cùng một nhu cầu, hãy sửa tin cũ và bỏ tin này.")
    return _("Nếu là cùng một công nghệ, hãy sửa tin cũ và bỏ tin này.")


def compared(posting: Posting) -> tuple[str, ...]:
    """Return the words by which a posting resembles others."""
    fields = ("title", "summary", "problem", "description", "keywords")
    return tuple(getattr(posting, f"{field}_{each}") for field in fields for each in LANGUAGES)


def section(posting: Posting) -> str:
    """Return what the form of a saved ``posting`` says of postings like it, "" where none are.

    It only reads, so nobody who writes has to wait for it.
    """
    with reading():
        others = of(posting)
        return render_template(
            "postings/_duplicates.html",
            duplicates=others,
            advice=advice(others),
            show_url=cards.url_of,
        ).strip()


def tell(posting: Posting) -> None:
    """Tell who has just submitted ``posting`` what it resembles."""
    others = of(posting)
    if others:
        nearest = f"{others[0].code} · {cards.title_of(others[0])}"
        flash(_("Tin này giống %(nearest)s.", nearest=nearest) + " " + advice(others), "warning")
