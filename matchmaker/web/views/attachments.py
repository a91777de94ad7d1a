"""Files of postings."""

from flask import Blueprint

bp = Blueprint("attachments", __name__, url_prefix="/attachments")


@bp.get("/")
def index() -> str:
    """To be written."""
    raise NotImplementedError
