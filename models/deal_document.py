"""Files of a deal, in their editions, and who may see each."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now

if TYPE_CHECKING:
    from models.account import User
    from models.conversation import Message
    from models.deal import Deal


class DocumentKind(StrEnum):
    """What a file of a deal is."""

    OTHER = "other"
    NDA = "nda"
    MINUTES = "minutes"
    CONTRACT = "contract"
    REGISTRATION = "registration"
    CLEARANCE = "clearance"
    PAYMENT = "payment"


class Audience(StrEnum):
    """Who may see a file of a deal, beside the centre."""

    CENTRE = "centre"
    SUPPLY = "supply"
    DEMAND = "demand"
    PARTIES = "parties"


class DealDocument(Base):
    """A file of a deal; its bytes lie in the upload folder by hash.

    A newer edition ``replaces`` an older one, which stays; a withdrawn file can be taken back.
    """

    __tablename__ = "deal_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    uploaded_at: Mapped[datetime] = mapped_column(default=now)
    kind: Mapped[DocumentKind] = mapped_column(default=DocumentKind.OTHER)
    audience: Mapped[Audience] = mapped_column(default=Audience.PARTIES)
    edition: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("deal_document.id", ondelete="SET NULL"), unique=True
    )
    message_id: Mapped[int | None] = mapped_column(
        ForeignKey("message.id", ondelete="SET NULL"), index=True
    )
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    deal: Mapped[Deal] = relationship(back_populates="documents")
    uploaded_by: Mapped[User | None] = relationship(foreign_keys=uploaded_by_id)
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=withdrawn_by_id)
    replaces: Mapped[DealDocument | None] = relationship(remote_side=id)
    message: Mapped[Message | None] = relationship(back_populates="attachments")
