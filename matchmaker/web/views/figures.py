"""Figures by province and field."""

from flask import Blueprint

bp = Blueprint("figures", __name__, url_prefix="/figures")


@bp.get("/")
def index() -> str:
    """To be written."""
    raise NotImplementedError
