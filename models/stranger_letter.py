"""What a stranger wrote to a deal: for its centre alone, until an officer has decided."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base

if TYPE_CHECKING:
    from models.account import User
    from models.conversation import IncomingMail, Message


class StrangerLetter(Base):
    """The words and files of a mail from outside the deal; forgotten soon, whatever is decided.

    ``doubted`` says that our mail server took the sender for forged; ``files`` are rows of name,
    media_type, size and sha256, kept apart from all other uploads.
    """

    __tablename__ = "stranger_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(
        ForeignKey("incoming_mail.id", ondelete="CASCADE"), unique=True
    )
    text: Mapped[str] = mapped_column(default="")
    files: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    refused_files: Mapped[int] = mapped_column(default=0)
    doubted: Mapped[bool] = mapped_column(default=False)
    message_id: Mapped[int | None] = mapped_column(
        ForeignKey("message.id", ondelete="SET NULL"), unique=True
    )
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    forgotten_at: Mapped[datetime | None]

    mail: Mapped[IncomingMail] = relationship(back_populates="letter")
    message: Mapped[Message | None] = relationship()
    decided_by: Mapped[User | None] = relationship()

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet, and there is still something to decide about."""
        return self.decided_at is None and self.forgotten_at is None

    @property
    def is_dismissed(self) -> bool:
        """Whether it was dismissed and can still be taken back."""
        taken_in = self.message_id is not None
        return self.decided_at is not None and not taken_in and self.forgotten_at is None
