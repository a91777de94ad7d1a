"""Meetings: planned, changed and called off, with a mail to everybody invited."""

from collections.abc import Callable
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matchmaker.services import identity
from matchmaker.services.deals import meetings, participants
from matchmaker.services.errors import StaleEdit
from matchmaker.services.permissions import Permission
from matchmaker.web.access import actor
from matchmaker.web.errors import message_of
from matchmaker.web.extensions import db
from matchmaker.web.forms.meeting import MeetingForm, meeting_form
from matchmaker.web.mails import meeting_mails
from matchmaker.web.views.deals.blueprint import again, bp, is_kept, load
from matchmaker.web.views.deals.sheet import Page
from models import Deal, Meeting


@bp.get("/<code>/meetings/new")
def new_meeting(code: str) -> str:
    """Ask what a meeting is about, when, and with whom."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    return _asking(deal, _form(deal))


@bp.post("/<code>/meetings")
def plan_meeting(code: str) -> Page:
    """Plan a meeting and invite to it."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    form = _form(deal)

    def save() -> None:
        meeting_mails.invite(meetings.plan(db.session, actor(), deal, form.plan()))

    if not (form.validate() and _is_kept(form, save)):
        return _asking(again(code), form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _done(code, _("Đã hẹn họp và gửi lời mời."))


@bp.get("/<code>/meetings/<int:meeting_id>")
def edit_meeting(code: str, meeting_id: int) -> str:
    """Ask what changes."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    meeting = _find(deal, meeting_id)
    return _asking(deal, _form(deal, meeting), meeting)


@bp.post("/<code>/meetings/<int:meeting_id>")
def change_meeting(code: str, meeting_id: int) -> Page:
    """Change a meeting, and tell everybody who was or is invited."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    meeting = _find(deal, meeting_id)
    form = _form(deal, meeting)

    def save() -> None:
        dropped = meetings.change(
            db.session, actor(), meeting, form.plan(), sequence=_sent_sequence()
        )
        meeting_mails.invite(meeting)
        meeting_mails.withdraw(meeting, dropped)

    try:
        if form.validate() and _is_kept(form, save):
            return _done(code, _("Đã đổi cuộc họp và báo cho khách mời."))
    except StaleEdit as refusal:
        form.form_errors.append(message_of(refusal))
        fresh = again(code)
        return _asking(fresh, form, _find(fresh, meeting_id), stale=True), HTTPStatus.CONFLICT
    fresh = again(code)
    return _asking(fresh, form, _find(fresh, meeting_id)), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/<code>/meetings/<int:meeting_id>/cancel")
def cancel_meeting(code: str, meeting_id: int) -> Page:
    """Call a meeting off, and tell everybody invited."""
    deal = load(code, Permission.DEAL_FOLLOW_UP)
    meeting = _find(deal, meeting_id)
    meetings.cancel(db.session, actor(), meeting, sequence=_sent_sequence())
    meeting_mails.withdraw(meeting, [each.user for each in meeting.guests])
    return _done(code, _("Đã hủy cuộc họp và báo cho khách mời."))


def _find(deal: Deal, meeting_id: int) -> Meeting:
    found = next((each for each in deal.meetings if each.id == meeting_id), None)
    return found or abort(HTTPStatus.NOT_FOUND)


def _form(deal: Deal, meeting: Meeting | None = None) -> MeetingForm:
    return meeting_form(deal, participants.writers(db.session, deal), meeting)


def _is_kept(form: MeetingForm, save: Callable[[], None]) -> bool:
    """Save; a moment that has passed is said where it was typed."""
    kept = is_kept(form, save)
    if form.day.errors and form.starts_at() is not None:
        form.day.errors = [_("Giờ này đã qua. Hãy chọn một lúc sau bây giờ.")]
    return kept


def _sent_sequence() -> int:
    sent = request.form.get("sequence", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1  # noqa: PLR2004


def _done(code: str, message: str) -> Page:
    db.session.commit()
    flash(message, "success")
    return redirect(url_for(".show", code=code))


def _asking(
    deal: Deal, form: MeetingForm, meeting: Meeting | None = None, *, stale: bool = False
) -> str:
    return render_template(
        "deals/meeting.html",
        deal=deal,
        form=form,
        meeting=meeting,
        stale=stale,
        shown=lambda words: identity.shown(actor(), deal.need, words),
    )
