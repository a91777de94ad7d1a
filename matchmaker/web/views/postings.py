"""What technologies and needs share: one's own list, review, states and files."""

from flask import Blueprint

bp = Blueprint("postings", __name__, url_prefix="/postings")


@bp.get("/mine")
def mine() -> str:
    """To be written."""
    raise NotImplementedError
