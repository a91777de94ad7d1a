"""What was learned from answers: how much each part of a score counts, and how well it did."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now

if TYPE_CHECKING:
    from models.account import User


class Weighting(Base):
    """Factors that were learned once, with their figures; kept whether they were adopted or not.

    ``before`` and ``after`` were measured on needs that were not learned from, ``verdict`` says
    what came of it. It holds for the formula ``engine`` only.
    """

    __tablename__ = "weighting"

    id: Mapped[int] = mapped_column(primary_key=True)
    learned_at: Mapped[datetime] = mapped_column(default=now)
    engine: Mapped[str]
    factors: Mapped[dict[str, Any]]
    lessons: Mapped[int]
    needs: Mapped[int]
    pairs: Mapped[int]
    before: Mapped[float]
    after: Mapped[float]
    p: Mapped[float]
    verdict: Mapped[str]
    adopted_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    undone_by: Mapped[User | None] = relationship()
