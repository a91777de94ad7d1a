"""Organisations and the people who belong to them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, SortKey, now
from models.text import fold, sort_key

if TYPE_CHECKING:
    from models.account import User


class Side(StrEnum):
    """Where an organisation stands in a transfer (``org_types.csv``)."""

    SUPPLY = "supply"
    DEMAND = "demand"
    BOTH = "both"
    BROKER = "broker"
    SERVICE = "service"
    OVERSIGHT = "oversight"


class MemberRole(StrEnum):
    """What a member may do for the organisation."""

    OWNER = "owner"
    EDITOR = "editor"
    READER = "reader"


class Organisation(Base):
    """An institute, firm, cooperative, centre, department or ministry body."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name_vi: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    short_name: Mapped[str] = mapped_column(default="")
    org_type: Mapped[str] = mapped_column(index=True)
    side: Mapped[Side]
    tax_code: Mapped[str] = mapped_column(default="")
    province: Mapped[str] = mapped_column(index=True)
    province_63: Mapped[str] = mapped_column(default="")
    commune: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    size_band: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    representative: Mapped[str] = mapped_column(default="")
    field_of_work: Mapped[str] = mapped_column(default="")
    equipment: Mapped[str] = mapped_column(default="")
    certificates: Mapped[str] = mapped_column(default="")
    service_area: Mapped[list[str]] = mapped_column(default=list)

    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    verified_how: Mapped[str] = mapped_column(default="")

    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL")
    )
    merged_on: Mapped[date | None]

    search_key: Mapped[str] = mapped_column(default="")
    sort_key: Mapped[str] = mapped_column(SortKey, default="", index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()

    verified_by: Mapped[User | None] = relationship(foreign_keys=verified_by_id)
    merged_into: Mapped[Organisation | None] = relationship(
        remote_side=id, back_populates="merged_from"
    )
    merged_from: Mapped[list[Organisation]] = relationship(back_populates="merged_into")
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="organisation", cascade="all, delete-orphan"
    )

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012

    @validates("name_vi", "name_en", "short_name")
    def _keep_keys(self, key: str, name: str) -> str:
        names = {each: getattr(self, each) for each in ("name_vi", "name_en", "short_name")}
        names[key] = name
        self.search_key = fold(" ".join(each or "" for each in names.values()))
        self.sort_key = sort_key(names["name_vi"] or "")
        return name

    @property
    def verified(self) -> bool:
        """Say whether a centre or an administrator has verified it."""
        return self.verified_at is not None

    @property
    def supplies(self) -> bool:
        """Say whether it may post technologies."""
        return self.side in {Side.SUPPLY, Side.BOTH}

    @property
    def demands(self) -> bool:
        """Say whether it may post needs."""
        return self.side in {Side.DEMAND, Side.BOTH}

    def name(self, language: str) -> str:
        """Return the name in ``language``, Vietnamese where there is no other."""
        return (self.name_en if language == "en" else "") or self.name_vi


class Membership(Base):
    """A person's place in an organisation; the one chosen last is the one they act for."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[MemberRole]
    created_at: Mapped[datetime] = mapped_column(default=now)
    chosen_at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship(
        back_populates="memberships", lazy="joined", innerjoin=True
    )

    @property
    def writes(self) -> bool:
        """Say whether the member may post and answer for the organisation."""
        return self.role in {MemberRole.OWNER, MemberRole.EDITOR}
