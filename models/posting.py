"""What technologies and needs share: words, a life from draft to removed, files, a change log."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.engine import Connection
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship, validates

from models.base import VIETNAM, Base, SortKey, now
from models.errors import InvalidTransition
from models.organisation import Organisation
from models.text import fold, sort_key

if TYPE_CHECKING:
    from models.account import User

LIFETIME = timedelta(days=180)
"""How long a published posting stands before its owner is asked to renew it."""


UNMATCHED = "matched_at IS NULL OR matched_at < updated_at"
"""The postings whose matches have to be found, for SQL: few, so they have an index of their own."""


class PostingState(StrEnum):
    """Where a posting is between its first word and its removal."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    PUBLISHED = "published"
    PAUSED = "paused"
    EXPIRED = "expired"
    TRANSFERRED = "transferred"
    REMOVED = "removed"


class PostingMove(StrEnum):
    """What can be done to a posting's state."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    SEND_BACK = "send_back"
    PAUSE = "pause"
    RESUME = "resume"
    EXPIRE = "expire"
    RENEW = "renew"
    TRANSFER = "transfer"
    REMOVE = "remove"
    RESTORE = "restore"


_S = PostingState
MOVES: dict[PostingMove, tuple[frozenset[PostingState], PostingState]] = {
    PostingMove.SUBMIT: (frozenset({_S.DRAFT, _S.SENT_BACK}), _S.SUBMITTED),
    PostingMove.WITHDRAW: (frozenset({_S.SUBMITTED}), _S.DRAFT),
    PostingMove.PUBLISH: (frozenset({_S.SUBMITTED}), _S.PUBLISHED),
    PostingMove.SEND_BACK: (frozenset({_S.SUBMITTED, _S.PUBLISHED}), _S.SENT_BACK),
    PostingMove.PAUSE: (frozenset({_S.PUBLISHED}), _S.PAUSED),
    PostingMove.RESUME: (frozenset({_S.PAUSED}), _S.PUBLISHED),
    PostingMove.EXPIRE: (frozenset({_S.PUBLISHED, _S.PAUSED}), _S.EXPIRED),
    PostingMove.RENEW: (frozenset({_S.PUBLISHED, _S.EXPIRED}), _S.PUBLISHED),
    PostingMove.TRANSFER: (frozenset({_S.PUBLISHED, _S.PAUSED}), _S.TRANSFERRED),
    PostingMove.REMOVE: (frozenset(_S) - {_S.REMOVED}, _S.REMOVED),
    PostingMove.RESTORE: (frozenset({_S.REMOVED}), _S.DRAFT),
}


class Posting(Base):
    """A Technology or a Need, where both are meant."""

    __tablename__ = "posting"
    __table_args__ = (
        Index("ix_posting_newest", "side", "state", "published_at", "id"),
        Index("ix_posting_title", "side", "state", "sort_key", "id"),
        Index(
            "ix_posting_unmatched",
            "state",
            "updated_at",
            "id",
            postgresql_where=sa.text(UNMATCHED),
            sqlite_where=sa.text(UNMATCHED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    side: Mapped[str] = mapped_column(index=True)
    code: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    title_vi: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    summary_vi: Mapped[str] = mapped_column(default="")
    summary_en: Mapped[str] = mapped_column(default="")
    problem_vi: Mapped[str] = mapped_column(default="")
    problem_en: Mapped[str] = mapped_column(default="")
    description_vi: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    keywords_vi: Mapped[str] = mapped_column(default="")
    keywords_en: Mapped[str] = mapped_column(default="")

    vn_field: Mapped[str] = mapped_column(default="", index=True)
    province: Mapped[str] = mapped_column(default="", index=True)
    capacity_value: Mapped[str] = mapped_column(default="")
    capacity_unit: Mapped[str] = mapped_column(default="")
    partner_types: Mapped[list[str]] = mapped_column(default=list)

    state: Mapped[PostingState] = mapped_column(default=PostingState.DRAFT, index=True)
    state_since: Mapped[datetime] = mapped_column(default=now)
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    valid_until: Mapped[date | None] = mapped_column(index=True)
    matched_at: Mapped[datetime | None]

    completeness: Mapped[int] = mapped_column(default=0)
    view_count: Mapped[int] = mapped_column(default=0)
    search_key: Mapped[str] = mapped_column(default="")
    sort_key: Mapped[str] = mapped_column(SortKey, default="", index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    version: Mapped[int] = mapped_column()

    organisation: Mapped[Organisation] = relationship()
    created_by: Mapped[User | None] = relationship(foreign_keys=created_by_id)
    attachments: Mapped[list[Attachment]] = relationship(
        back_populates="posting", cascade="all, delete-orphan", order_by="Attachment.id"
    )
    history: Mapped[list[StateChange]] = relationship(
        back_populates="posting", cascade="all, delete-orphan", order_by="StateChange.id"
    )

    __mapper_args__: dict[str, Any] = {  # noqa: RUF012
        "polymorphic_on": side,
        "version_id_col": version,
    }

    @validates("title_vi")
    def _keep_keys(self, _key: str, title: str) -> str:
        self.search_key = fold(title)
        self.sort_key = sort_key(title)
        return title

    def text(self, field: str, language: str) -> str:
        """Return ``title``, ``summary``, ``problem``, ``description`` or ``keywords``.

        In ``language`` where it was given, else in the other one.
        """
        other = "vi" if language == "en" else "en"
        own: str = getattr(self, f"{field}_{language}")
        return own or str(getattr(self, f"{field}_{other}"))

    def title(self, language: str) -> str:
        """Return the title in ``language``, in the other one where there is none; else the code."""
        return self.text("title", language) or self.code

    @property
    def is_public(self) -> bool:
        """Say whether visitors may read it."""
        return self.state is PostingState.PUBLISHED

    @property
    def is_editable(self) -> bool:
        """Say whether its owner may still change its words."""
        return self.state not in {
            PostingState.SUBMITTED,
            PostingState.TRANSFERRED,
            PostingState.REMOVED,
        }

    def allows(self, move: PostingMove) -> bool:
        """Say whether ``move`` is possible from the present state."""
        return self.state in MOVES[move][0]

    def move(
        self, move: PostingMove, by: User | None, reason: str = "", at: datetime | None = None
    ) -> StateChange:
        """Change the state by ``move`` and remember who did it, when and why.

        Raises :class:`InvalidTransition` where the present state does not allow it.
        """
        if not self.allows(move):
            raise InvalidTransition(self.code, self.state, move)
        moment = at or now()
        change = StateChange(
            move=move,
            state_from=self.state,
            state_to=MOVES[move][1],
            by=by,
            reason=reason,
            at=moment,
        )
        self.history.append(change)
        self.state, self.state_since = change.state_to, moment
        if move in {PostingMove.PUBLISH, PostingMove.RENEW}:
            self.published_at = self.published_at or moment
            self.confirmed_at = moment
            self.valid_until = (moment.astimezone(VIETNAM) + LIFETIME).date()
        return change


class StateChange(Base):
    """One change of a posting's state: who, when, why."""

    __tablename__ = "state_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(
        ForeignKey("posting.id", ondelete="CASCADE"), index=True
    )
    move: Mapped[PostingMove]
    state_from: Mapped[PostingState]
    state_to: Mapped[PostingState]
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(default=now)

    posting: Mapped[Posting] = relationship(back_populates="history")
    by: Mapped[User | None] = relationship()


