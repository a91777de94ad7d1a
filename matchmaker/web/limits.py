"""What may be sent: so much at once, and files only where files belong."""

import os
from http import HTTPStatus

from flask import Flask, abort, current_app, request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict

from matchmaker.services.files import uploads
from matchmaker.web.words import file_words

FILE_FIELDS = {"file", "document", "minutes_file"}
"""The fields of forms that take a file."""

READ_ANYWAY = 4
"""How many times the limit is read all the same, so that what was typed beside a file is kept."""

_FORM = "multipart/form-data"


def init_app(app: Flask) -> None:
    """Refuse or drop what no form of ours sends, before anything reads it."""
    app.before_request(refuse_floods)
    app.before_request(read_on)
    app.before_request(drop_odd_files)
    app.before_request(refuse_too_many)


def refuse_floods() -> None:
    """Measure what comes in one piece; of multipart forms Werkzeug measures every part."""
    most: int = current_app.config["MAX_FORM_MEMORY_SIZE"]
    if request.mimetype != _FORM and (request.content_length or 0) > most:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def read_on() -> None:
    """Read a form with a file beyond the limit: the file is refused where the form is."""
    if request.mimetype == _FORM and is_too_large() and _sent() <= _most() * READ_ANYWAY:
        request.max_content_length = _sent() + 1  # whoever reads as far as the limit is over it


def is_too_large() -> bool:
    """Say whether more comes than one request may bring, rather than one text too long."""
    return _sent() > _most()


def refuse_too_many() -> None:
    """Refuse files that are too large only together: none of them can be named for it."""
    if request.method == "POST" and is_too_large():
        sizes = [_size(file) for _name, file in request.files.items(multi=True)]
        if sum(size for size in sizes if size <= uploads.LARGEST) > _most():
            abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def excess() -> str:
    """Say what is too large, and how much is taken."""
    if is_too_large():
        return file_words.too_much(_sent(), _most())
    return file_words.too_long(current_app.config["MAX_FORM_MEMORY_SIZE"])


def _sent() -> int:
    return request.content_length or 0


def _most() -> int:
    most: int = current_app.config["MAX_CONTENT_LENGTH"]
    return most


def _size(file: FileStorage) -> int:
    size = file.stream.seek(0, os.SEEK_END)
    file.stream.seek(0)
    return size


def drop_odd_files() -> None:
    """Drop files under the names of other fields: forms would take them for what was typed."""
    if request.method != "POST":
        return
    sent = list(request.files.items(multi=True))
    for _name, file in (each for each in sent if each[0] not in FILE_FIELDS):
        file.close()
    request.files = ImmutableMultiDict(each for each in sent if each[0] in FILE_FIELDS)
