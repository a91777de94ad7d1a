"""Pages about technologies."""

from flask import Blueprint, Response

from matchmaker.web import catalogue
from matchmaker.web.extensions import limiter
from matchmaker.web.spreadsheets import KIND

bp = Blueprint("technologies", __name__, url_prefix="/technologies")


@bp.get("/")
def index() -> str:
    """Browse and search technologies."""
    return catalogue.index("technology")


@bp.get(f"/list.{KIND}")
def export(kind: str) -> Response:
    """Download the list."""
    return catalogue.export("technology", kind)


@bp.get("/<code>")
def show(code: str) -> str:
    """Show one technology."""
    return catalogue.show("technology", code)


@bp.post("/<code>/visits")
@limiter.limit("120 per minute")
def visit(code: str) -> tuple[str, int]:
    """Count that somebody opened it; sent by static/js/visit.js."""
    return catalogue.visit("technology", code)
