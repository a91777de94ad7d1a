"""What may be sent: so much at once, and files only where files belong."""

from http import HTTPStatus

from flask import Flask, abort, current_app, request
from werkzeug.datastructures import ImmutableMultiDict

FILE_FIELDS = {"file", "document", "minutes_file"}
"""The fields of forms that take a file."""


def init_app(app: Flask) -> None:
    """Refuse or drop what no form of ours sends, before anything reads it."""
    app.before_request(refuse_floods)
    app.before_request(drop_odd_files)


def refuse_floods() -> None:
    """Measure what comes in one piece; of multipart forms Werkzeug measures every part."""
    most: int = current_app.config["MAX_FORM_MEMORY_SIZE"]
    if request.mimetype != "multipart/form-data" and (request.content_length or 0) > most:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def drop_odd_files() -> None:
    """Drop files under the names of other fields: forms would take them for what was typed."""
    if request.method != "POST":
        return
    sent = list(request.files.items(multi=True))
    for _name, file in (each for each in sent if each[0] not in FILE_FIELDS):
        file.close()
    request.files = ImmutableMultiDict(each for each in sent if each[0] in FILE_FIELDS)
