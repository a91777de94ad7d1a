"""A person's calendar for other programs: its address made, renewed, switched off; and the feed."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request
from flask import url_for as path_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug import Response as Answer

from matchmaker.config import LANGUAGES
from matchmaker.services import calendars as own_calendars
from matchmaker.services.permissions import Permission
from matchmaker.web import calendars
from matchmaker.web.access import actor, require, signed_in
from matchmaker.web.extensions import db

bp = Blueprint("calendar", __name__, url_prefix="/account/calendar")
_FRESH = 300
"""For how many seconds a program need not ask again."""


@bp.get("/")
def show() -> str:
    """Show the address of one's calendar, or offer to make one."""
    require(Permission.ACCOUNT_USE)
    secret = own_calendars.secret_of(db.session, signed_in())
    address = _address(secret) if secret else ""
    return render_template("account/calendar.html", address=address)


@bp.post("/")
def renew() -> Answer:
    """Switch the calendar on, or give it a new address."""
    require(Permission.ACCOUNT_USE)
    own_calendars.renew(db.session, actor())
    db.session.commit()
    flash(_("Đã tạo địa chỉ lịch mới. Địa chỉ cũ, nếu có, không dùng được nữa."), "success")
    return redirect(path_for(".show"))


@bp.post("/off")
def switch_off() -> Answer:
    """Switch the calendar off."""
    require(Permission.ACCOUNT_USE)
    own_calendars.switch_off(db.session, actor())
    db.session.commit()
    flash(_("Đã tắt lịch. Địa chỉ cũ không dùng được nữa."), "success")
    return redirect(path_for(".show"))


@bp.get("/<secret>.ics")
def feed(secret: str) -> Response:
    """Answer a program that knows the address; nobody signs in for it."""
    require(Permission.PAGE_READ)
    person = own_calendars.owner_of(db.session, secret) or abort(404)
    with force_locale(person.language if person.language in LANGUAGES else LANGUAGES[0]):
        written, tag = calendars.feed(person)
    response = Response(written, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = f"private, max-age={_FRESH}"
    response.headers["X-Robots-Tag"] = "noindex"
    response.set_etag(tag)
    return response.make_conditional(request)  # type: ignore[return-value]


def _address(secret: str) -> str:
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    return base + path_for(".feed", secret=secret)
