"""What may be sent: so much at once, and files only where files belong."""

from http import HTTPStatus

from flask import Flask, abort, current_app, request

FILE_FIELDS = {"file", "document", "minutes_file"}
"""The fields of forms that take a file."""


def init_app(app: Flask) -> None:
    """Refuse what no form of ours sends before anything reads it."""
    app.before_request(refuse_floods)
    app.before_request(refuse_odd_files)


def refuse_floods() -> None:
    """Measure what comes in one piece; of multipart forms Werkzeug measures every part."""
    most: int = current_app.config["MAX_FORM_MEMORY_SIZE"]
    if request.mimetype != "multipart/form-data" and (request.content_length or 0) > most:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def refuse_odd_files() -> None:
    """Refuse a file under the name of another field: forms would take it for what was typed."""
    if request.method == "POST" and request.files.keys() - FILE_FIELDS:
        abort(HTTPStatus.BAD_REQUEST)
