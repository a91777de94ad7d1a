"""Calendars as other programs read them (RFC 5545): an invitation, and a person's own feed."""

from datetime import UTC, timedelta
from hashlib import sha256

from flask import current_app
from flask_babel import gettext
from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from matchmaker.services import calendars, identity
from matchmaker.web.extensions import db
from models import Deal, Meeting, User, local_today, now

PRODUCT = "-//Matchmaker//Matchmaker//VI"
_REMIND = timedelta(hours=-2)


def invitation(meeting: Meeting, guest: User, method: str) -> str:
    """Write an invitation (``REQUEST``) or its end (``CANCEL``) for one guest (RFC 5546).

    It names no other guest: they need not know each other's addresses.
    """
    event = _meeting(meeting, meeting.deal)
    event.add("dtstamp", now())
    event["organizer"] = _organiser(meeting)
    event.add("attendee", _address(guest.email, guest.display_name, RSVP="TRUE"))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    calendar = _calendar()
    calendar.add("method", method)
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode()


def feed(person: User) -> tuple[bytes, str]:
    """Return the calendar of ``person`` and its tag; both are the same until something changes."""
    calendar = _calendar()
    calendar.add("x-wr-calname", gettext("Matchmaker: việc và cuộc họp"))
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for deal in calendars.steps(db.session, person):
        calendar.add_component(_step(deal))
    for meeting in calendars.meetings(db.session, person):
        event = _meeting(meeting, meeting.deal)
        event.add("dtstamp", meeting.created_at)
        event.add_component(_reminder(meeting))
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written, sha256(written).hexdigest()


def link(deal: Deal) -> str:
    """Return the address of the deal; needs no request, so jobs may ask."""
    return f"{str(current_app.config['BASE_URL']).rstrip('/')}/deals/{deal.code}"


def told(deal: Deal, words: str) -> str:
    """Return ``words`` without who posted a blind need: calendars are shown to others."""
    return identity.masked(words, deal.need) if deal.need.blind else words


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _step(deal: Deal) -> Event:
    """Write a next step as an event of a whole day, which takes nobody's time."""
    due = deal.next_step_due or local_today()
    event = Event()
    event.add("uid", f"step-{deal.code.lower()}@{_host()}")
    event.add("dtstamp", deal.opened_at)
    event.add("sequence", deal.version)
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", f"{told(deal, deal.next_step)} ({deal.code})")
    event.add("description", f"{gettext('Việc tiếp theo')}\n{link(deal)}")
    event.add("url", link(deal))
    return event


def _meeting(meeting: Meeting, deal: Deal) -> Event:
    """Write a meeting in UTC: every program shows it in the time of its reader."""
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("duration", timedelta(minutes=meeting.minutes))
    event.add("summary", f"{told(deal, meeting.title)} ({deal.code})")
    if meeting.place:
        event.add("location", told(deal, meeting.place))
    event.add("description", f"{gettext('Thương vụ')} {deal.code}\n{link(deal)}")
    event.add("url", link(deal))
    return event


def _reminder(meeting: Meeting) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", _REMIND)
    alarm.add("description", told(meeting.deal, meeting.title))
    return alarm


def _organiser(meeting: Meeting) -> vCalAddress:
    if meeting.by is None:
        sender = str(current_app.config["MAIL_SENDER"])
        return _address(sender.rpartition("<")[2].rstrip(">"), "Matchmaker")
    return _address(meeting.by.email, meeting.by.display_name)


def _address(email: str, name: str, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    for key, value in {"CN": name, **parameters}.items():
        address.params[key] = vText(value)
    return address


def _host() -> str:
    return str(current_app.config["BASE_URL"]).partition("//")[2].partition("/")[0] or "matchmaker"
