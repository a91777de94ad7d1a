"""Deals that end without a transfer: what both sides are told, what may come next, reopening."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import audit, matches, proposals, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.deals import next_steps, stages, timeline
from matchmaker.services.deals.next_steps import NextStep
from matchmaker.services.errors import Incomplete, InvalidTransition
from models import (
    PATH,
    Answer,
    Deal,
    DealEventKind,
    DealStage,
    Match,
    MatchState,
    Party,
    Posting,
    PostingState,
)
from models.text import clean

WORDS = "loss_words"
"""The vocabulary that says each reason in words fit for the side that did not give it."""

OTHER = "other"
TOP = 3


def words(session: Session, reason: str, language: str) -> str:
    """Return what both sides read of ``reason``: polite, blaming nobody, naming nobody."""
    known = vocabularies.names(session, WORDS, language)
    return known.get(reason) or known[OTHER]


def next_best(session: Session, deal: Deal, party: Party, top: int = TOP) -> Sequence[Match]:
    """Return the best other suggestions of the posting of ``party`` that nobody turned down.

    Only those that probably fit: who has just lost a deal is not sent after anything else.
    """
    demand = party is Party.DEMAND
    own, other = (deal.need, Match.technology_id) if demand else (deal.technology, Match.need_id)
    if not own.is_public:
        return []
    refused = Match.answers.any(Answer.code.in_(matches.declining_codes(session)))
    return session.scalars(
        select(Match)
        .join(Posting, Posting.id == other)
        .where(
            (Match.need_id if demand else Match.technology_id) == own.id,
            Match.state == MatchState.PROPOSED,
            Match.score >= proposals.LIKELY,
            Posting.state == PostingState.PUBLISHED,
            ~refused,
        )
        .order_by(Match.score.desc(), Match.id)
        .limit(top)
        .options(*matches.with_both_sides())
    ).all()


def reopen(
    session: Session, actor: Actor, deal: Deal, reason: str, step: NextStep, *, version: int
) -> Deal:
    """Take a deal that was ended by mistake up where it stood.

    Raises :class:`StaleEdit`, :class:`InvalidTransition` or :class:`Incomplete`.
    """
    timeline.refuse_stale(deal, version)
    if not deal.may_reopen():
        raise InvalidTransition(deal.code, deal.stage, "reopen")
    why = clean(reason).strip()
    timeline.refuse_names(deal, {"reason": why, "next_step": step.text})
    kept, missing = next_steps.sifted(session, deal, step)
    if kept is None or not why:
        raise Incomplete([*([] if why else ["reason"]), *missing])
    stage = left(deal)
    deal.reopen(stage)
    next_steps.keep(deal, *kept)
    text = stages.written({"reason": why, **next_steps.values(deal)})
    timeline.tell(
        deal, actor, DealEventKind.STAGE, text=text, stage_from=DealStage.LOST, stage_to=stage
    )
    audit.record(session, actor, "deal:reopen", deal.code, entered=stage.value)
    timeline.save(session)
    return deal


def left(deal: Deal) -> DealStage:
    """Return the stage of the way that a lost deal stood at, before any pause."""
    moves = [event for event in deal.timeline if event.kind is DealEventKind.STAGE]
    stood = (event.stage_from for event in reversed(moves) if event.stage_from in PATH)
    return next(stood, None) or DealStage.PROPOSED
