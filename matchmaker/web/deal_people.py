"""Who is in a deal and what they did, for its page: parties, shares, milestones, calls."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm

from matchmaker.services import identity
from matchmaker.services.actors import Actor
from matchmaker.services.deals import calls, meetings, milestones, participants, stages
from matchmaker.services.deals import credits as deal_credits
from matchmaker.services.deals import parties as deal_parties
from matchmaker.services.deals.participants import Part
from matchmaker.services.permissions import Permission, allows
from matchmaker.web.extensions import db
from matchmaker.web.forms import deal_people as forms_of
from matchmaker.web.locale import language
from matchmaker.web.words import deal_words
from models import Deal, DealEvent, DealStage, Meeting, Party, User, local_today


def forms(deal: Deal) -> dict[str, Callable[[], FlaskForm]]:
    """Return what makes each empty form of the page."""
    return {
        "shares": lambda: forms_of.shares_form(deal, formdata=None),
        "tick": lambda: forms_of.tick_form(formdata=None),
        "call": lambda: forms_of.CallForm(formdata=None),
    }


def shown(viewer: Actor, deal: Deal) -> dict[str, Any]:
    """Return what the sections of the page need."""
    inside = allows(viewer, Permission.DEAL_INSIDE, deal)
    return {
        "chain": deal_parties.chain(db.session, deal),
        "shares": deal_credits.shares(deal),
        "partner": deal_credits.partner(db.session, deal),
        "facts": milestones.by_stage(db.session, deal),
        "here": (deal.paused_stage or deal.stage).value,
        "phones": _phones(viewer, deal),
        "calls": [_call(viewer, deal, each) for each in calls.latest(deal)] if inside else [],
        "meetings": [_meeting(viewer, deal, each) for each in meetings.to_come(db.session, deal)],
        "resumes": deal.stage is DealStage.PAUSED
        and deal.resume_on is not None
        and deal.resume_on <= local_today(),
    }


def _phones(viewer: Actor, deal: Deal) -> dict[str, str]:
    """Return the telephone of each side, where the viewer may know who it is."""
    known = identity.is_known(viewer, deal.need)
    return {
        Party.DEMAND.value: deal.need.organisation.phone if known else "",
        Party.SUPPLY.value: deal.technology.organisation.phone,
    }


def _meeting(viewer: Actor, deal: Deal, meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.id,
        "starts_at": meeting.starts_at,
        "minutes": meeting.minutes,
        "title": identity.shown(viewer, deal.need, meeting.title),
        "place": identity.shown(viewer, deal.need, meeting.place),
        "guests": [guest(viewer, deal, each.user) for each in meeting.guests],
    }


def guest(viewer: Actor, deal: Deal, person: User) -> str:
    """Name a guest as ``viewer`` may know them, with whom they stand for."""
    place = participants.place(deal, person.memberships)
    if place is None:
        return gettext("Khách đã rời thương vụ")
    part, organisation = place
    if part is Part.DEMAND and not identity.is_known(viewer, deal.need):
        return gettext("Đại diện bên cầu (ẩn danh)")
    return f"{person.display_name} – {organisation.short_name or organisation.name(language())}"


def _call(viewer: Actor, deal: Deal, event: DealEvent) -> dict[str, Any]:
    told = stages.read(identity.shown(viewer, deal.need, event.text))
    return {
        "id": event.id,
        "at": event.at,
        "who": event.by.display_name if event.by else "",
        "called": deal_words.in_words("called", told.get("called", "")),
        "outcome": deal_words.in_words("outcome", told.get("outcome", "")),
        "said": told.get("said", ""),
        "can_undo": calls.can_undo(viewer, event),
    }
