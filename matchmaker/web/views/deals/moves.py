"""Moving a deal on: the evidence of a stage, the next step, and what to do with a stale form."""

from datetime import date
from http import HTTPStatus
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from matchmaker.services import announcements, identity
from matchmaker.services.deals import lifecycle, next_steps, stages
from matchmaker.services.deals.next_steps import NextStep
from matchmaker.services.errors import StaleEdit
from matchmaker.services.permissions import Permission
from matchmaker.web import deal_duties
from matchmaker.web.access import actor
from matchmaker.web.context import name_of
from matchmaker.web.extensions import db
from matchmaker.web.forms import deal as forms
from matchmaker.web.views.deals.blueprint import again, bp, is_kept, load, stored
from matchmaker.web.words import deal_words
from models import Deal, DealStage

Page = str | Answer | tuple[str, int]


@bp.get("/<code>/move")
def move(code: str) -> str | Answer:
    """Ask for the evidence of one move; an address without a stage leads to the deal."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    if "stage" not in request.args:
        return redirect(url_for(".show", code=code))
    stage = _stage(request.args.get("stage", ""))
    return _asking(deal, stage, forms.move_form(deal, stage, next_steps.officers(db.session, deal)))


@bp.post("/<code>/move")
def advance(code: str) -> Page:
    """Take a deal to another stage; the board sends no evidence yet and is led to the form."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    stage = _stage(request.form.get("stage", ""))
    if "evidence" not in request.form:
        return redirect(url_for(".move", code=code, stage=stage.value), HTTPStatus.SEE_OTHER)
    if forms.sent_version() != deal.version:
        return _stale(deal, stage)
    form = forms.move_form(deal, stage, next_steps.officers(db.session, deal))
    try:
        done = form.validate() and is_kept(form, lambda: _advance(deal, stage, form))
    except StaleEdit:
        return _stale(again(code), stage)
    if not done:
        return _asking(again(code), stage, form), HTTPStatus.UNPROCESSABLE_ENTITY
    announcements.entered(db.session, actor(), deal)
    db.session.commit()
    name = name_of(stage.value, "deal_stages")
    flash(_("%(code)s đã chuyển sang “%(stage)s”.", code=code, stage=name), "success")
    return redirect(url_for(".show", code=code))


@bp.post("/<code>/next-step")
def next_step(code: str) -> Page:
    """Replace the next step."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    if forms.sent_version() != deal.version:
        return _stale(deal)
    form = forms.step_form(deal, next_steps.officers(db.session, deal))
    version = forms.sent_version()
    try:
        done = form.validate() and is_kept(
            form, lambda: lifecycle.plan(db.session, actor(), deal, _step(form), version=version)
        )
    except StaleEdit:
        return _stale(again(code))
    if not done:
        page = render_template("deals/next_step.html", deal=again(code), form=form)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("Đã lưu việc tiếp theo."), "success")
    return redirect(url_for(".show", code=code))


def _stage(code: str) -> DealStage:
    if code not in set(DealStage):
        abort(HTTPStatus.NOT_FOUND)
    return DealStage(code)


def _asking(deal: Deal, stage: DealStage, form: FlaskForm) -> str:
    asked = stages.demand(deal, stage)
    return render_template(
        "deals/move.html",
        deal=deal,
        stage=stage,
        form=form,
        asked=asked,
        duties=deal_duties.before(actor(), deal, stage),
    )


def _advance(deal: Deal, stage: DealStage, form: FlaskForm) -> object:
    evidence = {name: _given(form[name].data) for name in stages.demand(deal, stage).names}
    return lifecycle.advance(
        db.session,
        actor(),
        deal,
        stage,
        evidence=evidence,
        next_step=_step(form) if stage.is_open else None,
        version=forms.sent_version(),
    )


def _given(value: Any) -> Any:
    return stored(value) if isinstance(value, FileStorage) else value


def _step(form: FlaskForm) -> NextStep:
    """Return what was typed; a missing owner or day is refused by the service."""
    return NextStep(form.next_step.data, form.owner.data or 0, form.due.data or date.min)


def _stale(deal: Deal, stage: DealStage | None = None) -> tuple[str, int]:
    """Show what is stored beside what was sent: nothing is overwritten and nothing lost."""
    people = next_steps.officers(db.session, deal)
    form = None
    if stage is None and deal.stage.is_open:
        form = forms.step_form(deal, people)
    elif stage in deal.next_stages():
        form = forms.move_form(deal, DealStage(stage), people)
    asked = stages.demand(deal, stage) if stage and form else stages.Demand()
    page = render_template(
        "deals/stale.html",
        deal=deal,
        stage=stage,
        form=form,
        asked=asked,
        next_step=identity.shown(actor(), deal.need, deal.next_step),
        sent=_sent({person.id: person.display_name for person in people}),
        last=next(iter(deal_words.told(actor(), deal)), None),
    )
    return page, HTTPStatus.CONFLICT


def _sent(people: dict[int, str]) -> list[tuple[str, str]]:
    """Return what the form held, in words."""
    sent = {name: request.form.get(name, "") for name in deal_words.LABELS}
    owner = sent.pop("owner")
    named = [
        (str(deal_words.LABELS[name]), deal_words.in_words(name, value))
        for name, value in sent.items()
        if value and name != "requirements"
    ]
    if owner.isdecimal() and int(owner) in people:
        named.append((str(deal_words.LABELS["owner"]), people[int(owner)]))
    return named
