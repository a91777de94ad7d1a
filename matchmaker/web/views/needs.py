"""Pages about needs."""

from flask import Blueprint

bp = Blueprint("needs", __name__, url_prefix="/needs")


@bp.get("/")
def index() -> str:
    """To be written."""
    raise NotImplementedError
