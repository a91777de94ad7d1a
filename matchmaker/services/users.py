"""Accounts as an administrator and the command line see them."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

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
    session.flush()
    return True


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
