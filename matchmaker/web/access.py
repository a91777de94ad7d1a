"""Access checks: every view asks ``require`` once."""

from http import HTTPStatus

from flask import Flask, Response, abort, current_app, g, request
from flask_login import current_user

from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.permissions import Permission, allows
from models import User

_OUR_OWN_CHECKS = {"static"}
_CHECKED_BY_FLASK_SECURITY = "security"


def actor() -> Actor:
    """Return who acts in this request: the signed-in person and the organisation acted for."""
    if "actor" not in g:
        user = current_user._get_current_object() if current_user.is_authenticated else None
        g.actor = actor_of(user, request.remote_addr or "")
    acting: Actor = g.actor
    return acting


def forget_person() -> None:
    """Act as a visitor for the rest of this request: such a page asks nothing of the database."""
    g.actor = Actor(address=request.remote_addr or "")
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    g.pop("seen_session", None)


def signed_in() -> User:
    """Return the signed-in user, or send the visitor to sign in."""
    return actor().user or abort(current_app.login_manager.unauthorized())  # type: ignore[attr-defined]


def can(permission: str, subject: object = None) -> bool:
    """Say whether the viewer has ``permission``; for templates."""
    return allows(actor(), Permission(permission), subject)


def require(permission: Permission, subject: object = None) -> None:
    """Send a visitor to sign in, and answer 403 to a person without ``permission``."""
    g.access_checked = True
    if allows(actor(), permission, subject):
        return
    if actor().user is None:
        abort(current_app.login_manager.unauthorized())  # type: ignore[attr-defined]
    abort(HTTPStatus.FORBIDDEN)


def init_app(app: Flask) -> None:
    """Give templates ``can``, and refuse to answer from a view that checked nothing."""
    app.add_template_global(can)

    @app.after_request
    def verify(response: Response) -> Response:
        checked = (
            g.get("access_checked")
            or request.endpoint in _OUR_OWN_CHECKS
            or request.blueprint == _CHECKED_BY_FLASK_SECURITY
        )
        answered = response.status_code < HTTPStatus.BAD_REQUEST and request.url_rule is not None
        if answered and not checked and request.method != "OPTIONS":
            raise AssertionError(f"{request.endpoint} answered without an access check")
        return response
