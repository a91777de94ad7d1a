"""Pages about organisations and their members."""

from flask import Blueprint

bp = Blueprint("organisations", __name__, url_prefix="/organisations")


@bp.get("/")
def index() -> str:
    """To be written."""
    raise NotImplementedError
