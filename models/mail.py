"""The mail the platform sends, and the addresses that take none."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now


class MailState(StrEnum):
    """How far a mail has come."""

    WAITING = "waiting"
    SENDING = "sending"
    RETRYING = "retrying"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    GIVEN_UP = "given_up"
    BOUNCED = "bounced"


class Mail(Base):
    """A mail that is to be sent, or was.

    ``attempts`` numbers the claims on it, ``sending_since`` says since when the last one holds,
    ``handed_over_at`` is set just before the mail's end goes to the server, and ``refusals`` counts
    how often it was not taken: see docs/mail.md. One that its reader ``asked_for`` a moment ago
    leaves in their quiet hours too.
    """

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    to: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str] = mapped_column(default="")
    message_id: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    asked_for: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    refusals: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    sending_since: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")

    @property
    def state(self) -> MailState:
        """Say how far it has come."""
        known = {
            MailState.BOUNCED: self.bounced_at,
            MailState.SENT: self.sent_at,
            MailState.GIVEN_UP: self.given_up_at,
            MailState.UNCERTAIN: self.handed_over_at,
            MailState.SENDING: self.sending_since,
            MailState.RETRYING: self.error,
        }
        return next((state for state, holds in known.items() if holds), MailState.WAITING)


class BouncedAddress(Base):
    """An address that takes no mail; none is written to it until its owner has mended it."""

    __tablename__ = "bounced_address"

    address: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)
