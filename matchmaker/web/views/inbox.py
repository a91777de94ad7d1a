"""What waits for a centre."""

from flask import Blueprint

bp = Blueprint("inbox", __name__, url_prefix="/inbox")


@bp.get("/")
def index() -> str:
    """To be written."""
    raise NotImplementedError
