"""How many days a deal may stay in a stage at one centre."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.deal import DealStage

if TYPE_CHECKING:
    from models.account import User


class StageClock(Base):
    """The days of one stage at one centre, in place of those of ``deal_stages``."""

    __tablename__ = "stage_clock"
    __table_args__ = (UniqueConstraint("centre_id", "stage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    centre_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    stage: Mapped[DealStage]
    days: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    by: Mapped[User | None] = relationship()
