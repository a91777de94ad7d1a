"""Matches and the answers of both sides."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.need import Need
from models.organisation import Organisation
from models.technology import Technology

if TYPE_CHECKING:
    from models.account import User
    from models.deal import Deal

INTERESTED = "good"
"""The code in ``match_feedback.csv`` by which a side asks to be introduced."""


class MatchState(StrEnum):
    """What a centre has decided about a match."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Party(StrEnum):
    """The two sides of a match."""

    SUPPLY = "supply"
    DEMAND = "demand"


class Match(Base):
    """One technology proposed for one need, with its score and its reasons."""

    __tablename__ = "match"
    __table_args__ = (
        UniqueConstraint("need_id", "technology_id"),
        Index("ix_match_need_score", "need_id", "score"),
        Index("ix_match_technology_score", "technology_id", "score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"))
    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id", ondelete="CASCADE"))
    score: Mapped[float]
    terms: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    verdicts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    engine: Mapped[str] = mapped_column(default="")
    stale: Mapped[bool] = mapped_column(default=False)
    proposed_by: Mapped[str] = mapped_column(default="engine")
    proposed_at: Mapped[datetime] = mapped_column(default=now, index=True)

    state: Mapped[MatchState] = mapped_column(default=MatchState.PROPOSED, index=True)
    waiting_since: Mapped[datetime | None] = mapped_column(index=True)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    decision_code: Mapped[str] = mapped_column(default="")
    decision_note: Mapped[str] = mapped_column(default="")

    need: Mapped[Need] = relationship()
    technology: Mapped[Technology] = relationship()
    centre: Mapped[Organisation | None] = relationship()
    decided_by: Mapped[User | None] = relationship()
    answers: Mapped[list[Answer]] = relationship(
        back_populates="match", cascade="all, delete-orphan", order_by="Answer.id"
    )
    deal: Mapped[Deal | None] = relationship(back_populates="match")

    def answer_of(self, party: Party) -> Answer | None:
        """Return what ``party`` said last, if anything."""
        return next((answer for answer in self.answers if answer.party is party), None)

    @property
    def both_interested(self) -> bool:
        """Say whether both sides ask to be introduced."""
        return all(
            (answer := self.answer_of(party)) is not None and answer.code == INTERESTED
            for party in Party
        )


class Answer(Base):
    """What one side says of a match, always with a reason code (``match_feedback.csv``)."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("match_id", "party"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(ForeignKey("match.id", ondelete="CASCADE"), index=True)
    party: Mapped[Party]
    code: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now, index=True)

    match: Mapped[Match] = relationship(back_populates="answers")
    by: Mapped[User | None] = relationship()
