"""Slow down who tries often: limits per address typed and computer, and per computer alone."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Flask, request, session
from flask_limiter.util import get_remote_address

from matchmaker.web.extensions import limiter

PER_ACCOUNT = "5 per minute; 30 per hour"
PER_COMPUTER = "30 per minute; 200 per hour"  # a whole institute may share one address
NEW_ADDRESSES = "5 per hour; 20 per day"  # each writes to somebody who may never have heard of us
OF_AN_ACCOUNT = (
    "login",
    "register",
    "forgot_password",
    "send_confirmation",
    "verify",
    "change_password",
    "two_factor_token_validation",
    "two_factor_rescue",
    "mf_recovery",
)
OF_NOBODY_YET = ("reset_password", "wan_signin", "wan_signin_response")


def account_and_computer() -> str:
    """Return a key of the account meant, whether or not there is such a one, at this computer."""
    typed = request.form.get("email", "").strip().lower()
    meant = typed or session.get("tf_user_id") or session.get("_user_id") or ""
    digest = hashlib.sha256(str(meant).encode("utf-8", "replace")).hexdigest()
    return f"{get_remote_address()} {digest}"


def signed_in_account() -> str:
    """Return a key of the account that is signed in."""
    return hashlib.sha256(str(session.get("_user_id", "")).encode()).hexdigest()


def init_app(app: Flask) -> None:
    """Guard Flask-Security's views; only what is sent counts, not the empty form."""
    for name in (*OF_AN_ACCOUNT, *OF_NOBODY_YET):
        view: Callable[..., Any] = app.view_functions[f"security.{name}"]
        view = limiter.limit(PER_COMPUTER, methods=["POST"])(view)
        if name in OF_AN_ACCOUNT:
            view = limiter.limit(PER_ACCOUNT, key_func=account_and_computer, methods=["POST"])(view)
        app.view_functions[f"security.{name}"] = view
    change: Callable[..., Any] = app.view_functions["security.change_email"]
    app.view_functions["security.change_email"] = limiter.limit(
        NEW_ADDRESSES, key_func=signed_in_account, methods=["POST"]
    )(change)
