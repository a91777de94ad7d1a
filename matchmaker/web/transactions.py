"""A request that only reads lets writers pass: see :func:`models.reading`."""

from flask import Flask, g, request

from models import reading

_SAFE = {"GET", "HEAD", "OPTIONS"}
_WRITE_ALL_THE_SAME = {"notifications.open_"}


def init_app(app: Flask) -> None:
    """Begin the transactions of safe requests as reads; confirmation links write, so not theirs."""

    @app.before_request
    def begin() -> None:
        writes = request.blueprint == "security" or request.endpoint in _WRITE_ALL_THE_SAME
        if request.method in _SAFE and not writes:
            g.reading = reading()
            g.reading.__enter__()

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        if "reading" in g:
            g.pop("reading").__exit__(None, None, None)
