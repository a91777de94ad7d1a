"""A posting's life: submitted, reviewed, published, paused, renewed, gone."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug import Response

from matchmaker.services import announcements, disclosures, postings
from matchmaker.services.errors import Incomplete, InvalidTransition, NamesFirm, StaleEdit
from matchmaker.services.permissions import Permission, allows
from matchmaker.web.access import actor, require
from matchmaker.web.errors import flash_refusal
from matchmaker.web.extensions import db
from matchmaker.web.links import safe_next
from matchmaker.web.views.postings import reading
from matchmaker.web.views.postings.blueprint import bp, load, matches_url, show_url
from matchmaker.web.words import duplicate_words, posting_words
from models import Need, Posting, PostingMove
from models.posting import MOVES

_BY_HAND = ", ".join(move.value for move in postings.MAY)


@bp.post(f"/<code>/<any({_BY_HAND}):move>")
def move(code: str, move: str) -> Response:
    """Lead the posting on; doing again what is done already says so and harms nothing."""
    posting, wanted = load(code), PostingMove(move)
    require(postings.MAY[wanted], posting)
    reason = request.form.get("reason", "")[:2000]
    if _was_changed(posting, wanted):
        flash(_("Tin đã thay đổi sau khi bạn mở trang. Hãy đọc lại rồi quyết định."), "warning")
        return redirect(url_for(".review", code=code))
    try:
        postings.move(db.session, actor(), posting, wanted, reason)
    except (InvalidTransition, StaleEdit, StaleDataError) as error:
        return _overtaken(code, wanted, error)
    except (Incomplete, NamesFirm) as error:
        return _not_ready(code, wanted, error)
    announcements.moved(db.session, posting, wanted, reason)
    db.session.commit()
    flash(str(posting_words.DONE[wanted]), "success")
    if wanted is PostingMove.SUBMIT:
        duplicate_words.tell(posting)
    return redirect(_after(posting, wanted))


def _was_changed(posting: Posting, wanted: PostingMove) -> bool:
    """Say whether a reviewer decides on another text than the one the page showed."""
    shown = request.form.get("version", type=int)
    reviews = postings.MAY[wanted] is Permission.POSTING_REVIEW
    return reviews and posting.allows(wanted) and shown not in {None, posting.version}


def _overtaken(code: str, wanted: PostingMove, error: Exception) -> Response:
    """Say that it was done already, or that it is no longer possible."""
    db.session.rollback()
    posting = load(code)
    if posting.state is MOVES[wanted][1]:
        name = posting_words.STATES[posting.state]
        flash(
            _("Việc này đã được làm trước đó: tin đang ở trạng thái “%(state)s”.", state=name),
            "info",
        )
    else:
        flash_refusal(error)
    return redirect(_after(posting, wanted))


def _not_ready(code: str, wanted: PostingMove, error: Exception) -> Response:
    """Lead to the form that shows what is missing."""
    db.session.rollback()
    if wanted is PostingMove.SEND_BACK:
        flash(_("Hãy viết lý do để người đăng biết cần sửa gì."), "error")
        return redirect(url_for(".review", code=code))
    return redirect(url_for(".edit", code=code, check=1))


def _after(posting: Posting, done: PostingMove) -> str:
    """Return the page that its doer wants to see next."""
    match done:
        case PostingMove.SUBMIT:
            return matches_url(posting)
        case PostingMove.WITHDRAW | PostingMove.RESTORE:
            return url_for(".edit", code=posting.code)
        case PostingMove.PUBLISH | PostingMove.SEND_BACK:
            return safe_next(show_url(posting))
    member = actor().belongs_to(posting.organisation_id)
    return safe_next(url_for(".mine") if member else url_for("home.index"))


@bp.get("/<code>/renew")
def ask_renewal(code: str) -> str | Response:
    """Ask, where the mail of an expired posting leads to, for the one click that renews it."""
    posting = load(code)
    require(Permission.POSTING_EDIT, posting)
    if not posting.allows(PostingMove.RENEW):
        flash(_("Tin này hiện không cần gia hạn."), "info")
        return redirect(url_for(".mine"))
    return render_template("postings/renew.html", posting=posting)


@bp.get("/<code>/review")
def review(code: str) -> str:
    """Show a reviewer the text, what is missing, and postings that may be the same."""
    posting = load(code)
    require(Permission.POSTING_REVIEW, posting)
    if not allows(actor(), Permission.POSTING_READ, posting):
        abort(HTTPStatus.NOT_FOUND)
    return render_template(
        "postings/review.html",
        posting=posting,
        known=reading.is_known(posting),
        title_of=reading.title,
        parts=reading.parts(posting),
        missing=reading.labels(posting, postings.missing(posting)),
        alike=reading.alike(posting),
        attachments=reading.files(posting),
        history=reading.history(posting),
        words=posting_words,
        show_url=show_url,
    )


@bp.post("/<code>/disclose")
def disclose(code: str) -> Response:
    """Let an organisation with a match learn who stands behind a blind need, or take it back."""
    posting = load(code)
    require(Permission.POSTING_EDIT, posting)
    wanted = request.form.get("organisation", "")
    need = posting if isinstance(posting, Need) else abort(HTTPStatus.NOT_FOUND)
    known = {each.organisation.code: each for each in disclosures.candidates(db.session, need)}
    chosen = known.get(wanted) or abort(HTTPStatus.NOT_FOUND)
    change = disclosures.let_in if request.form.get("let_in") == "1" else disclosures.take_back
    change(db.session, actor(), need, chosen.organisation)
    db.session.commit()
    flash(_("Đã cập nhật danh sách tổ chức được xem tên của bạn."), "success")
    return redirect(url_for(".edit", code=code, _anchor="disclosures"))
