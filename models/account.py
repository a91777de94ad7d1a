"""People who sign in: accounts, roles, passkeys and sessions.

The only model file that knows Flask-Security: it takes the three mixins its datastore asks for.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_security import AsaList, RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import ForeignKey
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, now
from models.text import sort_key

if TYPE_CHECKING:
    from models.organisation import Membership

ADMINISTRATOR = "administrator"

_roles_of_users = sa.Table(
    "roles_users",
    Base.metadata,
    sa.Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Base, RoleMixin):
    """A right that belongs to a person and not to an organisation: administrator."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str | None]
    permissions: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))

    users: Mapped[list[User]] = relationship(secondary=_roles_of_users, back_populates="roles")


class User(Base, UserMixin):
    """A person with an account; Flask-Security asks for most of these columns by name."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="vi")
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    confirmed_at: Mapped[datetime | None]

    last_login_at: Mapped[datetime | None]
    current_login_at: Mapped[datetime | None]
    last_login_ip: Mapped[str | None]
    current_login_ip: Mapped[str | None]
    login_count: Mapped[int | None]
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]

    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(unique=True)

    create_datetime: Mapped[datetime] = mapped_column(default=now)
    update_datetime: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    roles: Mapped[list[Role]] = relationship(secondary=_roles_of_users, back_populates="users")
    webauthn: Mapped[list[WebAuthn]] = relationship(
        back_populates="user", cascade="all, delete-orphan"
    )
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="user", cascade="all, delete-orphan"
    )
    sessions: Mapped[list[UserSession]] = relationship(
        back_populates="user", cascade="all, delete-orphan"
    )

    @property
    def is_administrator(self) -> bool:
        """Say whether this person looks after the whole platform."""
        return any(role.name == ADMINISTRATOR for role in self.roles)

    @property
    def display_name(self) -> str:
        """Return the name people see; the address before the @ while there is none."""
        return self.name or self.email.partition("@")[0]

    @property
    def sort_key(self) -> str:
        """Return what puts people into the order of a Vietnamese dictionary, always the same."""
        return f"{sort_key(self.display_name)} {self.id}"


class WebAuthn(Base, WebAuthnMixin):
    """A passkey."""

    __tablename__ = "webauthn"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1024), index=True, unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int | None] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    backup_state: Mapped[bool]
    device_type: Mapped[str]
    extensions: Mapped[str | None]
    create_datetime: Mapped[datetime] = mapped_column(default=now)
    lastuse_datetime: Mapped[datetime]
    name: Mapped[str]
    usage: Mapped[str]

    user: Mapped[User] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, int]:
        """Return how Flask-Security finds the owner."""
        return {"id": self.user_id}


class UserSession(Base):
    """One signed-in browser, which its owner can see and end."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="sessions")
