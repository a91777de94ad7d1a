"""Accounts as an administrator and the command line see them."""

import uuid

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.errors import NotAllowed
from models import ADMINISTRATOR, Membership, Role, User, now

PASSWORD_LENGTH = 10


def hash_password(password: str) -> str:
    """Hash ``password`` with argon2id, in the form Flask-Security reads (RFC 9106)."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)


def add(
    session: Session, email: str, password: str, *, name: str = "", administrator: bool = False
) -> User:
    """Add a confirmed account; raises ValueError for a bad or known address or a short password."""
    from email_validator import EmailNotValidError, validate_email

    if len(password) < PASSWORD_LENGTH:
        raise ValueError(f"The password needs at least {PASSWORD_LENGTH} characters.")
    try:
        address = validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise ValueError(f"{email}: {error}") from None
    if session.scalar(select(User.id).where(User.email == address)) is not None:
        raise ValueError(f"{address} already has an account.")
    user = User(
        email=address,
        name=name,
        password=hash_password(password),
        fs_uniquifier=uuid.uuid4().hex,
        confirmed_at=now(),
        active=True,
    )
    session.add(user)
    if administrator:
        user.roles.append(_administrator_role(session))
    audit.record(session, Actor(), "user:add", address, administrator=administrator)
    session.flush()
    return user


def _administrator_role(session: Session) -> Role:
    known = session.scalar(select(Role).where(Role.name == ADMINISTRATOR))
    return known or Role(name=ADMINISTRATOR)


def remove(session: Session, email: str) -> bool:
    """Remove the account of ``email``; say whether there was one."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        return False
    session.delete(user)
    audit.record(session, Actor(), "user:remove", user.email)
    session.flush()
    return True


def search(text: str = "", state: str = "") -> Select[User]:
    """Select the accounts whose address or name holds ``text``; state: active or blocked."""
    query = select(User).options(
        selectinload(User.roles),
        selectinload(User.memberships).selectinload(Membership.organisation),
    )
    if text.strip():
        like = f"%{text.strip().lower().replace('%', '')}%"
        query = query.where(func.lower(User.email).like(like) | func.lower(User.name).like(like))
    if state in {"active", "blocked"}:
        query = query.where(User.active.is_(state == "active"))
    return query.order_by(User.email)


def block(session: Session, actor: Actor, user: User, *, blocked: bool) -> None:
    """Block an account and end its sessions, or open it again; nobody blocks themselves."""
    if user is actor.user:
        raise NotAllowed
    user.active = not blocked
    if blocked:
        user.fs_uniquifier = uuid.uuid4().hex
    audit.record(session, actor, "user:block" if blocked else "user:unblock", user.email)


def make_administrator(session: Session, actor: Actor, user: User, *, granted: bool) -> None:
    """Give or take the right to look after the platform; nobody takes it from themselves."""
    if user is actor.user:
        raise NotAllowed
    role = _administrator_role(session)
    if granted and role not in user.roles:
        user.roles.append(role)
    if not granted and role in user.roles:
        user.roles.remove(role)
    audit.record(session, actor, "user:administrator", user.email, granted=granted)


def lines(session: Session) -> list[str]:
    """Describe every account in a line: address, name, rights, organisations."""
    users = session.scalars(
        select(User)
        .options(
            selectinload(User.roles),
            selectinload(User.memberships).selectinload(Membership.organisation),
        )
        .order_by(User.email)
    )
    return [
        "  ".join(
            [
                f"{user.email:<32}",
                user.display_name,
                *(role.name for role in user.roles),
                *(f"{each.organisation.name_vi} ({each.role})" for each in user.memberships),
            ]
        )
        for user in users
    ]
