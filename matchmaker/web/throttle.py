"""Slow down who tries often: limits per address typed and computer, and per computer alone."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Flask, request
from flask_limiter.util import get_remote_address

from matchmaker.web.extensions import limiter

PER_ACCOUNT = "5 per minute; 30 per hour"
PER_COMPUTER = "30 per minute; 200 per hour"
GUARDED = (
    "login",
    "register",
    "forgot_password",
    "reset_password",
    "send_confirmation",
    "verify",
    "change_password",
    "two_factor_token_validation",
    "two_factor_rescue",
    "mf_recovery",
    "wan_signin",
    "wan_signin_response",
)


def account_and_computer() -> str:
    """Return the key of what was typed as an address, at this computer."""
    typed = request.form.get("email", "").strip().lower().encode("utf-8", "replace")
    return f"{get_remote_address()} {hashlib.sha256(typed).hexdigest()[:16]}"


def init_app(app: Flask) -> None:
    """Guard Flask-Security's views; only what is sent counts, not the empty form."""
    for name in GUARDED:
        endpoint = f"security.{name}"
        view: Callable[..., Any] = app.view_functions[endpoint]
        for limit, key in ((PER_COMPUTER, get_remote_address), (PER_ACCOUNT, account_and_computer)):
            view = limiter.limit(limit, key_func=key, methods=["POST"])(view)
        app.view_functions[endpoint] = view
