"""The blueprint, and the addresses of a posting's pages."""

from http import HTTPStatus

from flask import Blueprint, abort, url_for

from matchmaker.services import postings
from matchmaker.web.extensions import db
from models import Posting

bp = Blueprint("postings", __name__, url_prefix="/postings")
SIDE = "<any(technology, need):side>"
_SHOW = {"technology": "technologies.show", "need": "needs.show"}
_MATCHES = {"technology": "matches.of_technology", "need": "matches.of_need"}


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
