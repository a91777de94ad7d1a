"""What happened to one record, for whom it belongs to."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, render_template, url_for
from sqlalchemy import select

from matchmaker.services import audit, records
from matchmaker.services.pages import page_of
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.paging import page_number, page_url
from matchmaker.web.words import audit_words
from models import Deal, Need, Organisation, Technology

bp = Blueprint("histories", __name__)

_MODELS: dict[str, Any] = {
    "technologies": Technology,
    "needs": Need,
    "deals": Deal,
    "organisations": Organisation,
}


@bp.get("/<any(technologies, needs, deals, organisations):noun>/<code>/history")
def show(noun: str, code: str) -> str:
    """Show who did what to a record, and when, newest first."""
    model = _MODELS[noun]
    record = db.session.scalar(select(model).where(model.code == code)) or abort(
        HTTPStatus.NOT_FOUND
    )
    require(Permission.HISTORY_READ, record)
    query = audit.search(subject=record.code)
    page = page_of(db.session, query, page_number(), page_url(), size=50)
    rows = records.rows(db.session, actor(), page.items)
    known = records.known_people(db.session, actor(), page.items)
    return render_template(
        "histories/show.html",
        record=record,
        back=url_for(f"{noun}.show", code=record.code),
        page=page,
        rows=[audit_words.told(row, known) for row in rows],
    )
