"""What is paid for a technology, and when."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

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


class PaymentState(StrEnum):
    """Where a payment stands on a day."""

    DUE = "due"
    LATE = "late"
    PAID = "paid"


class Payment(Base):
    """An instalment, or a royalty for a period: ``rate`` (hundredths of a per cent) of revenue.

    Amounts count the smallest unit of ``currency`` (ISO 4217): cents of USD, whole VND. A royalty
    has none until its revenue is reported.
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
    version: Mapped[int] = mapped_column()

    deal: Mapped[Deal] = relationship(back_populates="payments")
    by: Mapped[User | None] = relationship()

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012

    def state(self, on: date) -> PaymentState:
        """Say where it stands ``on`` a day; on the day it is due it is not late yet."""
        if self.paid_on is not None:
            return PaymentState.PAID
        return PaymentState.LATE if self.due < on else PaymentState.DUE

    @property
    def counted(self) -> int:
        """Return what it comes to: what was paid, else what is owed, nothing while unknown."""
        return (self.amount if self.paid_amount is None else self.paid_amount) or 0

    def pay(self, on: date, amount: int) -> None:
        """Note that ``amount`` came in ``on`` a day."""
        self.paid_on, self.paid_amount = on, amount

    def unpay(self) -> None:
        """Take back that it was paid."""
        self.paid_on, self.paid_amount = None, None
