"""Invitations to meetings by mail, each in its reader's language, with a calendar file."""

from collections.abc import Iterable

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from matchmaker.config import LANGUAGES
from matchmaker.services.mails import mail
from matchmaker.web import calendars
from matchmaker.web.extensions import db
from matchmaker.web.formats import moment
from models import Meeting, User


def invite(meeting: Meeting) -> None:
    """Invite everybody, or tell them what changed."""
    _write(meeting, [each.user for each in meeting.guests], "REQUEST")


def withdraw(meeting: Meeting, guests: Iterable[User]) -> None:
    """Tell ``guests`` that the meeting is off, or goes on without them."""
    _write(meeting, guests, "CANCEL")


def _write(meeting: Meeting, guests: Iterable[User], method: str) -> None:
    for guest in guests:
        language = guest.language if guest.language in LANGUAGES else LANGUAGES[0]
        with force_locale(language):
            words = {
                "meeting": meeting,
                "deal": meeting.deal,
                "title": calendars.told(meeting.deal, meeting.title),
                "place": calendars.told(meeting.deal, meeting.place),
                "guest": guest,
                "off": method == "CANCEL",
                "link": calendars.link(meeting.deal),
                "home": str(current_app.config["BASE_URL"]).rstrip("/"),
            }
            mail.enqueue(
                db.session,
                guest.email,
                _subject(meeting, method),
                render_template("emails/meeting.txt", **words),
                render_template("emails/meeting.html", **words),
                attachments=[
                    {
                        "name": "cuoc-hop.ics",
                        "media_type": f"text/calendar; method={method}",
                        "text": calendars.invitation(meeting, guest, method),
                    }
                ],
            )


def _subject(meeting: Meeting, method: str) -> str:
    words = {"code": meeting.deal.code, "at": moment(meeting.starts_at)}
    if method == "CANCEL":
        return gettext("%(code)s: hủy cuộc họp lúc %(at)s", **words)
    if meeting.sequence:
        return gettext("%(code)s: đổi cuộc họp, nay lúc %(at)s", **words)
    return gettext("%(code)s: mời họp lúc %(at)s", **words)
