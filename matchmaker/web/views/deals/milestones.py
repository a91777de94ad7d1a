"""Milestones: ticked in one tap, taken back in another."""

from http import HTTPStatus

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from matchmaker.services.deals import milestones
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from matchmaker.web.forms.deal_people import pressed, tick_form
from matchmaker.web.views.deals.blueprint import bp, is_kept, load
from matchmaker.web.views.deals.sheet import Page, answer


@bp.post("/<code>/milestones")
def tick(code: str) -> Page:
    """Note that a milestone was reached."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = tick_form()

    def save() -> object:
        day, note = form.reached_on.data, form.note.data
        return milestones.tick(db.session, actor(), deal, pressed("milestone"), day, note=note)

    done = form.validate() and is_kept(form, save)
    return answer(code, _("Đã ghi nhận mốc."), done=done, place="milestones", tick=form)


@bp.post("/<code>/milestones/<int:milestone_id>/undo")
def untick(code: str, milestone_id: int) -> Page:
    """Take a milestone back."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    found = next((each for each in deal.milestones if each.id == milestone_id), None)
    milestones.untick(db.session, actor(), deal, found or abort(HTTPStatus.NOT_FOUND))
    db.session.commit()
    flash(_("Đã bỏ mốc."), "success")
    return redirect(url_for(".show", code=code, _anchor="milestones"))
