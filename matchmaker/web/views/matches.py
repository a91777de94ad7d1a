"""Pages about matches."""

from flask import Blueprint

bp = Blueprint("matches", __name__, url_prefix="/matches")


@bp.get("/")
def index() -> str:
    """To be written."""
    raise NotImplementedError
