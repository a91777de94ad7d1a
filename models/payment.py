"""What is paid for a technology, and when."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now

if TYPE_CHECKING:
    from models.account import User
    from models.deal import Deal


class PaymentKind(StrEnum):
    """How an amount is settled."""

    INSTALMENT = "instalment"
    ROYALTY = "royalty"


class Payment(Base):
    """An instalment, or a royalty for a period: ``rate`` (hundredths of a per cent) of revenue.

    Amounts are whole units of ``currency`` (ISO 4217).
    """

    __tablename__ = "payment"

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"), index=True)
    kind: Mapped[PaymentKind] = mapped_column(default=PaymentKind.INSTALMENT)
    due: Mapped[date] = mapped_column(index=True)
    currency: Mapped[str] = mapped_column(default="VND")
    amount: Mapped[int | None] = mapped_column(BigInteger)
    rate: Mapped[int | None]
    revenue: Mapped[int | None] = mapped_column(BigInteger)
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    paid_on: Mapped[date | None]
    paid_amount: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    deal: Mapped[Deal] = relationship(back_populates="payments")
    by: Mapped[User | None] = relationship()
