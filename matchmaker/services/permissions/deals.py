"""Conditions on a deal."""

from matchmaker.services.actors import Actor
from matchmaker.services.permissions import postings
from models import Deal


def takes_part(actor: Actor, deal: Deal) -> bool:
    """Say whether ``actor`` acts for a party: the side that needs or offers, or one beside them."""
    if postings.member(actor, deal.need) or postings.member(actor, deal.technology):
        return True
    return any(actor.belongs_to(party.organisation_id) for party in deal.parties)


def of_its_centres(actor: Actor, deal: Deal) -> bool:
    """Let the people of the centre that follows it, and of those that share its credit."""
    shared = {credit.centre_id for credit in deal.credits}
    return any(actor.belongs_to(centre) for centre in {deal.centre_id} | shared)


def reads(actor: Actor, deal: Deal) -> bool:
    """Let the parties, its centres and those who watch over one of these."""
    if takes_part(actor, deal) or of_its_centres(actor, deal):
        return True
    if actor.is_ministry or actor.is_administrator:
        return True
    centres = [deal.centre, *(credit.centre for credit in deal.credits)]
    return actor.department_province in {centre.province for centre in centres}


def follows(actor: Actor, deal: Deal) -> bool:
    """Let those who write for its centres."""
    return actor.writes and of_its_centres(actor, deal)


def writes_for_party(actor: Actor, deal: Deal) -> bool:
    """Let those who write for a party; oversight reads along and says nothing."""
    return actor.writes and takes_part(actor, deal)


def hears_strangers(actor: Actor, deal: Deal) -> bool:
    """Let those who follow the deal decide; a stranger may name the firm behind a blind need."""
    return follows(actor, deal) and postings.let_in(actor, deal.need)


def drafts(actor: Actor, deal: Deal) -> bool:
    """A draft names both sides: it is for those of them, and their centres, who know each other."""
    mine = of_its_centres(actor, deal) or takes_part(actor, deal)
    return mine and postings.let_in(actor, deal.need)
