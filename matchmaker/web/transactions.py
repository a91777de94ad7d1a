"""A request that only reads lets writers pass: see :func:`models.reading`."""

from flask import Flask, g, request

from models import reading

_SAFE = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Flask) -> None:
    """Begin the transactions of safe requests as reads; confirmation links write, so not theirs."""

    @app.before_request
    def begin() -> None:
        if request.method in _SAFE and request.blueprint != "security":
            g.reading = reading()
            g.reading.__enter__()

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        if "reading" in g:
            g.pop("reading").__exit__(None, None, None)
