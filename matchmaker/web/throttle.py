"""Slow down who tries often: limits per address typed and computer, and per computer alone."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Flask, request, session
from flask_limiter.util import get_remote_address

from matchmaker.web.extensions import limiter

PER_ACCOUNT = "5 per minute; 30 per hour"
PER_COMPUTER = "30 per minute; 200 per hour"  # a whole institute may share one address
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


def init_app(app: Flask) -> None:
    """Guard Flask-Security's views; only what is sent counts, not the empty form."""
    for name in (*OF_AN_ACCOUNT, *OF_NOBODY_YET):
        view: Callable[..., Any] = app.view_functions[f"security.{name}"]
        view = limiter.limit(PER_COMPUTER, methods=["POST"])(view)
        if name in OF_AN_ACCOUNT:
            view = limiter.limit(PER_ACCOUNT, key_func=account_and_computer, methods=["POST"])(view)
        app.view_functions[f"security.{name}"] = view
