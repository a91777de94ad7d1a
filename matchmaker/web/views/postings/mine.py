"""One's own technologies and needs."""

from http import HTTPStatus
from typing import Any

from flask import Response, abort, render_template, request, url_for

from matchmaker.services import pages, portfolio
from matchmaker.services.permissions import Permission
from matchmaker.services.portfolio import Portfolio
from matchmaker.web import spreadsheets, tables
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.formats import days_since
from matchmaker.web.spreadsheets import KIND
from matchmaker.web.views.postings.blueprint import bp, matches_url, show_url
from matchmaker.web.words import posting_words
from models import Organisation, Posting, PostingMove, PostingState

RENEWABLE_DAYS = 30
"""How long before its last day a posting offers its renewal."""
_ALL = 100_000


@bp.get("/mine")
def mine() -> str:
    """List the postings of the organisation acted for, with what waits at each."""
    require(Permission.POSTING_OWN)
    organisation = actor().organisation
    if organisation is None or not (organisation.supplies or organisation.demands):
        return render_template("postings/none.html", organisation=organisation)
    chosen = _chosen()
    found = portfolio.of(
        db.session, organisation, page=request.args.get("page", 1, type=int), **chosen
    )
    return render_template(
        "postings/mine.html",
        organisation=organisation,
        entries=found.entries,
        chosen=chosen,
        states=_states(found),
        words=posting_words,
        moves=PostingMove,
        due_soon=_due_soon,
        pages=_pages(found),
        sides=_sides(organisation),
        matches_url=matches_url,
        show_url=show_url,
        url_with=_url_with,
    )


@bp.get(f"/mine.{KIND}")
def export_mine(kind: str) -> Response:
    """Download the list."""
    require(Permission.POSTING_OWN)
    organisation = actor().organisation or abort(HTTPStatus.NOT_FOUND)
    found = portfolio.of(db.session, organisation, size=_ALL, **_chosen())
    return spreadsheets.download(kind, "tin-cua-toi", tables.postings.OWN, found.entries)


def _due_soon(posting: Posting) -> bool:
    """Say whether a published posting may be renewed from the list already."""
    return posting.valid_until is not None and -days_since(posting.valid_until) <= RENEWABLE_DAYS


def _chosen() -> dict[str, Any]:
    """Return the filters of the address; what makes no sense there is passed over."""
    side, state, sort = (request.args.get(name, "") for name in ("side", "state", "sort"))
    return {
        "side": side if side in posting_words.SIDES else "",
        "state": PostingState(state) if state in set(PostingState) else None,
        "sort": sort if sort in portfolio.SORTS else portfolio.SORTS[0],
    }


def _url_with(**changes: str | int | None) -> str:
    """Return this list's address with ``changes``, from its first page unless told."""
    kept = {name: value for name, value in _chosen().items() if value}
    return url_for(".mine", **{**kept, **changes})


def _states(found: Portfolio) -> list[tuple[PostingState, Any, int]]:
    """Return the states in which there is any posting, named and counted."""
    names = posting_words.STATES.items()
    return [(state, name, found.states[state]) for state, name in names if state in found.states]


def _pages(found: Portfolio) -> pages.Page[portfolio.Entry]:
    return pages.Page(
        found.entries, found.number, found.total, portfolio.PAGE, lambda page: _url_with(page=page)
    )


def _sides(organisation: Organisation) -> list[str]:
    """Return what the organisation may post."""
    may = {"technology": organisation.supplies, "need": organisation.demands}
    return [side for side, allowed in may.items() if allowed]
