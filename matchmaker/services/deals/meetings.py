"""Meetings about a deal: planned, changed, called off; who is invited hears of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.deals import participants, stages, timeline
from matchmaker.services.errors import Incomplete, InvalidTransition, StaleEdit
from models import Deal, DealEventKind, Meeting, MeetingGuest, Membership, User, now
from models.text import clean

SHORTEST, LONGEST = 5, 24 * 60
"""How many minutes a meeting may take."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a meeting is about, where, when, how long, and who is to come."""

    title: str
    place: str
    starts_at: datetime | None
    minutes: int
    guests: Sequence[int]


def plan(session: Session, actor: Actor, deal: Deal, plan: Plan) -> Meeting:
    """Plan a meeting; raises :class:`Incomplete` or :class:`NamesFirm`."""
    meeting = Meeting(uid=f"{uuid4().hex}@matchmaker", sequence=0, by=actor.user)
    invited = _checked(session, deal, plan)
    deal.meetings.append(meeting)
    _fill(meeting, plan, invited)
    _tell(session, actor, meeting, "planned")
    return meeting


def change(
    session: Session, actor: Actor, meeting: Meeting, plan: Plan, *, sequence: int
) -> list[User]:
    """Change a meeting to come; return who is no longer invited, to be told so.

    Raises :class:`StaleEdit` where somebody changed it meanwhile, else as :func:`plan`.
    """
    _hold(session, meeting, sequence)
    invited = _checked(session, meeting.deal, plan)
    dropped = [each.user for each in meeting.guests if each.user not in invited]
    meeting.sequence += 1
    _fill(meeting, plan, invited)
    _tell(session, actor, meeting, "changed")
    return dropped


def cancel(session: Session, actor: Actor, meeting: Meeting, *, sequence: int) -> None:
    """Call a meeting off; everybody invited is to be told."""
    _hold(session, meeting, sequence)
    meeting.sequence += 1
    meeting.cancelled_at = now()
    _tell(session, actor, meeting, "cancelled")


def to_come(session: Session, deal: Deal) -> Sequence[Meeting]:
    """Return the meetings of ``deal`` that have not begun, with whom their guests stand for."""
    guests = selectinload(Meeting.guests).joinedload(MeetingGuest.user)
    return session.scalars(
        select(Meeting)
        .where(
            Meeting.deal_id == deal.id, Meeting.cancelled_at.is_(None), Meeting.starts_at > now()
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .options(guests.selectinload(User.memberships).joinedload(Membership.organisation))
    ).all()


def _hold(session: Session, meeting: Meeting, sequence: int) -> None:
    timeline.hold(session, meeting.deal, "meetings")
    session.refresh(meeting)
    if meeting.cancelled_at is not None or meeting.starts_at <= now():
        raise InvalidTransition(meeting.deal.code, "meeting", "change")
    if meeting.sequence != sequence:
        raise StaleEdit


def _checked(session: Session, deal: Deal, plan: Plan) -> list[User]:
    """Return who is invited; raises where the plan lacks something or names a blind firm."""
    people = {each.user.id: each.user for each in participants.writers(session, deal)}
    invited = [people[each] for each in dict.fromkeys(plan.guests) if each in people]
    given = {
        "title": bool(clean(plan.title).strip()),
        "day": plan.starts_at is not None and plan.starts_at > now(),
        "minutes": SHORTEST <= plan.minutes <= LONGEST,
        "guests": bool(invited),
    }
    if not all(given.values()):
        raise Incomplete([name for name, fine in given.items() if not fine])
    timeline.refuse_names(deal, {"title": plan.title, "place": plan.place})
    return invited


def _fill(meeting: Meeting, plan: Plan, invited: Sequence[User]) -> None:
    meeting.title, meeting.place = clean(plan.title).strip(), clean(plan.place).strip()
    meeting.starts_at, meeting.minutes = plan.starts_at or now(), plan.minutes
    known = {each.user: each for each in meeting.guests}
    meeting.guests[:] = [known.get(each) or MeetingGuest(user=each) for each in invited]


def _tell(session: Session, actor: Actor, meeting: Meeting, what: str) -> None:
    values = {
        "meeting": what,
        "title": meeting.title,
        "starts_at": meeting.starts_at.isoformat(),
        **({"place": meeting.place} if meeting.place else {}),
    }
    timeline.tell(meeting.deal, actor, DealEventKind.MEETING, text=stages.written(values))
    audit.record(session, actor, f"deal:meeting-{what}", meeting.deal.code, uid=meeting.uid)
    session.flush()
