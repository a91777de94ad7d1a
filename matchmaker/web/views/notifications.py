"""What one was told: read, marked, opened."""

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug import Response

from matchmaker.services import bell
from matchmaker.services.bell import Group, Wanted
from matchmaker.services.pages import Page, batches, page_of, streamed
from matchmaker.services.permissions import Permission
from matchmaker.web import spreadsheets, tables
from matchmaker.web.access import require, signed_in
from matchmaker.web.extensions import db
from matchmaker.web.paging import page_number, page_url
from matchmaker.web.spreadsheets import KIND
from matchmaker.web.words import notification_words
from matchmaker.web.words.notification_words import Told
from models import Notification, NotificationKind

bp = Blueprint("notifications", __name__, url_prefix="/notifications")

_LONGEST_CODE = 40


@bp.get("/")
def index() -> str:
    """List what one was told, by deal or posting; ``about`` asks for all of one."""
    require(Permission.ACCOUNT_USE)
    wanted = _wanted()
    page = _all_of_one(wanted) if wanted.about is not None else _groups(wanted)
    listed = [each for group in page.items for each in group.notifications]
    records = notification_words.read(db.session, listed)
    told = {each.id: notification_words.told(each, signed_in(), records) for each in listed}
    marked = _moment(request.args.get("marked", ""))
    return render_template(
        "notifications/index.html",
        page=page,
        told=told,
        wanted=wanted,
        kinds=list(NotificationKind),
        marked=marked.isoformat() if marked else "",
        kept=_kept(),
    )


@bp.get(f"/list.{KIND}")
def export(kind: str) -> Response:
    """Download all that the list was asked for, newest first."""
    require(Permission.ACCOUNT_USE)
    return spreadsheets.download(kind, "thong-bao", tables.notifications.COLUMNS, _every(_wanted()))


def _every(wanted: Wanted) -> Iterator[Told]:
    for some in batches(streamed(db.session, bell.about(signed_in(), wanted))):
        records = notification_words.read(db.session, some)
        yield from (notification_words.told(each, signed_in(), records) for each in some)


def _groups(wanted: Wanted) -> Page[Group]:
    return bell.groups(db.session, signed_in(), wanted, page_number(), page_url())


def _all_of_one(wanted: Wanted) -> Page[Group]:
    page: Page[Notification] = page_of(
        db.session, bell.about(signed_in(), wanted), page_number(), page_url()
    )
    unread = sum(each.read_at is None for each in page.items)
    whole = [Group(wanted.about or "", page.items, len(page.items), unread)] if page.items else []
    return Page(whole, page.number, page.total, page.size, page.url)


def _wanted() -> Wanted:
    values = request.values
    kind, about = values.get("kind", ""), values.get("about")
    return Wanted(
        kind=NotificationKind(kind) if kind in set(NotificationKind) else None,
        unread=values.get("unread") == "1",
        about=about[:_LONGEST_CODE] if about is not None else None,
    )


def _kept() -> dict[str, Any]:
    """Return what the list was asked for, to come back to it."""
    asked = ((name, request.values.get(name, "")) for name in ("kind", "unread", "about", "page"))
    return {name: value[:_LONGEST_CODE] for name, value in asked if value}


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


@bp.get("/<int:number>/open")
def open_(number: int) -> Response:
    """Lead to the page where something can be done about it; it counts as read."""
    require(Permission.ACCOUNT_USE)
    found = _find(number)
    bell.mark_read(db.session, signed_in(), Wanted(), number)
    db.session.commit()
    records = notification_words.read(db.session, [found])
    return redirect(notification_words.told(found, signed_in(), records).path)


@bp.post("/read")
def read() -> Response:
    """Mark all that the list was asked for as read; the list then offers to undo it."""
    require(Permission.ACCOUNT_USE)
    moment, count = bell.mark_read(db.session, signed_in(), _wanted())
    db.session.commit()
    marked = moment.isoformat() if count else None
    return redirect(url_for(".index", **_kept(), marked=marked))


@bp.post("/<int:number>/read")
def read_one(number: int) -> Response:
    """Mark one as read; the list then offers to undo it."""
    require(Permission.ACCOUNT_USE)
    _find(number)
    moment, _count = bell.mark_read(db.session, signed_in(), Wanted(), number)
    db.session.commit()
    return redirect(url_for(".index", **_kept(), marked=moment.isoformat()))


@bp.post("/<int:number>/unread")
def unread_one(number: int) -> Response:
    """Mark one as unread."""
    require(Permission.ACCOUNT_USE)
    _find(number)
    bell.mark_unread(db.session, signed_in(), number=number)
    db.session.commit()
    return redirect(url_for(".index", **_kept()))


@bp.post("/undo")
def undo() -> Response:
    """Take back what was marked as read at one moment."""
    require(Permission.ACCOUNT_USE)
    moment = _moment(request.form.get("moment", "")) or abort(HTTPStatus.BAD_REQUEST)
    bell.mark_unread(db.session, signed_in(), moment=moment)
    db.session.commit()
    return redirect(url_for(".index", **_kept()))


def _find(number: int) -> Notification:
    return bell.find(db.session, signed_in(), number) or abort(HTTPStatus.NOT_FOUND)
