"""Telephone calls: whom the officer called and what came of it, written down in two taps."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.deals import stages, timeline
from matchmaker.services.errors import NotAllowed
from models import Deal, DealEvent, DealEventKind, Party, now
from models.text import clean

UNDO = timedelta(hours=1)
"""How long whoever wrote a call down can take it back."""

_SHOWN = 3


class Outcome(StrEnum):
    """What came of a call."""

    SPOKE = "spoke"
    NO_ANSWER = "no_answer"
    LATER = "later"


def write(
    session: Session, actor: Actor, deal: Deal, called: Party, outcome: Outcome, *, text: str = ""
) -> DealEvent:
    """Write a call down, for the centres alone: it may name whom it likes."""
    words = clean(text).strip()
    values = {
        "called": called.value,
        "outcome": outcome.value,
        **({"said": words} if words else {}),
    }
    event = timeline.tell(
        deal, actor, DealEventKind.CALL, text=stages.written(values), private=True
    )
    audit.record(session, actor, "deal:call", deal.code, called=called.value, outcome=outcome.value)
    session.flush()
    return event


def can_undo(actor: Actor, event: DealEvent) -> bool:
    """Say whether ``actor`` wrote this call down a moment ago."""
    own = actor.user is not None and event.by_id == actor.user.id
    return own and event.kind is DealEventKind.CALL and now() - event.at < UNDO


def undo(session: Session, actor: Actor, deal: Deal, event: DealEvent) -> None:
    """Take a call back that was written down by mistake; raises :class:`NotAllowed` later on."""
    if not can_undo(actor, event):
        raise NotAllowed
    deal.timeline.remove(event)
    audit.record(session, actor, "deal:undo-call", deal.code, at=event.at.isoformat())
    session.flush()


def latest(deal: Deal) -> Sequence[DealEvent]:
    """Return the last calls of ``deal``, newest first."""
    return [each for each in reversed(deal.timeline) if each.kind is DealEventKind.CALL][:_SHOWN]
