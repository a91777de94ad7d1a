"""What every change of a deal does: refuse stale forms and telling words, leave a row, write."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from matchmaker.services import disclosures
from matchmaker.services.actors import Actor
from matchmaker.services.errors import NamesFirm, StaleEdit
from models import Deal, DealEvent, DealEventKind


def tell(deal: Deal, actor: Actor, kind: DealEventKind, **what: Any) -> DealEvent:
    """Add a row to the timeline of ``deal``."""
    event = DealEvent(kind=kind, by=actor.user, **what)
    deal.timeline.append(event)
    return event


def refuse_names(deal: Deal, texts: Mapping[str, Any]) -> None:
    """Raise :class:`NamesFirm` where what all parties may read tells who posted a blind need."""
    found = {
        name: words
        for name, text in texts.items()
        if isinstance(text, str) and (words := disclosures.naming(deal.need, text))
    }
    if found:
        raise NamesFirm(found)


def refuse_stale(deal: Deal, version: int) -> None:
    """Raise :class:`StaleEdit` where somebody saved the deal after the form was opened."""
    if deal.version != version:
        raise StaleEdit


def hold(session: Session, deal: Deal, *rows: str) -> None:
    """Let one change at a time at ``rows`` of ``deal``, and read them as they are stored now."""
    session.flush()
    session.execute(select(Deal.id).where(Deal.id == deal.id).with_for_update())
    session.refresh(deal, rows)


def save(session: Session) -> None:
    """Write now, so that a colleague who was quicker is noticed here."""
    try:
        session.flush()
    except StaleDataError:
        raise StaleEdit from None
