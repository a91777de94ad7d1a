"""Links to the question what a transfer has brought: signed, for one asking and one person."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from itsdangerous.encoding import want_bytes

from models import ImpactCheck, User

VALID = timedelta(days=60)
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Link:
    """Which question, which asking of it, who was asked, and whether it is too long ago."""

    check_id: int
    nonce: str
    user_id: int
    expired: bool


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="impact-check")


def sign(check: ImpactCheck, person: User) -> str:
    """Return the token of a link for ``person``."""
    token = _serializer().dumps([check.id, check.nonce, person.id])
    return token if isinstance(token, str) else token.decode()


def read(token: str) -> Link | None:
    """Return what ``token`` says; nothing where one character of it is not as it was written.

    Base64 has several ways to write the last bits and skips odd characters, so that an edited
    signature can decode to the right bytes; therefore the text itself is compared.
    """
    if len(token) > _LONGEST:
        return None
    serializer = _serializer()
    value, _dot, signature = token.rpartition(".")
    try:
        (check_id, nonce, user_id), signed = serializer.loads(token, return_timestamp=True)
        exact = serializer.make_signer(serializer.salt).get_signature(value)
    except (BadSignature, ValueError, TypeError):
        return None
    if not hmac.compare_digest(exact, want_bytes(signature)):
        return None
    expired = datetime.now(UTC) - signed.astimezone(UTC) > VALID
    return Link(check_id, nonce, user_id, expired)
