"""The blueprint of organisations, and what its views share."""

from flask import Blueprint, abort
from werkzeug import Response

from matchmaker.services import organisations
from matchmaker.web.extensions import db
from models import Organisation

bp = Blueprint("organisations", __name__, url_prefix="/organisations")
Page = str | tuple[str, int] | Response


def load(code: str) -> Organisation:
    """Return the organisation with ``code``, or answer that there is none."""
    return organisations.find(db.session, code) or abort(404)
