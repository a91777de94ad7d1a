"""One deal: its parties, stage, next step, timeline, notes and documents."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Answer

from matchmaker.services import identity, responses
from matchmaker.services.deals import clocks, lifecycle, next_steps
from matchmaker.services.permissions import Permission, allows
from matchmaker.web import (
    deal_clocks,
    deal_conversation,
    deal_documents,
    deal_duties,
    deal_money,
    deal_outcome,
    deal_people,
    deal_postings,
)
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from matchmaker.web.forms import deal as forms
from matchmaker.web.forms import deal_document as document_forms
from matchmaker.web.forms.expected_value import expected_value_form
from matchmaker.web.views.deals.blueprint import again, bp, is_kept, load
from matchmaker.web.words import deal_words
from models import PATH, Deal, DealEventKind, DealStage, local_today

Page = str | Answer | tuple[str, int]


@bp.get("/<code>")
def show(code: str) -> str:
    """Show one deal."""
    return _shown(load(code, Permission.DEAL_READ))


@bp.post("/<code>/notes")
def note(code: str) -> Page:
    """Write a note."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = forms.NoteForm()

    def save() -> object:
        private = form.private.data
        return lifecycle.write_note(db.session, actor(), deal, form.text.data, private=private)

    done = form.validate() and is_kept(form, save)
    return answer(code, _("Đã ghi chú."), done=done, note=form)


@bp.post("/<code>/officer")
def assign(code: str) -> Page:
    """Give the deal to a colleague."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = forms.officer_form(deal, next_steps.officers(db.session, deal))

    def save() -> object:
        version = forms.sent_version()
        return lifecycle.assign(db.session, actor(), deal, form.officer.data, version=version)

    done = form.validate() and is_kept(form, save)
    return answer(code, _("Đã giao người phụ trách."), done=done, officer=form)


def answer(
    code: str,
    message: str,
    *,
    done: object,
    place: str = "",
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
    **sent: FlaskForm,
) -> Page:
    """Save and go back to the deal, or show the deal again with what was wrong."""
    if done:
        db.session.commit()
        flash(message, "success")
        return redirect(url_for(".show", code=code, _anchor=place or None))
    return _shown(again(code), **sent), status


def _shown(deal: Deal, **sent: FlaskForm) -> str:
    people = next_steps.officers(db.session, deal)
    mine: dict[str, Callable[[], FlaskForm]] = {
        "step": lambda: forms.step_form(deal, people, formdata=None),
        "note": lambda: forms.NoteForm(formdata=None),
        "upload": lambda: document_forms.upload_form(deal, formdata=None),
        "nda": lambda: document_forms.nda_form(deal, formdata=None),
        "officer": lambda: forms.officer_form(deal, people, formdata=None),
        "expected": lambda: expected_value_form(deal, formdata=None),
        **deal_people.forms(deal),
    }
    viewer = actor()
    return render_template(
        "deals/show.html",
        deal=deal,
        known=identity.is_known(viewer, deal.need),
        own_need=viewer.belongs_to(deal.need.organisation_id),
        let_in=_is_let_in(deal),
        officer_left=deal.stage.is_open and deal.officer is not None and deal.officer not in people,
        follows=allows(viewer, Permission.DEAL_FOLLOW_UP, deal),
        duties=deal_duties.shown(viewer, deal),
        path=_path(deal),
        moves=_moves(deal),
        timeline=deal_words.told(viewer, deal),
        documents=deal_documents.shown(deal),
        shown=lambda text: identity.shown(viewer, deal.need, text),
        today=local_today(),
        remarks=deal_postings.remarks(deal),
        clock=deal_clocks.shown(clocks.read(db.session), deal),
        talk=deal_conversation.shown(deal),
        records=responses.of(
            db.session, [deal.need.organisation_id, deal.technology.organisation_id]
        ),
        **deal_people.shown(viewer, deal),
        money=deal_money.shown(viewer, deal),
        outcome=deal_outcome.shown(viewer, deal),
        forms={name: sent.get(name) or make() for name, make in mine.items()},
    )


def _is_let_in(deal: Deal) -> bool:
    """Say whether the side that offers may know who needs."""
    inside = {each.organisation_id for each in deal.need.disclosures}
    return not deal.need.blind or deal.technology.organisation_id in inside


def _path(deal: Deal) -> list[dict[str, Any]]:
    """Return the stages of the way with the day each was entered, and where the deal is."""
    entered = {DealStage.PROPOSED: deal.opened_at}
    for event in deal.timeline:
        if event.kind is DealEventKind.STAGE and event.stage_to is not None:
            entered[event.stage_to] = event.at
    here = deal.paused_stage or deal.stage
    place = PATH.index(here) if here in PATH else -1
    return [
        {
            "stage": stage.value,
            "at": entered.get(stage) if position <= place or place < 0 else None,
            "is_here": stage is here,
            "is_done": position < place,
        }
        for position, stage in enumerate(PATH)
    ]


def _moves(deal: Deal) -> dict[str, list[DealStage]]:
    """Return the moves that are possible: onward first, the others apart."""
    possible = deal.next_stages()
    aside = {DealStage.PAUSED, DealStage.LOST}
    return {
        "onward": [each for each in possible if each not in aside and not deal.goes_back(each)],
        "back": [each for each in possible if deal.goes_back(each)],
        "aside": [each for each in possible if each in aside],
    }
