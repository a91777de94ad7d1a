"""Conditions on whatever keeps a history."""

from matchmaker.services.actors import Actor
from matchmaker.services.permissions import deals, postings
from models import Deal, Organisation, Posting


def owns(actor: Actor, record: Organisation | Posting | Deal) -> bool:
    """Whose it is: the organisation's own people, the posting's, the centres that share a deal."""
    if isinstance(record, Deal):
        return deals.of_its_centres(actor, record)
    if isinstance(record, Posting):
        return postings.member(actor, record)
    return actor.belongs_to(record.id)
