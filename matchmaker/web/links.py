"""Links back: only ever to a page of ours."""

from urllib.parse import urlsplit

from flask import request, url_for


def safe_next(default: str | None = None) -> str:
    r"""Return the ``next`` path of the request where it stays on this site, else ``default``.

    Browsers read ``//host``, ``/\host`` and control characters as other sites, so all are refused.
    """
    target = request.values.get("next", "")
    parts = urlsplit(target)
    local = target.startswith("/") and not parts.scheme and not parts.netloc
    odd = "\\" in target or target.startswith("//") or any(char <= " " for char in target)
    return target if local and not odd else (default or url_for("home.index"))
