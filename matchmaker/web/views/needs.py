"""Pages about needs."""

from flask import Blueprint, Response

from matchmaker.web import catalogue
from matchmaker.web.extensions import limiter
from matchmaker.web.spreadsheets import KIND

bp = Blueprint("needs", __name__, url_prefix="/needs")


@bp.get("/")
def index() -> str:
    """Browse and search needs."""
    return catalogue.index("need")


@bp.get(f"/list.{KIND}")
def export(kind: str) -> Response:
    """Download the list."""
    return catalogue.export("need", kind)


@bp.get("/<code>")
def show(code: str) -> str:
    """Show one need; who stands behind a blind one is for those let in."""
    return catalogue.show("need", code)


@bp.post("/<code>/visits")
@limiter.limit("120 per minute")
def visit(code: str) -> tuple[str, int]:
    """Count that somebody opened it; sent by static/js/visit.js."""
    return catalogue.visit("need", code)
