"""Giving many deals to another officer: chosen, confirmed, done, and taken back."""

from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from matchmaker.services import organisations
from matchmaker.services.deals import next_steps, reassignments
from matchmaker.services.errors import Incomplete
from matchmaker.services.permissions import Permission
from matchmaker.web import deal_lists
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.views.deals.blueprint import bp
from models import Organisation, User

MOST = 100
SHOWN = 10


@bp.get("/reassign")
def reassign() -> str:
    """Ask to whom the chosen deals, or all of an officer, are given; nothing changes yet."""
    return _asking(_centre())


@bp.post("/reassign")
def hand_over() -> str | Answer | tuple[str, int]:
    """Give the deals to the officer chosen."""
    centre = _centre()
    person_id, chosen = _person_id(), request.form.get("officer", "")
    deals = reassignments.chosen(db.session, centre, _codes(), person_id)
    officer_id = int(chosen) if chosen.isdecimal() and len(chosen) < 10 else None  # noqa: PLR2004
    try:
        entry = reassignments.hand_over(
            db.session, actor(), centre, deals, officer_id, person_id=person_id
        )
    except Incomplete as refusal:
        return _asking(centre, refusal.fields), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    return redirect(url_for(".list", officer=officer_id, centre=centre.code, given=entry.id))


@bp.post("/reassign/<int:entry_id>/undo")
def take_back(entry_id: int) -> Answer:
    """Give the deals back to who had them."""
    centre = _centre()
    entry = reassignments.entry_of(db.session, centre, entry_id) or abort(HTTPStatus.NOT_FOUND)
    count = reassignments.take_back(db.session, actor(), centre, entry)
    db.session.commit()
    if count:
        flash(
            ngettext(
                "Đã trả lại %(num)d thương vụ cho người phụ trách cũ.",
                "Đã trả lại %(num)d thương vụ cho người phụ trách cũ.",
                count,
            ),
            "success",
        )
    else:
        flash(_("Không trả lại được: người cũ không còn theo dõi được thương vụ."), "warning")
    return redirect(url_for(".list"))


def _centre() -> Organisation:
    """Return the centre meant: the one named, else the one acted for; only for who leads it."""
    code = request.values.get("centre", "")
    centre = organisations.find(db.session, code) if code else actor().organisation
    require(Permission.CENTRE_LEAD, centre)
    return centre or abort(HTTPStatus.FORBIDDEN)


def _codes() -> list[str]:
    return request.values.getlist("deal")[:MOST]


def _person_id() -> int | None:
    asked = request.values.get("person", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None  # noqa: PLR2004


def _asking(centre: Organisation, wrong: tuple[str, ...] = ()) -> str:
    person_id = _person_id()
    deals = reassignments.chosen(db.session, centre, _codes(), person_id)
    people = next_steps.of_centre(db.session, centre)
    return render_template(
        "deals/reassign.html",
        centre=centre,
        deals=deals[:SHOWN],
        codes=[] if person_id else [deal.code for deal in deals],
        total=len(deals),
        person=db.session.get(User, person_id) if person_id else None,
        people=[each for each in people if each.id != person_id],
        wrong=wrong,
        firm=deal_lists.firm,
    )
