"""What the law asks of a contract, as it was answered for one deal."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.vocabulary import VocabularyEntry

if TYPE_CHECKING:
    from models.account import User
    from models.deal import Deal


class DutyAnswer(Base):
    """The answer to one rule, in the version that held when it was given.

    ``rule`` is an entry of ``contract_clauses`` or of the questions about registration.
    """

    __tablename__ = "duty_answer"
    __table_args__ = (UniqueConstraint("deal_id", "rule_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"), index=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("vocabulary_entry.id"), index=True)
    answer: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    deal: Mapped[Deal] = relationship(back_populates="duty_answers")
    rule: Mapped[VocabularyEntry] = relationship()
    by: Mapped[User | None] = relationship()


class ClearanceStep(Base):
    """One request for the rights to a result the State has paid for, and what was decided.

    ``status`` is a code of ``rights_clearance``.
    """

    __tablename__ = "clearance_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"), index=True)
    status: Mapped[str]
    authority: Mapped[str] = mapped_column(default="")
    requested_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    deal: Mapped[Deal] = relationship(back_populates="clearance")
    by: Mapped[User | None] = relationship()
