"""What waits for a centre, and its answer to a match."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matchmaker.services import announcements, identity, inbox
from matchmaker.services.deals import lifecycle
from matchmaker.services.inbox import Kind
from matchmaker.services.permissions import Permission
from matchmaker.web import spreadsheets, tables
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.forms.deal import FIRST_STEPS, DeclineForm
from matchmaker.web.links import safe_next
from matchmaker.web.paging import page_number, page_url
from matchmaker.web.spreadsheets import KIND
from matchmaker.web.words import match_words
from models import DealStage, Match, Party, local_today

bp = Blueprint("inbox", __name__, url_prefix="/inbox")
KINDS = ("", Kind.MATCH.value, inbox.BOTH, Kind.POSTING.value, Kind.STEP.value)


@bp.get("/")
def index() -> str:
    """List what waits for the centre of a province, longest first."""
    require(Permission.INBOX_READ)
    kind = request.args.get("kind", "")
    page, counts = inbox.read(
        db.session, actor(), kind if kind in KINDS else "", page_number(), page_url()
    )
    return render_template(
        "inbox/index.html",
        page=page,
        counts=counts,
        kind=kind,
        parties=list(Party),
        today=local_today(),
        known=lambda posting: identity.is_known(actor(), posting),
        shown=lambda posting, words: identity.shown(actor(), posting, words),
        why=match_words.sentence_terms,
    )


@bp.get(f"/list.{KIND}")
def export(kind: str) -> Response:
    """Download what waits."""
    require(Permission.INBOX_READ)
    asked = request.args.get("kind", "")
    found = inbox.every(db.session, actor(), asked if asked in KINDS else "")
    return spreadsheets.download(kind, "viec-cho", tables.inbox.COLUMNS, found)


@bp.post("/matches/<int:match_id>/accept")
def accept(match_id: int) -> Response:
    """Accept a match: open its deal. Where a centre was quicker, the answer says which."""
    match = _match(match_id)
    if match.deal is not None and actor().belongs_to(match.deal.centre_id):
        flash(_("Trung tâm của bạn đã nhận gợi ý này."), "info")
        return redirect(url_for("deals.show", code=match.deal.code))
    first = str(FIRST_STEPS[DealStage.PROPOSED])
    deal = lifecycle.open(db.session, actor(), match, first_step=first)
    announcements.opened(db.session, deal)
    db.session.commit()
    flash(_("Đã mở thương vụ %(code)s và báo cho hai bên.", code=deal.code), "success")
    return redirect(safe_next(url_for("deals.show", code=deal.code)))


@bp.post("/matches/<int:match_id>/decline")
def decline(match_id: int) -> Response | tuple[str, int]:
    """Decline a match, with a reason."""
    match = _match(match_id)
    form = DeclineForm()
    if not form.validate():
        page = render_template("inbox/decline.html", match=match, form=form)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    lifecycle.decline(db.session, actor(), match, form.reason.data, form.note.data)
    db.session.commit()
    flash(_("Đã từ chối gợi ý và ghi lý do."), "success")
    return redirect(safe_next(url_for(".index")))


def _match(match_id: int) -> Match:
    match = db.session.get(Match, match_id) or abort(HTTPStatus.NOT_FOUND)
    require(Permission.MATCH_DECIDE, match)
    return match
