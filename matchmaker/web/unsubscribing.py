"""One-click unsubscription (RFC 8058): a signed link for one person and some kinds, nothing else.

The link needs no account and no cookie, and never runs out: a mail may be read years later.
"""

from collections.abc import Collection, Mapping

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from matchmaker.web.extensions import db
from matchmaker.web.links import address_of, path_to
from models import NotificationKind, User

_LONGEST = 1000


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")


def sign(user: User, kinds: Collection[NotificationKind]) -> str:
    """Return the token by which ``user`` no longer gets mails of ``kinds``.

    It holds the moment the account was made too: a number may be given again after its removal.
    """
    token = _signer().dumps([user.id, _made(user), sorted(kind.value for kind in kinds)])
    return token if isinstance(token, str) else token.decode()


def read(token: str) -> tuple[User, list[NotificationKind]] | None:
    """Return whom and what ``token`` is of; none where it is forged, broken or of nobody."""
    if len(token) > _LONGEST:
        return None
    try:
        number, made, kinds = _signer().loads(token)
        wanted = [NotificationKind(kind) for kind in kinds]
    except (BadSignature, ValueError, TypeError):
        return None
    user = db.session.get(User, number)
    return (user, wanted) if user is not None and _made(user) == made else None


def _made(user: User) -> int:
    return int(user.create_datetime.timestamp())


def address(user: User, kinds: Collection[NotificationKind]) -> str:
    """Return the whole address of the link."""
    return address_of(path_to("choices.unsubscribe", token=sign(user, kinds)))


def headers(user: User, kinds: Collection[NotificationKind]) -> Mapping[str, str]:
    """Return the headers by which a mail program shows its own button."""
    return {
        "List-Unsubscribe": f"<{address(user, kinds)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
