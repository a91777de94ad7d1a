"""The timeline of a deal."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.deal import DealStage

if TYPE_CHECKING:
    from models.account import User
    from models.deal import Deal


class DealEventKind(StrEnum):
    """What a row of a deal's timeline tells."""

    OPENED = "opened"
    STAGE = "stage"
    NEXT_STEP = "next_step"
    NOTE = "note"
    CALL = "call"
    DOCUMENT = "document"
    OFFICER = "officer"
    PARTY = "party"
    CREDIT = "credit"
    MILESTONE = "milestone"
    MEETING = "meeting"
    NDA = "nda"
    DUTY = "duty"
    CLEARANCE = "clearance"
    VALUE = "value"
    PAYMENT = "payment"
    IMPACT = "impact"
    CENTRE = "centre"


class DealEvent(Base):
    """One row of a deal's timeline: who did what, when."""

    __tablename__ = "deal_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"), index=True)
    kind: Mapped[DealEventKind]
    stage_from: Mapped[DealStage | None]
    stage_to: Mapped[DealStage | None]
    text: Mapped[str] = mapped_column(default="")
    private: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    deal: Mapped[Deal] = relationship(back_populates="timeline")
    by: Mapped[User | None] = relationship()
