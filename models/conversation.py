"""What the parties of a deal and its officer write to one another."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now

if TYPE_CHECKING:
    from models.account import User
    from models.deal import Deal
    from models.deal_document import DealDocument
    from models.stranger_letter import StrangerLetter


class Channel(StrEnum):
    """How a message came."""

    PAGE = "page"
    MAIL = "mail"


class Message(Base):
    """A message to all parties of a deal; ``quoted`` is the history a reply by mail carried.

    ``received_from`` is the address of an outsider whose mail an officer (``by``) let in.
    """

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    channel: Mapped[Channel] = mapped_column(default=Channel.PAGE)
    text: Mapped[str]
    quoted: Mapped[str] = mapped_column(default="")
    received_from: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)

    deal: Mapped[Deal] = relationship(back_populates="messages")
    by: Mapped[User | None] = relationship()
    attachments: Mapped[list[DealDocument]] = relationship(
        back_populates="message", order_by="DealDocument.id"
    )


class ReplyAddress(Base):
    """The address by which one person answers within one deal: ``reply+<token>@...``."""

    __tablename__ = "reply_address"
    __table_args__ = (UniqueConstraint("deal_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    deal: Mapped[Deal] = relationship()
    user: Mapped[User] = relationship()


class Outcome(StrEnum):
    """What became of a mail that came in."""

    TAKEN = "taken"
    STRANGER = "stranger"
    UNKNOWN_ADDRESS = "unknown_address"
    CLOSED = "closed"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    HELD = "held"
    TOO_MANY = "too_many"


class IncomingMail(Base):
    """A mail that came in, so that none is taken twice; a stranger's words are in ``letter``."""

    __tablename__ = "incoming_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    sender: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    outcome: Mapped[Outcome]
    deal_id: Mapped[int | None] = mapped_column(
        ForeignKey("deal.id", ondelete="CASCADE"), index=True
    )
    received_at: Mapped[datetime] = mapped_column(default=now, index=True)

    deal: Mapped[Deal | None] = relationship()
    letter: Mapped[StrangerLetter | None] = relationship(back_populates="mail", uselist=False)
