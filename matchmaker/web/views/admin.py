"""Pages of administrators."""

from flask import Blueprint

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/")
def index() -> str:
    """To be written."""
    raise NotImplementedError
