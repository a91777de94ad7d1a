"""Conditions on a match."""

from matchmaker.services.actors import Actor
from matchmaker.services.permissions import postings
from models import Match, Posting, PostingState


def reads(actor: Actor, match: Match) -> bool:
    """Let both sides and those who watch over either read it, as far as the other is shown."""
    if postings.member(actor, match.need):
        return match.technology.is_public or match.state != "proposed"
    if postings.member(actor, match.technology):
        return match.need.is_public or match.state != "proposed"
    provinces = {match.need.province, match.technology.province}
    if not (provinces & actor.watched_provinces) and not (
        actor.is_ministry or actor.is_administrator
    ):
        return False
    return match.state != "proposed" or (
        _was_shown(actor, match.need) and _was_shown(actor, match.technology)
    )


def _was_shown(actor: Actor, posting: Posting) -> bool:
    """Say whether everybody could read it once, or ``actor`` can read it now."""
    once = {PostingState.PAUSED, PostingState.EXPIRED, PostingState.TRANSFERRED}
    return posting.state in once or postings.reads(actor, posting)


def answers_supply(actor: Actor, match: Match) -> bool:
    """Let those answer who write for the side that offers."""
    return postings.writer(actor, match.technology) and match.need.is_public


def answers_demand(actor: Actor, match: Match) -> bool:
    """Let those answer who write for the side that needs."""
    return postings.writer(actor, match.need) and match.technology.is_public


def decides(actor: Actor, match: Match) -> bool:
    """Let the centre of the need's province decide what it reads."""
    mine = actor.writes and match.need.province in actor.centre_provinces
    return mine and reads(actor, match)
