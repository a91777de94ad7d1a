"""Links back: only ever to a page of ours."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, has_request_context, request, url_for


def safe_next(default: str | None = None) -> str:
    r"""Return the ``next`` path of the request where it stays on this site, else ``default``.

    Browsers read ``//host``, ``/\host`` and control characters as other sites, so all are refused.
    """
    target = request.values.get("next", "")
    parts = urlsplit(target)
    local = target.startswith("/") and not parts.scheme and not parts.netloc
    odd = "\\" in target or target.startswith("//") or any(char <= " " for char in target)
    return target if local and not odd else (default or url_for("home.index"))


def path_to(endpoint: str, **values: Any) -> str:
    """Return the path of a page; the background work, which has no request, asks for some too."""
    if has_request_context():
        return url_for(endpoint, **values)
    return current_app.url_map.bind("").build(endpoint, values)


def address_of(path: str) -> str:
    """Return the whole address of one of our paths, for mails."""
    return str(current_app.config["BASE_URL"]).rstrip("/") + path
