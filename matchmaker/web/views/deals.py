"""Pages about deals."""

from flask import Blueprint

bp = Blueprint("deals", __name__, url_prefix="/deals")


@bp.get("/")
def index() -> str:
    """To be written."""
    raise NotImplementedError
