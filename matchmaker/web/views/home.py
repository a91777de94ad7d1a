"""The first page, the search across everything, and the choice of language."""

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug import Response

from matchmaker.config import LANGUAGES
from matchmaker.services.permissions import Permission
from matchmaker.web.access import require
from matchmaker.web.locale import COOKIE
from matchmaker.web.links import safe_next

bp = Blueprint("home", __name__)
_YEAR = 365 * 24 * 3600


@bp.get("/")
def index() -> str:
    """Say in one screen what this is."""
    require(Permission.PAGE_READ)
    return render_template("home/index.html")


@bp.get("/search")
def search() -> str:
    """To be written."""
    raise NotImplementedError


@bp.get("/language/<code>")
def language(code: str) -> Response:
    """Choose the language of the pages; an unknown one changes nothing."""
    require(Permission.PAGE_READ)
    response = make_response(redirect(safe_next()))
    if code in LANGUAGES:
        response.set_cookie(
            COOKIE, code, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response
