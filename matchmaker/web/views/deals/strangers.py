"""Mails of strangers to a deal: their files read, let in, dismissed and taken back."""

from http import HTTPStatus
from pathlib import Path

from flask import Response, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from matchmaker.services.errors import InvalidFile, InvalidTransition, NamesFirm
from matchmaker.services.incoming import strangers
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor
from matchmaker.web.errors import flash_refusal
from matchmaker.web.extensions import db
from matchmaker.web.forms.conversation import LetterForm
from matchmaker.web.mails import message_mails
from matchmaker.web.views.deals.blueprint import bp, load, sent
from matchmaker.web.words import conversation_words
from models import StrangerLetter

_NUMBER = "int(max=2147483647)"


@bp.get(f"/<code>/strangers/<{_NUMBER}:letter_id>/files/<{_NUMBER}:place>")
def stranger_file(code: str, letter_id: int, place: int) -> Response:
    """Download a file of a letter, before anybody else may see it."""
    letter = _letter(code, letter_id)
    if place >= len(letter.files):
        abort(HTTPStatus.NOT_FOUND)
    folder, file = strangers.folder_of(_uploads(), letter), letter.files[place]
    return sent(folder, file["name"], file["media_type"], file["sha256"], as_attachment=True)


@bp.post(f"/<code>/strangers/<{_NUMBER}:letter_id>/let-in")
def let_stranger_in(code: str, letter_id: int) -> Answer | tuple[str, int]:
    """Make a message of a letter, for all parties; one that names a blind firm is edited first."""
    letter, form = _letter(code, letter_id), LetterForm()
    words = form.text.data or ""
    try:
        message = strangers.let_in(db.session, actor(), letter, _uploads(), words)
    except NamesFirm as refusal:
        form.text.data = words or letter.text
        form.text.errors = [conversation_words.naming(refusal)]
        page = render_template(
            "deals/stranger.html", deal=letter.mail.deal, letter=letter, form=form
        )
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    except (InvalidTransition, InvalidFile) as refusal:
        flash_refusal(refusal)
    else:
        message_mails.announce(message)
        db.session.commit()
        flash(_("Đã đưa thư vào cuộc trao đổi; các bên nhận được thư báo."), "success")
    return _section(code)


@bp.post(f"/<code>/strangers/<{_NUMBER}:letter_id>/dismiss")
def dismiss_stranger(code: str, letter_id: int) -> Answer:
    """Put a letter aside."""
    strangers.dismiss(db.session, actor(), _letter(code, letter_id))
    db.session.commit()
    flash(_("Đã bỏ qua thư. Trong 24 giờ vẫn lấy lại được, ngay dưới đây."), "success")
    return _section(code)


@bp.post(f"/<code>/strangers/<{_NUMBER}:letter_id>/restore")
def restore_stranger(code: str, letter_id: int) -> Answer:
    """Take a dismissal back."""
    strangers.restore(db.session, actor(), _letter(code, letter_id))
    db.session.commit()
    flash(_("Đã lấy lại thư."), "success")
    return _section(code)


def _letter(code: str, number: int) -> StrangerLetter:
    """Return a letter to this deal that the viewer may decide about; 404, or 403."""
    deal = load(code, Permission.STRANGER_DECIDE)
    found = db.session.get(StrangerLetter, number)
    if found is None or found.mail.deal_id != deal.id:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _uploads() -> Path:
    return Path(current_app.config["UPLOADS"])


def _section(code: str) -> Answer:
    return redirect(url_for(".show", code=code, _anchor="conversation"))
