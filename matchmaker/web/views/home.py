"""The first page, the search across everything, and the choice of language."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug import Response

from matchmaker.config import LANGUAGES
from matchmaker.services import agenda, catalogue, home, organisations
from matchmaker.services.permissions import Permission
from matchmaker.web import cards, corrections, wording
from matchmaker.web.access import actor, require
from matchmaker.web.catalogue import note_text
from matchmaker.web.extensions import db
from matchmaker.web.links import safe_next
from matchmaker.web.locale import COOKIE
from matchmaker.web.paging import address
from matchmaker.web.words import agenda_words

bp = Blueprint("home", __name__)
bp.add_app_template_filter(wording.word_for)
bp.add_app_template_global(cards.title_of)

_NOUNS: Mapping[catalogue.Side, str] = {"technology": "technologies", "need": "needs"}
_YEAR = 365 * 24 * 3600
_BEST = 5


@bp.get("/")
def index() -> str:
    """Say in one screen what this is; to who signed in, first what waits for them."""
    require(Permission.PAGE_READ)
    technologies, needs = home.newest(db.session)
    return render_template(
        "home/index.html",
        agenda=agenda_words.tiles(agenda.of(db.session, actor())),
        figures=home.figures(db.session),
        technologies=cards.cards(technologies),
        needs=cards.cards(needs),
    )


@bp.get("/search")
def search() -> str:
    """Look for technologies, needs and organisations at once."""
    require(Permission.PAGE_READ)
    query, notes = catalogue.clean_query(request.args.get("q", ""))
    found = _found(query) if query else None
    named = found is not None and found["organisations"]["total"]
    return render_template(
        "home/search.html",
        query=query,
        notes=[note_text(note) for note in notes],
        found=found,
        meant=None if named else corrections.correction(query, _NOUNS, request.path, ()),
    )


def _found(query: str) -> dict[str, Any]:
    """Return the best few of each kind, and where the rest is."""
    found: dict[str, Any] = {}
    for side, noun in _NOUNS.items():
        criteria = catalogue.Criteria(side, query, sort="relevance", size=_BEST)
        listing = catalogue.browse(db.session, actor(), criteria, counts=False)
        found[noun] = {
            "views": cards.cards(listing.postings, query),
            "total": listing.total,
            "url": address(url_for(f"{noun}.index"), [("q", query)]),
        }
    wanted = organisations.Criteria(query, size=_BEST)
    listed = organisations.browse(db.session, wanted, counts=False)
    found["organisations"] = {
        "views": [cards.organisation_card(each) for each in listed.organisations],
        "total": listed.total,
        "url": address(url_for("organisations.index"), [("q", query)]),
    }
    return found


@bp.get("/language/<code>")
def language(code: str) -> Response:
    """Choose the language of the pages; an unknown one changes nothing."""
    require(Permission.PAGE_READ)
    response = make_response(redirect(safe_next()))
    if code in LANGUAGES:
        response.set_cookie(
            COOKIE, code, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response
