"""Pages about technologies."""

from flask import Blueprint

bp = Blueprint("technologies", __name__, url_prefix="/technologies")


@bp.get("/")
def index() -> str:
    """To be written."""
    raise NotImplementedError
