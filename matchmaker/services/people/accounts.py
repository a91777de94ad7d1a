"""Accounts: own profile, open sessions, and the lock after repeated failures."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.errors import NotAllowed
from matchmaker.services.mails import mail
from models import ADMINISTRATOR, Role, User, UserSession, now

ALLOWED_FAILURES = 10
LOCK = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=5)
KEPT_FOR = timedelta(days=30)

_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Zalo", "Zalo"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def is_locked(user: User, at: datetime | None = None) -> bool:
    """Say whether ``user`` has to wait after too many failures."""
    return user.locked_until is not None and user.locked_until > (at or now())


def note(session: Session, user: User, action: str, address: str = "") -> None:
    """Write into the audit trail what ``user`` did to their own account."""
    audit.record(session, Actor(user, address=address), f"user:{action}", user.email)


def record_failure(session: Session, user: User, address: str = "") -> bool:
    """Count one failed sign-in; after :data:`ALLOWED_FAILURES` lock the account for :data:`LOCK`.

    Says whether this failure locked it. Failures during a lock do not prolong it, so nobody can
    be kept out for ever. The count is kept by the database: parallel guesses all count.
    """
    if is_locked(user):
        return False
    session.execute(
        update(User).where(User.id == user.id).values(failed_logins=User.failed_logins + 1)
    )
    session.refresh(user, ["failed_logins", "locked_until"])
    if user.failed_logins < ALLOWED_FAILURES:
        return False
    user.failed_logins = 0
    user.locked_until = now() + LOCK
    audit.record(session, Actor(address=address), "user:lock", user.email)
    return True


def forget_failures(user: User) -> None:
    """Forget failures and lift the lock: after a sign-in or a reset of the password."""
    user.failed_logins = 0
    user.locked_until = None


def change_profile(session: Session, actor: Actor, *, name: str, language: str) -> None:
    """Change what a person may change alone."""
    if actor.user is None:
        raise NotAllowed
    actor.user.name = " ".join(name.split())
    actor.user.language = language
    audit.record(session, actor, "user:edit", actor.user.email)


def password_changed(session: Session, user: User, address: str, *, keep: str | None) -> None:
    """Sign every other browser out; ``keep`` is the token of the one that stays."""
    end_sessions(session, user, keep=keep)
    note(session, user, "password", address)


def address_changed(session: Session, user: User, before: str, address: str) -> None:
    """Note that ``user`` is written to elsewhere: the link came by mail, so it takes mail."""
    audit.record(session, Actor(user, address=address), "user:address", before, new=user.email)
    mail.mended(session, user.email)


def password_reset(session: Session, user: User, address: str) -> None:
    """Sign every browser out and lift a lock; the link came by mail, so the address is theirs."""
    end_sessions(session, user)
    forget_failures(user)
    user.confirmed_at = user.confirmed_at or now()
    note(session, user, "password-reset", address)


def act_for(user: User, organisation_id: int | None) -> bool:
    """Let ``user`` act for one of their organisations; says whether it is theirs."""
    for membership in user.memberships:
        if membership.organisation_id == organisation_id:
            membership.chosen_at = now()
            return True
    return False


def helpers(session: Session) -> Sequence[str]:
    """Return the addresses of the administrators, who help people that cannot sign in."""
    query = select(User.email).join(User.roles).where(Role.name == ADMINISTRATOR, User.active)
    return session.scalars(query.order_by(User.email)).all()


def start_session(session: Session, user: User, *, agent: str, address: str) -> UserSession:
    """Record that ``user`` signed in with the browser that calls itself ``agent``."""
    started = UserSession(
        user=user, token=token_urlsafe(32), device=device(agent), address=address[:64]
    )
    session.add(started)
    note(session, user, "sign-in", address)
    session.flush()
    return started


def open_session(session: Session, user: User, token: str | None) -> UserSession | None:
    """Return the session with ``token`` while it is the user's own, in use and not ended."""
    if not token:
        return None
    return session.scalar(
        select(UserSession).where(
            UserSession.token == token,
            UserSession.user_id == user.id,
            UserSession.ended_at.is_(None),
            UserSession.seen_at > now() - KEPT_FOR,
        )
    )


def open_sessions(session: Session, user: User) -> Sequence[UserSession]:
    """List the sessions of ``user`` that still work, the last seen first."""
    query = (
        select(UserSession)
        .where(
            UserSession.user_id == user.id,
            UserSession.ended_at.is_(None),
            UserSession.seen_at > now() - KEPT_FOR,
        )
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    )
    return session.scalars(query).all()


def see_session(session: Session, token: str) -> None:
    """Note that the session with ``token`` is in use."""
    session.execute(
        update(UserSession)
        .where(UserSession.token == token, UserSession.ended_at.is_(None))
        .values(seen_at=now())
    )


def end_session(session: Session, user: User, session_id: int) -> bool:
    """End one session of ``user``; says whether there was such a session."""
    ended = session.scalars(
        update(UserSession)
        .where(
            UserSession.id == session_id,
            UserSession.user_id == user.id,
            UserSession.ended_at.is_(None),
        )
        .values(ended_at=now())
        .returning(UserSession.id)
    )
    return ended.first() is not None


def end_sessions(session: Session, user: User, *, keep: str | None = None) -> int:
    """End every session of ``user`` but the one with the token ``keep``; says how many."""
    ended = session.scalars(
        update(UserSession)
        .where(
            UserSession.user_id == user.id,
            UserSession.ended_at.is_(None),
            UserSession.token != (keep or ""),
        )
        .values(ended_at=now())
        .returning(UserSession.id)
    )
    return len(ended.all())


def device(agent: str) -> str:
    """Name the browser and the system of a User-Agent header, as its owner would.

    >>> device("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0")
    'Firefox, Linux'
    """
    names = [
        next((name for mark, name in known if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in names if name)


def own_data(user: User) -> dict[str, object]:
    """Collect what is stored about ``user``, for a copy of their own."""
    return {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "created": user.create_datetime,
        "confirmed": user.confirmed_at,
        "last_sign_in": user.current_login_at,
        "two_step": user.tf_primary_method is not None,
        "passkeys": [
            {"name": key.name, "added": key.create_datetime, "last_used": key.lastuse_datetime}
            for key in user.webauthn
        ],
        "organisations": [
            {"code": each.organisation.code, "name": each.organisation.name_vi, "role": each.role}
            for each in user.memberships
        ],
        "sessions": [
            {
                "device": each.device,
                "address": each.address,
                "started": each.started_at,
                "seen": each.seen_at,
                "ended": each.ended_at,
            }
            for each in user.sessions
        ],
    }
