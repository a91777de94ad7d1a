"""The blueprint, and the addresses of a posting's pages."""

from http import HTTPStatus

from flask import Blueprint, abort, current_app, request, url_for

from matchmaker.services import postings
from matchmaker.web.extensions import db
from models import Posting

bp = Blueprint("postings", __name__, url_prefix="/postings")
SIDE = "<any(technology, need):side>"
_SHOW = {"technology": "technologies.show", "need": "needs.show"}
_MATCHES = {"technology": "matches.of_technology", "need": "matches.of_need"}


@bp.before_request
def refuse_floods() -> None:
    """Refuse text beyond all limits; Werkzeug measures the parts of multipart forms only."""
    most: int = current_app.config["MAX_FORM_MEMORY_SIZE"]
    if request.mimetype != "multipart/form-data" and (request.content_length or 0) > most:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def load(code: str) -> Posting:
    """Return the posting with ``code``, or answer 404."""
    posting = postings.find(db.session, code)
    if posting is None:
        abort(HTTPStatus.NOT_FOUND)
    return posting


def show_url(posting: Posting) -> str:
    """Return the address of the posting's page."""
    return url_for(_SHOW[posting.side], code=posting.code)


def matches_url(posting: Posting) -> str:
    """Return the address of the posting's matches."""
    return url_for(_MATCHES[posting.side], code=posting.code)
