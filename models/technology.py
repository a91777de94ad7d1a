"""Technologies: what an organisation offers for transfer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.posting import Posting


class Technology(Posting):
    """What an organisation offers for transfer (RECORDS section 1)."""

    __tablename__ = "technology"
    __mapper_args__: dict[str, Any] = {"polymorphic_identity": "technology"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(ForeignKey("posting.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(default="", index=True)
    trl: Mapped[int | None] = mapped_column(index=True)
    trl_evidence: Mapped[str] = mapped_column(default="")
    inputs_vi: Mapped[str] = mapped_column(default="")
    references_vi: Mapped[str] = mapped_column(default="")
    standards_vi: Mapped[str] = mapped_column(default="")
    environment_vi: Mapped[str] = mapped_column(default="")

    ip_types: Mapped[list[str]] = mapped_column(default=list)
    ip_status: Mapped[str] = mapped_column(default="")
    ip_number: Mapped[str] = mapped_column(default="")
    ip_territory: Mapped[str] = mapped_column(default="")

    transfer_right: Mapped[str] = mapped_column(default="")
    transfer_form: Mapped[str] = mapped_column(default="")
    transfer_methods: Mapped[list[str]] = mapped_column(default=list)
    price_min: Mapped[int | None] = mapped_column(BigInteger)
    price_max: Mapped[int | None] = mapped_column(BigInteger)
    price_includes_vi: Mapped[str] = mapped_column(default="")
    training_days: Mapped[int | None]
    recipient_skills_vi: Mapped[str] = mapped_column(default="")
    warranty_months: Mapped[int | None]

    state_funding: Mapped[str] = mapped_column(default="")
    task_code: Mapped[str] = mapped_column(default="")
    result_certificate: Mapped[str] = mapped_column(default="")
    rights_clearance: Mapped[str] = mapped_column(default="")
    provinces_served: Mapped[list[str]] = mapped_column(default=list)

    benefits: Mapped[list[Benefit]] = relationship(
        back_populates="technology",
        cascade="all, delete-orphan",
        order_by="Benefit.position",
    )


class Benefit(Base):
    """One measured promise of a technology: an indicator today, and with the technology."""

    __tablename__ = "benefit"

    id: Mapped[int] = mapped_column(primary_key=True)
    technology_id: Mapped[int] = mapped_column(
        ForeignKey("technology.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    indicator: Mapped[str]
    today: Mapped[str] = mapped_column(default="")
    with_technology: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    proof: Mapped[str] = mapped_column(default="")

    technology: Mapped[Technology] = relationship(back_populates="benefits")
