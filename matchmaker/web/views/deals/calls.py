"""Calls: written down in two taps, taken back in one."""

from http import HTTPStatus

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from matchmaker.services import calls
from matchmaker.services.calls import Outcome
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from matchmaker.web.forms.deal_people import CallForm
from matchmaker.web.views.deals.blueprint import bp, is_kept, load
from matchmaker.web.views.deals.sheet import Page, answer
from models import Party


@bp.post("/<code>/calls")
def call(code: str) -> Page:
    """Write a call down."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = CallForm()

    def save() -> object:
        called, outcome = Party(form.called.data), Outcome(form.outcome.data)
        return calls.write(db.session, actor(), deal, called, outcome, text=form.said.data)

    done = form.validate() and is_kept(form, save)
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
