"""Calls: written down in two taps, taken back in one."""

from http import HTTPStatus

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from matchmaker.services.deals import calls
from matchmaker.services.deals.calls import Outcome
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from matchmaker.web.forms.deal_people import CallForm, pressed
from matchmaker.web.views.deals.blueprint import bp, load
from matchmaker.web.views.deals.sheet import Page, answer
from models import Party


@bp.post("/<code>/calls/<any(supply, demand):called>")
def call(code: str, called: str) -> Page:
    """Write a call down; which button was pressed says what came of it."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = CallForm()
    form.said.id = f"said-{called}"
    outcome = pressed("outcome")
    done = form.validate()
    if outcome not in set(Outcome):
        form.said.errors = [*form.said.errors, _("Hãy chọn kết quả cuộc gọi.")]
        done = False
    if done:
        said = form.said.data
        calls.write(db.session, actor(), deal, Party(called), Outcome(outcome), text=said)
    return answer(code, _("Đã ghi cuộc gọi."), done=done, place="calls", call=form)


@bp.post("/<code>/calls/<int:event_id>/undo")
def undo_call(code: str, event_id: int) -> Page:
    """Take a call back that was written down by mistake."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    event = next((each for each in deal.timeline if each.id == event_id), None)
    calls.undo(db.session, actor(), deal, event or abort(HTTPStatus.NOT_FOUND))
    db.session.commit()
    flash(_("Đã bỏ cuộc gọi vừa ghi."), "success")
    return redirect(url_for(".show", code=code, _anchor="calls"))
