"""News of what was dealt with meanwhile: read, though nobody opened it; marked unread as any other.

People act through plain links, by mail and by telephone. Each act marks, in its own transaction,
what it has settled, for all who were told of it.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import Session

from matchmaker.services import centres
from matchmaker.services.actors import Actor
from models import (
    Deal,
    ImpactCheck,
    Mail,
    Match,
    Membership,
    Notification,
    Organisation,
    Party,
    Posting,
    PostingMove,
    now,
)

_MOST_NAMED = 200
"""How many mails a reply may name; more of them were put there by no mail program."""

_ASKED = ("interest", "unanswered")
"""What asks a side for its answer to a match."""

_MOVED = {
    PostingMove.SUBMIT: ("sent_back",),
    PostingMove.RENEW: ("expiring", "expired"),
    PostingMove.TRANSFER: ("expiring", "expired"),
    PostingMove.REMOVE: ("sent_back", "expiring", "expired"),
}
"""What each move of a posting has settled."""

_CHECKED = {
    "answered": ("impact_asked", "impact_reminded", "impact_silent", "impact_unreachable"),
    "looked_at": ("impact_answered",),
}


def message_answered(session: Session, deal: Deal, names: Sequence[str]) -> int:
    """Return the number of the newest message that our mails called ``names`` told of, or 0.

    ``names`` are what In-Reply-To and References say: Message-IDs, with or without brackets.
    """
    ours = [name.strip("<>").partition("@")[0] for name in names[:_MOST_NAMED]]
    told = session.scalars(
        select(Notification.detail)
        .join(Notification.mail)
        .where(Mail.message_id.in_(ours), Notification.deal_id == deal.id)
    )
    return max((int(each.get("message", 0)) for each in told), default=0)


def words_said(session: Session, actor: Actor, deal: Deal, last: int) -> None:
    """Settle what the actor was told of messages up to number ``last``, which they answered.

    What was asked of their organisation is settled for their colleagues and for the officer too.
    """
    if actor.user is None:
        return
    upto = _detail("message").as_integer() <= last
    of_deal = (Notification.deal_id == deal.id, upto)
    _read(session, ("message",), *of_deal, Notification.user_id == actor.user.id)
    if actor.membership is None:
        return
    organisation = actor.membership.organisation_id
    colleagues = Notification.user_id.in_(_members(Membership.organisation_id == organisation))
    _read(session, ("question",), *of_deal, colleagues)
    for party, posting in ((Party.DEMAND, deal.need), (Party.SUPPLY, deal.technology)):
        if posting.organisation_id == organisation:
            of_party = _detail("party").as_string() == party.value
            _read(session, ("call_about",), *of_deal, of_party)


def match_answered(session: Session, match: Match, party: Party) -> None:
    """Settle what asked ``party`` for its answer, and whoever was to telephone for it."""
    own: Posting = match.need if party is Party.DEMAND else match.technology
    people = _members(Membership.organisation_id == own.organisation_id)
    _read(session, _ASKED, *_of_match(match, own.code), Notification.user_id.in_(people))
    callers = Notification.user_id.in_(_deciding(match))
    _read(session, ("call",), *_of_match(match, own.code), callers)


def match_decided(session: Session, match: Match) -> None:
    """Settle what asked for a decision on ``match``, or for answers that are too late now."""
    sides = (match.need.organisation_id, match.technology.organisation_id)
    people = _members(Membership.organisation_id.in_(sides))
    of_match = _of_match(match, match.need.code, match.technology.code)
    told = or_(Notification.user_id.in_(people), Notification.user_id.in_(_deciding(match)))
    _read(session, (*_ASKED, "call", "both"), *of_match, told)


def posting_moved(session: Session, posting: Posting, move: PostingMove) -> None:
    """Settle what asked its people for this ``move``, or for one that is not needed any more."""
    if move in _MOVED:
        people = _members(Membership.organisation_id == posting.organisation_id)
        of_posting = (Notification.about == posting.code, Notification.user_id.in_(people))
        _read(session, _MOVED[move], *of_posting)


def impact_answered(session: Session, check: ImpactCheck) -> None:
    """Settle what asked for the answer, for everybody who was asked or was to telephone."""
    _read(session, _CHECKED["answered"], *_of_check(check))


def impact_looked_at(session: Session, check: ImpactCheck) -> None:
    """Settle what asked the officer to read and confirm an answer."""
    _read(session, _CHECKED["looked_at"], *_of_check(check))


def _of_check(check: ImpactCheck) -> tuple[ColumnElement[bool], ...]:
    return Notification.deal_id == check.deal_id, _detail("check").as_integer() == check.id


def _of_match(match: Match, *codes: str) -> tuple[ColumnElement[bool], ...]:
    return Notification.about.in_(codes), _detail("match").as_integer() == match.id


def _deciding(match: Match) -> Select[int]:
    return _members(
        Membership.organisation_id.in_(
            select(Organisation.id).where(centres.looks_after(match.need.province))
        )
    )


def _members(*conditions: ColumnElement[bool]) -> Select[int]:
    return select(Membership.user_id).where(*conditions)


def _detail(name: str) -> Any:
    return Notification.detail[name]


def _read(session: Session, whats: Collection[str], *conditions: ColumnElement[bool]) -> None:
    session.execute(
        update(Notification)
        .where(Notification.read_at.is_(None), _detail("what").as_string().in_(whats), *conditions)
        .values(read_at=now())
        .execution_options(synchronize_session="fetch")
    )
