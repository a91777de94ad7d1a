"""The first page: figures of the whole platform, and the newest postings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from matchmaker.services import catalogue
from models import (
    Answer,
    Deal,
    DealStage,
    Match,
    Need,
    Organisation,
    Posting,
    PostingState,
    Technology,
)

ENOUGH_ANSWERS = 5
"""A median of fewer cases says nothing."""

_LATEST_ANSWERS = 500


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of the whole platform; the median only where there are enough answers."""

    technologies: int
    needs: int
    organisations: int
    deals: int
    completed: int
    days_to_answer: float | None


def figures(session: Session) -> Figures:
    """Count what is published, who takes part, and what became of it."""
    technologies, needs = (
        catalogue.published(session, side).total({}) for side in ("technology", "need")
    )
    counts = session.execute(
        select(
            _count(Organisation.id),
            _count(Deal.id),
            _count(Deal.id, Deal.stage == DealStage.COMPLETED),
        )
    ).one()
    days = days_to_first_answer(session)
    return Figures(technologies, needs, *counts, days_to_answer=days)


def _count(column: Any, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count(column)).where(*conditions).scalar_subquery()


def days_to_first_answer(session: Session) -> float | None:
    """Return the median of days from a match to its first answer, over the latest ones.

    An answer older than its match was recorded elsewhere and tells nothing of the waiting.
    """
    other = aliased(Answer)
    earlier = exists().where(
        other.match_id == Answer.match_id,
        or_(other.at < Answer.at, and_(other.at == Answer.at, other.id < Answer.id)),
    )
    rows = session.execute(
        select(Match.proposed_at, Answer.at)
        .join(Answer, Answer.match_id == Match.id)
        .where(Answer.at >= Match.proposed_at, ~earlier)
        .order_by(Answer.at.desc())
        .limit(_LATEST_ANSWERS)
    ).all()
    if len(rows) < ENOUGH_ANSWERS:
        return None
    day = timedelta(days=1)
    return median((answered - proposed) / day for proposed, answered in rows)


def newest(session: Session, count: int = 3) -> tuple[Sequence[Technology], Sequence[Need]]:
    """Return the technologies and the needs published last."""
    technologies = session.scalars(
        select(Technology)
        .where(Technology.side == "technology", Technology.state == PostingState.PUBLISHED)
        .options(joinedload(Technology.organisation))
        .order_by(Posting.published_at.desc(), Posting.id.desc())
        .limit(count)
    ).all()
    needs = session.scalars(
        select(Need)
        .where(Need.side == "need", Need.state == PostingState.PUBLISHED)
        .options(joinedload(Need.organisation), selectinload(Need.disclosures))
        .order_by(Posting.published_at.desc(), Posting.id.desc())
        .limit(count)
    ).all()
    return technologies, needs
