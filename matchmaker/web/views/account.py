"""A person's own account: profile, sessions, and for whom they act."""

from flask import Blueprint, redirect, request, url_for
from werkzeug import Response

from matchmaker.services.permissions import Permission
from matchmaker.web.access import require, signed_in
from matchmaker.web.extensions import db
from models import now

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("/")
def show() -> str:
    """To be written."""
    raise NotImplementedError


@bp.post("/acting-for")
def act_for() -> Response:
    """Act for another of one's organisations from now on."""
    require(Permission.ACCOUNT_USE)
    user = signed_in()
    chosen = request.form.get("organisation_id", type=int)
    for membership in user.memberships:
        if membership.organisation_id == chosen:
            membership.chosen_at = now()
    db.session.commit()
    return redirect(url_for("home.index"))
