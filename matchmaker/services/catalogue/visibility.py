"""Which postings a person may find, as SQL: the twin of ``Permission.POSTING_READ``."""

from collections.abc import Collection
from typing import Literal

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.services.actors import Actor
from models import Disclosure, Need, Posting, PostingState, Technology

Side = Literal["technology", "need"]

SIDES: dict[str, type[Technology] | type[Need]] = {"technology": Technology, "need": Need}

_UNSEEN = (PostingState.DRAFT, PostingState.REMOVED)


def seen_by(
    actor: Actor, states: Collection[PostingState] = tuple(PostingState)
) -> ColumnElement[bool]:
    """Return the condition under which ``actor`` may read a posting in one of ``states``."""
    published = Posting.state == PostingState.PUBLISHED
    others = [state for state in states if state is not PostingState.PUBLISHED]
    if not others:
        return published
    beyond = Posting.state.in_(others) & or_(false(), *_grants(actor))
    return published | beyond if PostingState.PUBLISHED in states else beyond


def _grants(actor: Actor) -> list[ColumnElement[bool]]:
    """Return the conditions under each of which ``actor`` may read what is not published."""
    submitted = Posting.state.not_in(_UNSEEN)
    grants: list[ColumnElement[bool]] = []
    if actor.organisation is not None:
        grants.append(Posting.organisation_id == actor.organisation.id)
    if provinces := actor.watched_provinces:
        grants.append(Posting.province.in_(provinces) & submitted)
    if actor.is_ministry or actor.is_administrator:
        grants.append(submitted)
    return grants


def sees_unpublished(actor: Actor) -> bool:
    """Say whether there can be postings ``actor`` may read though they are not published."""
    return actor.organisation is not None or actor.is_administrator


def named(actor: Actor, side: str) -> ColumnElement[bool]:
    """Return the condition under which ``actor`` may learn who posted: blind needs hide it."""
    if side == "technology":
        return true()
    own = actor.organisation.id if actor.organisation else None
    let_in = Need.disclosures.any(Disclosure.organisation_id == own) if own is not None else false()
    mine = Need.organisation_id == own if own is not None else false()
    return or_(Need.blind.is_(False), mine, let_in)


def find(session: Session, side: str, code: str) -> Posting | None:
    """Return the posting of one side with ``code``, with all its page shows; none if unknown."""
    model = SIDES[side]
    rows = Technology.benefits if model is Technology else Need.requirements
    posting: Posting | None = session.scalar(
        select(model)
        .where(model.code == code.strip().upper()[:40])
        .options(joinedload(model.organisation), selectinload(rows))
        .options(selectinload(model.attachments), selectinload(model.history))
    )
    return posting
