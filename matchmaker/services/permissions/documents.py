"""Conditions on a file of a deal."""

from matchmaker.services.actors import Actor
from matchmaker.services.permissions import deals, postings
from models import Audience, DealDocument


def reads(actor: Actor, document: DealDocument) -> bool:
    """Let the centres read, and of the parties those whom the file is for.

    A file may name the firm behind a blind need, so it is for those let in, and who uploaded it.
    """
    deal = document.deal
    if document.withdrawn_at is not None:
        return deals.follows(actor, deal) and postings.let_in(actor, deal.need)
    if _uploaded(actor, document) and deals.reads(actor, deal):
        return True
    if not postings.let_in(actor, deal.need):
        return False
    return deals.of_its_centres(actor, deal) or _is_for(actor, document)


def renews(actor: Actor, document: DealDocument) -> bool:
    """Let who uploaded it bring a newer one, and those who follow the deal."""
    mine = _uploaded(actor, document) and deals.writes_for_party(actor, document.deal)
    return (mine or deals.follows(actor, document.deal)) and reads(actor, document)


def _uploaded(actor: Actor, document: DealDocument) -> bool:
    return actor.user is not None and document.uploaded_by_id == actor.user.id


def _is_for(actor: Actor, document: DealDocument) -> bool:
    match document.audience:
        case Audience.PARTIES:
            return deals.takes_part(actor, document.deal)
        case Audience.SUPPLY:
            return postings.member(actor, document.deal.technology)
        case Audience.DEMAND:
            return postings.member(actor, document.deal.need)
        case Audience.CENTRE:
            return False
