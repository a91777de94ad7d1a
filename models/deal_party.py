"""Who else takes part in a deal, and how centres share the credit for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.organisation import Organisation

if TYPE_CHECKING:
    from models.account import User
    from models.deal import Deal


class DealParty(Base):
    """An organisation in a deal, beside those of its need and technology and its centre.

    ``role`` is a code of ``deal_roles``: where it stands between research, application, transfer.
    """

    __tablename__ = "deal_party"
    __table_args__ = (UniqueConstraint("deal_id", "organisation_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    added_at: Mapped[datetime] = mapped_column(default=now)

    deal: Mapped[Deal] = relationship(back_populates="parties")
    organisation: Mapped[Organisation] = relationship()
    added_by: Mapped[User | None] = relationship()


class DealCredit(Base):
    """The share of a centre in a deal, in per cent; those of a deal add up to 100.

    A deal without any belongs to its own centre alone. Every centre with a share follows the deal.
    """

    __tablename__ = "deal_credit"
    __table_args__ = (UniqueConstraint("deal_id", "centre_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"), index=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    percent: Mapped[int]

    deal: Mapped[Deal] = relationship(back_populates="credits")
    centre: Mapped[Organisation] = relationship()
