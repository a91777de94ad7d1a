"""Mails about a posting's life: to its author, in their language."""

from collections.abc import Iterable, Mapping

from flask import current_app
from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _

from matchmaker.services import mail
from matchmaker.web.extensions import db
from models import MemberRole, Posting, PostingMove, User

SUBJECTS: Mapping[PostingMove, LazyString] = {
    PostingMove.PUBLISH: _("Tin %(code)s của bạn đã được đăng"),
    PostingMove.SEND_BACK: _("Tin %(code)s của bạn cần sửa trước khi đăng"),
    PostingMove.EXPIRE: _("Tin %(code)s của bạn đã hết hạn đăng"),
}
_PATHS = {"technology": "technologies", "need": "needs"}


def tell(posting: Posting, move: PostingMove, reason: str = "") -> None:
    """Write to the author where ``move`` is news to them; needs no request, so jobs may call it."""
    if move not in SUBJECTS:
        return
    for user in _authors(posting):
        with force_locale(user.language):
            template = current_app.jinja_env.get_template(f"emails/posting_{move.value}.txt")
            text = template.render(
                user=user,
                posting=posting,
                reason=reason,
                base=str(current_app.config["BASE_URL"]).rstrip("/"),
                path=f"/{_PATHS[posting.side]}/{posting.code}",
            )
            subject = str(SUBJECTS[move] % {"code": posting.code})
        mail.enqueue(db.session, user.email, subject, text)


def tell_expired(posting: Posting) -> None:
    """Write to the author that their posting is no longer shown, and how to renew it."""
    tell(posting, PostingMove.EXPIRE)


def _authors(posting: Posting) -> Iterable[User]:
    """Return who wrote it; the organisation's owners where that person has left."""
    author = posting.created_by
    members = {each.user_id for each in posting.organisation.memberships}
    if author is not None and author.active and author.id in members:
        return [author]
    return [
        each.user
        for each in posting.organisation.memberships
        if each.role is MemberRole.OWNER and each.user.active
    ]
