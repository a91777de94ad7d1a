"""What people are told, and how they want to be told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now

if TYPE_CHECKING:
    from models.account import User
    from models.deal import Deal
    from models.mail import Mail


class NotificationKind(StrEnum):
    """What a notification tells; each person chooses a pace for each."""

    MATCH = "match"
    ANSWER = "answer"
    WAITING = "waiting"
    STAGE = "stage"
    OVERDUE = "overdue"
    MESSAGE = "message"
    REVIEW = "review"
    RENEWAL = "renewal"
    IMPACT = "impact"


class Pace(StrEnum):
    """How soon a notification goes out by mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


class Notification(Base):
    """One thing one person is told; ``key`` says what of, so that nobody is told twice.

    ``about`` is the code of the deal or posting it belongs to; ``detail`` holds what the words
    need, which are written when it is read. ``mail_due_at`` is empty where no mail is to follow,
    and once it was written.
    """

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notification_user_about", "user_id", "about"),
        Index("ix_notification_user_read", "user_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    kind: Mapped[NotificationKind]
    key: Mapped[str] = mapped_column(index=True)
    about: Mapped[str] = mapped_column(default="")
    deal_id: Mapped[int | None] = mapped_column(
        ForeignKey("deal.id", ondelete="CASCADE"), index=True
    )
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    mail_due_at: Mapped[datetime | None] = mapped_column(index=True)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id", ondelete="SET NULL"))

    user: Mapped[User] = relationship()
    deal: Mapped[Deal | None] = relationship()
    mail: Mapped[Mail | None] = relationship()


class NotificationChoice(Base):
    """How one person wants to hear of one kind; without a row as the platform proposes."""

    __tablename__ = "notification_choice"
    __table_args__ = (UniqueConstraint("user_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    kind: Mapped[NotificationKind]
    pace: Mapped[Pace]


class NotificationSetting(Base):
    """The quiet hours of a person (minutes since midnight, Viet Nam) and the calendar's secret."""

    __tablename__ = "notification_setting"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    calendar_token: Mapped[str | None] = mapped_column(unique=True)

    user: Mapped[User] = relationship()
