"""Conditions on a posting, and on its files."""

from matchmaker.services.actors import Actor
from models import Attachment, Need, Posting, PostingState


def member(actor: Actor, posting: Posting) -> bool:
    """Let the people of the organisation that posted it."""
    return actor.belongs_to(posting.organisation_id)


def writer(actor: Actor, posting: Posting) -> bool:
    """Let those of its people who write."""
    return actor.writes and member(actor, posting)


def watches(actor: Actor, posting: Posting) -> bool:
    """Let those read what was ever submitted who look after its province, or the country."""
    if posting.state in {PostingState.DRAFT, PostingState.REMOVED}:
        return False
    nationwide = actor.is_ministry or actor.is_administrator
    return nationwide or posting.province in actor.watched_provinces


def reads(actor: Actor, posting: Posting) -> bool:
    """Let everybody read what is public; the rest, its people and those who watch."""
    return posting.is_public or member(actor, posting) or watches(actor, posting)


def reviews(actor: Actor, posting: Posting) -> bool:
    """Let the centre of its province, or an administrator, review what others posted."""
    centre = actor.writes and posting.province in actor.centre_provinces
    return (centre or actor.is_administrator) and not member(actor, posting)


def let_in(actor: Actor, need: Need) -> bool:
    """Open, one's own, or disclosed by the firm: nobody else learns who stands behind a need."""
    if not need.blind or member(actor, need):
        return True
    return any(actor.belongs_to(disclosure.organisation_id) for disclosure in need.disclosures)


def reads_attachment(actor: Actor, attachment: Attachment) -> bool:
    """A file may name its author, so files of a blind need are for those let in."""
    posting = attachment.posting
    if isinstance(posting, Need) and not let_in(actor, posting):
        return False
    return reads(actor, posting)
