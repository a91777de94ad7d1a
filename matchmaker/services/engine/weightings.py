"""Learned weightings: which one is in force, how it came to be, and the way back."""

import sqlalchemy as sa
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.matching.index import Index
from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.errors import InvalidTransition
from models import Posting, PostingState, Weighting, now


def present(session: Session, engine: str) -> Weighting | None:
    """Return the weighting in force: the last that was adopted for a formula and not undone."""
    return session.scalars(
        select(Weighting)
        .where(
            Weighting.adopted_at.is_not(None),
            Weighting.undone_at.is_(None),
            Weighting.engine == engine,
        )
        .order_by(Weighting.id.desc())
        .limit(1)
    ).one_or_none()


def applied(session: Session, index: Index, engine: str) -> Index:
    """Return ``index``, scoring by the weighting in force."""
    weighting = present(session, engine)
    return index.weighted(weighting.factors) if weighting else index


def history() -> Select[Weighting]:
    """Select all that was ever learned, the newest first."""
    return select(Weighting).options(joinedload(Weighting.undone_by)).order_by(Weighting.id.desc())


def adopt(session: Session, actor: Actor, weighting: Weighting) -> None:
    """Put ``weighting`` in force."""
    weighting.adopted_at = now()
    session.flush()
    audit.record(session, actor, "learning:adopt", _subject(weighting), **weighting.factors)
    _match_again(session)


def undo(session: Session, actor: Actor, weighting: Weighting) -> Weighting:
    """Take ``weighting`` back; the one before it, or none, is in force again.

    Raises :class:`InvalidTransition` where it is not in force.
    """
    session.refresh(weighting, with_for_update=True)
    in_force = present(session, weighting.engine)
    if in_force is None or in_force.id != weighting.id:
        raise InvalidTransition(_subject(weighting), "undone", "undo")
    weighting.undone_at, weighting.undone_by = now(), actor.user
    audit.record(session, actor, "learning:undo", _subject(weighting))
    _match_again(session)
    return weighting


def _subject(weighting: Weighting) -> str:
    return f"weighting/{weighting.id}"


def _match_again(session: Session) -> None:
    """Let the background work find all matches again: no new version, no change for the log."""
    table = Posting.__table__
    session.execute(
        sa.update(table)  # type: ignore[arg-type]
        .where(table.c.state == PostingState.PUBLISHED)
        .values(matched_at=None, updated_at=table.c.updated_at)
    )
