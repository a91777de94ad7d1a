"""What happened to one record, for whom it belongs to."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, render_template, url_for
from sqlalchemy import select

from matchmaker.services import audit, records
from matchmaker.services.pages import page_of
from matchmaker.services.permissions import Permission
from matchmaker.web import spreadsheets, tables
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.paging import page_number, page_url
from matchmaker.web.spreadsheets import KIND
from matchmaker.web.words import audit_words
from models import AuditEntry, Deal, Need, Organisation, Technology

bp = Blueprint("histories", __name__)

_MODELS: dict[str, Any] = {
    "technologies": Technology,
    "needs": Need,
    "deals": Deal,
    "organisations": Organisation,
}


_ADDRESS = "/<any(technologies, needs, deals, organisations):noun>/<code>/history"


@bp.get(_ADDRESS)
def show(noun: str, code: str) -> str:
    """Show who did what to a record, and when, newest first."""
    record = _owned(noun, code)
    query = audit.search(subject=record.code)
    page = page_of(db.session, query, page_number(), page_url(), size=50)
    return render_template(
        "histories/show.html",
        record=record,
        back=url_for(f"{noun}.show", code=record.code),
        page=page,
        rows=_told(page.items),
    )


@bp.get(f"{_ADDRESS}.{KIND}")
def export(noun: str, code: str, kind: str) -> Response:
    """Download the same as a file."""
    record = _owned(noun, code)
    entries = db.session.scalars(audit.search(subject=record.code)).all()
    name = f"nhat-ky-{record.code}"
    return spreadsheets.download(kind, name, tables.histories.COLUMNS, _told(entries))


def _told(entries: Sequence[AuditEntry]) -> list[dict[str, Any]]:
    """Return ``entries`` as the viewer may read them."""
    rows = records.rows(db.session, actor(), entries)
    known = records.known_people(db.session, actor(), entries)
    return [audit_words.told(row, known) for row in rows]


def _owned(noun: str, code: str) -> Any:
    """Return the record, for whom it belongs to."""
    model = _MODELS[noun]
    record = db.session.scalar(select(model).where(model.code == code)) or abort(
        HTTPStatus.NOT_FOUND
    )
    require(Permission.HISTORY_READ, record)
    return record
