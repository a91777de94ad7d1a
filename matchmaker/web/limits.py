"""How much may be sent at once."""

from http import HTTPStatus

from flask import Flask, abort, current_app, request


def init_app(app: Flask) -> None:
    """Refuse text beyond all limits before anything reads it."""
    app.before_request(refuse_floods)


def refuse_floods() -> None:
    """Measure what comes in one piece; of multipart forms Werkzeug measures every part."""
    most: int = current_app.config["MAX_FORM_MEMORY_SIZE"]
    if request.mimetype != "multipart/form-data" and (request.content_length or 0) > most:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
