"""Response headers that keep browsers careful."""

from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Believe as many proxies as there are, and set the headers on every answer."""
    proxies = app.config["PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]

    @app.after_request
    def set_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if request.endpoint == "static" and response.status_code < HTTPStatus.BAD_REQUEST:
            headers["Cache-Control"] = "public, max-age=3600"
        elif "private" not in headers.get("Cache-Control", ""):
            headers["Cache-Control"] = "private, no-store"
        if request.is_secure:
            headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
        return response
