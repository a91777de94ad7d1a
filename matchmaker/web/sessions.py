"""Signed-in browsers: a row for each, checked on every request, so that it can be ended."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, after_this_request, g, request, session
from flask_login import user_logged_in, user_logged_out
from flask_security import (
    MfRecoveryCodesUtil,
    Security,
    password_changed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
    wan_deleted,
    wan_registered,
)

from matchmaker.services.people import accounts
from matchmaker.web.extensions import db
from matchmaker.web.mails.account_mails import commit
from models import User, now

SAFETY_CHANGES = (
    (tf_profile_changed, "two-step-on"),
    (tf_disabled, "two-step-off"),
    (wan_registered, "passkey-add"),
    (wan_deleted, "passkey-delete"),
)
TOKEN = "session_token"  # noqa: S105 - the key in the cookie, not a secret


def init_app(app: Flask, security: Security) -> None:
    """Open, check and end the rows as Flask-Login signs people in and out."""
    manager = security.login_manager
    load_user = manager._user_callback

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load_open(user_id: str) -> User | None:
        """Return the user while the browser's session is open."""
        user: User | None = load_user(user_id)
        return user if user is not None and _open(user) else None

    # No tokens in headers or addresses: they would work beside the list of sessions.
    manager.request_loader(lambda _request: None)
    # An address changes on the way from Wi-Fi to 4G; the browser's own name does not.
    manager._session_identifier_generator = lambda: request.headers.get("User-Agent", "")[:300]

    user_logged_in.connect(_begin, app)
    user_logged_out.connect(_end, app)
    password_changed.connect(_end_others, app)
    password_reset.connect(_end_all, app)
    for change, action in SAFETY_CHANGES:
        change.connect(_note(action), app, weak=False)
    app.after_request(_see)


def current_token() -> str | None:
    """Return the token of this browser's session."""
    token: str | None = session.get(TOKEN)
    return token


def _open(user: User) -> bool:
    found = accounts.open_session(db.session, user, current_token())
    if found is None:
        return False
    if now() - found.seen_at > accounts.SEEN_EVERY:
        g.seen_session = found.token
    return True


def _begin(_app: Flask, user: User, **_more: object) -> None:
    accounts.forget_failures(user)
    if accounts.open_session(db.session, user, current_token()) is None:
        agent, address = request.headers.get("User-Agent", ""), request.remote_addr or ""
        started = accounts.start_session(db.session, user, agent=agent, address=address)
        session[TOKEN] = started.token
    # "Remember me" keeps this one session; a second cookie could not be ended from elsewhere.
    session.permanent = session.pop("_remember", None) == "set" or session.permanent
    after_this_request(commit)


def _end(_app: Flask, user: User, **_more: object) -> None:
    session.permanent = False
    token = session.pop(TOKEN, None)
    if isinstance(user, User) and (found := accounts.open_session(db.session, user, token)):
        accounts.end_session(db.session, user, found.id)
        after_this_request(commit)


def _end_others(_app: Flask, user: User, **_more: object) -> None:
    address = request.remote_addr or ""
    accounts.password_changed(db.session, user, address, keep=current_token())


def _end_all(_app: Flask, user: User, **_more: object) -> None:
    accounts.password_reset(db.session, user, request.remote_addr or "")


def _note(action: str) -> Callable[..., None]:
    """Return what writes a change of the account's safety into the audit trail."""

    def write(_app: Flask, user: User, **_more: object) -> None:
        accounts.note(db.session, user, action, request.remote_addr or "")

    return write


class RecoveryCodes(MfRecoveryCodesUtil):
    """New recovery codes are written into the audit trail; Flask-Security gives no signal."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        """Make new codes in place of the former."""
        codes = super().create_recovery_codes(user)
        accounts.note(db.session, user, "recovery-codes", request.remote_addr or "")
        return codes


def _see(response: Response) -> Response:
    """Note now and then that the session is in use; nothing left over is stored with it."""
    token = g.pop("seen_session", None)
    if token:
        db.session.rollback()
        accounts.see_session(db.session, token)
        db.session.commit()
    return response
