"""The Monday page: what is to be done this week, and doing it there."""

from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Answer

from matchmaker.services import identity, inbox
from matchmaker.services.actors import Actor
from matchmaker.services.deals import (
    lifecycle,
    monday,
    monday_rows,
    next_steps,
    reassignments,
    waits,
)
from matchmaker.services.deals.monday import Monday
from matchmaker.services.deals.monday_rows import Listed
from matchmaker.services.deals.next_steps import NextStep
from matchmaker.services.errors import StaleEdit
from matchmaker.services.inbox import Kind
from matchmaker.services.permissions import Permission, allows
from matchmaker.web import deal_lists, deal_monday, spreadsheets, tables
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.forms import deal as forms
from matchmaker.web.forms.following import form_of
from matchmaker.web.links import safe_next
from matchmaker.web.spreadsheets import KIND
from matchmaker.web.views.deals.blueprint import again, bp, is_kept, load
from matchmaker.web.words import match_words
from models import Deal, Party, User, local_today

Page = str | Answer | tuple[str, int]
NEWS = 3
"""How many new matches, and how many new postings, the page shows; the inbox shows all."""


@bp.get("/monday", endpoint="monday")
def week() -> str:
    """Show what is to be done this week: a person's, a centre's, or what is stuck."""
    require(Permission.DEAL_LIST)
    viewer = actor()
    leads = allows(viewer, Permission.CENTRE_LEAD, viewer.organisation)
    person = _person(viewer, leads=leads)
    page = _page(viewer, person)
    return render_template(
        "deals/monday.html",
        page=page,
        parts=[deal_monday.part(each, person.id if person else None) for each in page.parts],
        person=person,
        leads=leads,
        watches=viewer.centre_province is None and _watches(viewer),
        news=_news(viewer),
        left=reassignments.left(db.session, viewer.organisation) if leads else [],
        parties=list(Party),
        **_words(),
    )


@bp.get(f"/monday.{KIND}")
def monday_export(kind: str) -> Response:
    """Download every row of the page as one list."""
    require(Permission.DEAL_LIST)
    viewer = actor()
    leads = allows(viewer, Permission.CENTRE_LEAD, viewer.organisation)
    found = _rows(viewer, _person(viewer, leads=leads))
    return spreadsheets.download(kind, "viec-tuan-nay", tables.monday.COLUMNS, found)


def _rows(viewer: Actor, person: User | None) -> Iterator[Listed]:
    if person is not None:
        return monday_rows.of_person(db.session, viewer, person)
    if viewer.centre_province is not None:
        return monday_rows.of_centre(db.session, viewer)
    if _watches(viewer):
        return monday_rows.stuck(db.session, viewer)
    return monday_rows.of_parties(db.session, viewer)


def _page(viewer: Actor, person: User | None) -> Monday:
    if person is not None:
        return monday.of_person(db.session, viewer, person)
    if viewer.centre_province is not None:
        return monday.of_centre(db.session, viewer)
    if _watches(viewer):
        return monday.stuck(db.session, viewer)
    return monday.of_parties(db.session, viewer)


def _watches(viewer: Actor) -> bool:
    watching = viewer.is_ministry or viewer.is_administrator
    return watching or viewer.department_province is not None


def _person(viewer: Actor, *, leads: bool) -> User | None:
    """Return whose page is asked for: an officer's own; a head's is that of the whole centre."""
    if viewer.centre_province is None or not viewer.writes:
        return None
    asked = request.args.get("officer", "")
    if leads and asked.isdecimal() and viewer.organisation is not None:
        people = next_steps.of_centre(db.session, viewer.organisation)
        return next((each for each in people if each.id == int(asked)), None)
    return None if leads and request.args.get("mine") != "1" else viewer.user


def _news(viewer: Actor) -> dict[str, Any]:
    """Return the matches and postings of the province that wait for a word of the centre."""
    if viewer.centre_province is None:
        return {}
    kinds = (Kind.MATCH, Kind.POSTING)
    return {kind.value: inbox.oldest(db.session, viewer, kind, NEWS) for kind in kinds}


def _words() -> dict[str, Any]:
    """Return what the rows are written with."""
    return {
        "today": local_today(),
        "firm": deal_lists.firm,
        "deal_text": deal_lists.shown,
        "reasons": deal_monday.reasons,
        "known": lambda posting: identity.is_known(actor(), posting),
        "shown": lambda posting, words: identity.shown(actor(), posting, words),
        "why": match_words.sentence_terms,
    }


@bp.get("/<code>/monday/<act>")
def ask(code: str, act: str) -> str:
    """Open the form of one act in the deal's row."""
    deal = _load(code, act)
    form = form_of(act, deal, next_steps.officers(db.session, deal))
    return _row(deal, act=act, form=form)


@bp.post("/<code>/monday/<act>")
def act(code: str, act: str) -> Page:
    """Say that a step is done and what comes next, put it off, or write a note."""
    deal = _load(code, act)
    form = form_of(act, deal, next_steps.officers(db.session, deal))
    try:
        done = form.validate() and is_kept(form, lambda: _act(deal, act, form))
    except StaleEdit:
        return _row(again(code), act=act, form=form, stale=True), HTTPStatus.UNPROCESSABLE_ENTITY
    if not done:
        return _row(again(code), act=act, form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    said = {
        "done": _("Đã ghi việc xong và đặt việc tiếp theo."),
        "postpone": _("Đã dời hạn."),
        "note": _("Đã ghi chú."),
    }[act]
    if _in_place():
        return _row(again(code), saved=said)
    flash(f"{deal.code}: {said}", "success")
    return redirect(safe_next(url_for(".monday")))


def _load(code: str, act: str) -> Deal:
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    if act not in {"done", "postpone", "note"} or not deal.stage.is_open:
        abort(HTTPStatus.NOT_FOUND)
    return deal


def _act(deal: Deal, act: str, form: FlaskForm) -> object:
    version = forms.sent_version()
    if act == "note":
        private = form.private.data
        return lifecycle.write_note(db.session, actor(), deal, form.text.data, private=private)
    due = form.due.data or date.min
    if act == "postpone":
        return next_steps.postpone(db.session, actor(), deal, due, version=version)
    step = NextStep(form.next_step.data, form.owner.data or 0, due)
    return lifecycle.plan(db.session, actor(), deal, step, version=version, done=True)


def _in_place() -> bool:
    """Say whether htmx asks, and puts the answer where the row was."""
    return request.headers.get("HX-Request") == "true"


def _row(deal: Deal, **how: Any) -> str:
    row = monday.row_of(db.session, deal)
    return render_template(
        "deals/_monday_row.html" if _in_place() else "deals/monday_row.html",
        row=row,
        wait=waits.of(db.session, [deal]).get(deal.id),
        back=safe_next(url_for(".monday")),
        **how,
        **_words(),
    )
