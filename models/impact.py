"""What a finished transfer has brought, asked for after 6, 12 and 36 months."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.account import User
    from models.deal import Deal


class ImpactCheck(Base):
    """One question after so many months, by a link that serves once; money is whole VND."""

    __tablename__ = "impact_check"
    __table_args__ = (UniqueConstraint("deal_id", "months"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"), index=True)
    months: Mapped[int]
    due: Mapped[date] = mapped_column(index=True)
    nonce: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
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
