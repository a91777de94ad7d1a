"""Needs: what an organisation is looking for."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.organisation import Organisation
from models.posting import Posting

if TYPE_CHECKING:
    from models.account import User


class Operator(StrEnum):
    """How a requirement's value bounds its indicator."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUALS = "="
    BETWEEN = "between"


class Source(StrEnum):
    """How a need reached the platform."""

    WEB = "web"
    VISIT = "visit"
    EVENT = "event"
    PHONE = "phone"
    LETTER = "letter"


class Need(Posting):
    """What an organisation is looking for, in its own words (RECORDS section 2)."""

    __tablename__ = "need"
    __mapper_args__: dict[str, Any] = {"polymorphic_identity": "need"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(ForeignKey("posting.id", ondelete="CASCADE"), primary_key=True)
    need_type: Mapped[str] = mapped_column(default="", index=True)
    current_process_vi: Mapped[str] = mapped_column(default="")
    raw_material: Mapped[str] = mapped_column(default="")
    product: Mapped[str] = mapped_column(default="")
    local_product_type: Mapped[str] = mapped_column(default="")
    local_product: Mapped[str] = mapped_column(default="")
    province_63: Mapped[str] = mapped_column(default="")
    commune: Mapped[str] = mapped_column(default="")
    budget_min: Mapped[int | None] = mapped_column(BigInteger)
    budget_max: Mapped[int | None] = mapped_column(BigInteger)
    funding_source: Mapped[str] = mapped_column(default="")
    trl_min: Mapped[int | None]
    must_see_running: Mapped[bool] = mapped_column(default=False)
    deadline: Mapped[date | None]
    tried_before_vi: Mapped[str] = mapped_column(default="")
    site_conditions_vi: Mapped[str] = mapped_column(default="")
    staff_vi: Mapped[str] = mapped_column(default="")
    willing_to: Mapped[list[str]] = mapped_column(default=list)
    blind: Mapped[bool] = mapped_column(default=False)
    source: Mapped[Source] = mapped_column(default=Source.WEB)
    beneficiaries_vi: Mapped[str] = mapped_column(default="")

    requirements: Mapped[list[Requirement]] = relationship(
        back_populates="need", cascade="all, delete-orphan", order_by="Requirement.position"
    )
    disclosures: Mapped[list[Disclosure]] = relationship(
        back_populates="need", cascade="all, delete-orphan"
    )


class Requirement(Base):
    """One measurable condition of a need; hard ones must be met."""

    __tablename__ = "requirement"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    indicator: Mapped[str]
    operator: Mapped[Operator]
    value: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    hard: Mapped[bool] = mapped_column(default=True)

    need: Mapped[Need] = relationship(back_populates="requirements")


class Disclosure(Base):
    """An organisation that the firm behind a blind need has let in."""

    __tablename__ = "disclosure"
    __table_args__ = (UniqueConstraint("need_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    need: Mapped[Need] = relationship(back_populates="disclosures")
    organisation: Mapped[Organisation] = relationship()
    by: Mapped[User | None] = relationship()
