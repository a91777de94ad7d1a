"""What a finished transfer has brought, asked for after 6, 12 and 36 months."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.errors import InvalidTransition

if TYPE_CHECKING:
    from models.account import User
    from models.deal import Deal


class ImpactState(StrEnum):
    """How far a question has come."""

    AHEAD = "ahead"
    ASKED = "asked"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"


RESULTS = ("revenue", "cost_saved", "jobs", "households", "environment", "sentence")
"""What a transfer may have brought; an answer tells one of them at least."""


class ImpactCheck(Base):
    """One question after so many months, by a link that serves once; money is whole VND.

    ``nonce`` is of the present asking: links of an earlier one no longer serve. ``question`` is
    what the officer wants to know besides, after an answer that was not clear.
    """

    __tablename__ = "impact_check"
    __table_args__ = (UniqueConstraint("deal_id", "months"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"), index=True)
    months: Mapped[int]
    due: Mapped[date] = mapped_column(index=True)
    nonce: Mapped[str] = mapped_column(default="")
    question: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
    by_telephone: Mapped[bool] = mapped_column(default=False)
    revenue: Mapped[int | None] = mapped_column(BigInteger)
    cost_saved: Mapped[int | None] = mapped_column(BigInteger)
    jobs: Mapped[int | None]
    households: Mapped[int | None]
    environment: Mapped[str] = mapped_column(default="")
    sentence: Mapped[str] = mapped_column(default="")
    publishable: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    deal: Mapped[Deal] = relationship(back_populates="impact_checks")
    confirmed_by: Mapped[User | None] = relationship()

    @property
    def state(self) -> ImpactState:
        """Say how far it has come."""
        if self.confirmed_at is not None:
            return ImpactState.CONFIRMED
        if self.answered_at is not None:
            return ImpactState.ANSWERED
        return ImpactState.AHEAD if self.asked_at is None else ImpactState.ASKED

    def ask(self, nonce: str, at: datetime) -> None:
        """Begin an asking; what was answered before stays, to be corrected."""
        self.nonce, self.asked_at = nonce, at
        self.reminded_at = self.told_at = None

    def ask_back(self, question: str) -> None:
        """Take the answer as not given yet and ask anew; links sent before no longer serve."""
        if self.state is not ImpactState.ANSWERED:
            raise InvalidTransition(self.deal.code, self.state, ImpactState.ASKED)
        self.question, self.nonce, self.asked_at, self.answered_at = question, "", None, None

    def confirm(self, by: User, at: datetime) -> None:
        """Let the answer stand."""
        if self.state is not ImpactState.ANSWERED:
            raise InvalidTransition(self.deal.code, self.state, ImpactState.CONFIRMED)
        self.confirmed_by, self.confirmed_at = by, at
        self.question = ""

    @property
    def is_public(self) -> bool:
        """Say whether everybody may read it: the firm permits it and the officer confirmed it."""
        return self.publishable and self.confirmed_at is not None
