"""A person's own account: profile, signed-in browsers, and for whom they act."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug import Response

from matchmaker.services.people import accounts
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor, require, signed_in
from matchmaker.web.extensions import db
from matchmaker.web.forms.account import ProfileForm
from matchmaker.web.links import safe_next
from matchmaker.web.locale import COOKIE
from matchmaker.web.sessions import current_token

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("/")
def show() -> str:
    """Show who one is here: profile, safety, organisations."""
    require(Permission.ACCOUNT_USE)
    return _page(ProfileForm(obj=signed_in()))


@bp.post("/")
def update() -> str | tuple[str, int] | Response:
    """Change name and language; the language of the pages follows."""
    require(Permission.ACCOUNT_USE)
    form = ProfileForm()
    if not form.validate():
        return _page(form), 422
    accounts.change_profile(db.session, actor(), name=form.name.data, language=form.language.data)
    db.session.commit()
    response = redirect(url_for(".show"))
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
    flash(_("Đã lưu thông tin của bạn."), "success")
    return response


@bp.get("/sessions")
def sessions() -> str:
    """List the browsers that are signed in."""
    require(Permission.ACCOUNT_USE)
    opened = accounts.open_sessions(db.session, signed_in())
    return render_template("account/sessions.html", sessions=opened, token=current_token())


@bp.post("/sessions/<int:session_id>/end")
def end_session(session_id: int) -> Response:
    """Sign one browser out."""
    require(Permission.ACCOUNT_USE)
    if not accounts.end_session(db.session, signed_in(), session_id):
        abort(404)
    db.session.commit()
    flash(_("Đã đăng xuất thiết bị đó."), "success")
    return redirect(url_for(".sessions"))


@bp.post("/sessions/end-others")
def end_other_sessions() -> Response:
    """Sign every other browser out."""
    require(Permission.ACCOUNT_USE)
    count = accounts.end_sessions(db.session, signed_in(), keep=current_token())
    db.session.commit()
    told = ngettext(
        "Đã đăng xuất %(num)s thiết bị khác.", "Đã đăng xuất %(num)s thiết bị khác.", count
    )
    flash(told, "success")
    return redirect(url_for(".sessions"))


@bp.get("/data.json")
def data() -> Response:
    """Hand over a copy of what is stored about oneself."""
    require(Permission.ACCOUNT_USE)
    response = jsonify(accounts.own_data(signed_in()))
    response.headers["Content-Disposition"] = "attachment; filename=matchmaker-account.json"
    return response


@bp.post("/acting-for")
def act_for() -> Response:
    """Act for another of one's organisations from now on."""
    require(Permission.ACCOUNT_USE)
    chosen = request.form.get("organisation_id", type=int)
    if not accounts.act_for(signed_in(), chosen):
        abort(404)
    db.session.commit()
    return redirect(safe_next())


def _page(form: ProfileForm) -> str:
    return render_template("account/show.html", form=form, user=signed_in())