class Attachment(Base):
    """A picture or a PDF that belongs to a posting; its bytes lie in the upload folder by hash."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(
        ForeignKey("posting.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    caption: Mapped[str] = mapped_column(default="")
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    uploaded_at: Mapped[datetime] = mapped_column(default=now)

    posting: Mapped[Posting] = relationship(back_populates="attachments")

    @property
    def is_picture(self) -> bool:
        """Say whether a browser can show it in an ``img``."""
        return self.media_type.startswith("image/")


class PostingChange(Base):
    """The change log the engine follows: a row whenever what is published changed, came or went.

    ``transaction_id`` numbers the transaction on PostgreSQL, where commits can overtake; else 0.
    """

    __tablename__ = "posting_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id", ondelete="CASCADE"))
    side: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    transaction_id: Mapped[int] = mapped_column(BigInteger, default=0, index=True)


@listens_for(Posting, "after_insert", propagate=True)
@listens_for(Posting, "after_update", propagate=True)
def _log_change(_mapper: Mapper[Posting], connection: Connection, posting: Posting) -> None:
    """Append to the change log in the same transaction, so that the engine misses nothing.

    A draft is saved a hundred times while it is typed, and whoever follows the log holds none.
    """
    if not _concerns_readers(posting):
        return
    row: dict[str, Any] = {"posting_id": posting.id, "side": posting.side, "at": now()}
    if connection.dialect.name == "postgresql":
        number = sa.cast(sa.func.pg_current_xact_id(), sa.Text)
        row["transaction_id"] = sa.cast(number, BigInteger)
    connection.execute(sa.insert(PostingChange).values(**row))


def _concerns_readers(posting: Posting) -> bool:
    """Say whether it is published, or may have been until now."""
    state = sa.inspect(posting).attrs.state.history
    before = state.deleted or state.unchanged
    return posting.state is PostingState.PUBLISHED or (
        not before or PostingState.PUBLISHED in before
    )
