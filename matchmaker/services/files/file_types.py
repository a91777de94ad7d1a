"""What a file is by its content; its name and what a browser declares are not believed."""

import re

import filetype

from matchmaker.services.files import office_files

_START = 8192
_MARKUP = (
    (re.compile(rb"<svg[\s>]", re.IGNORECASE), "image/svg+xml"),
    (re.compile(rb"<(!doctype html|html|head|body|script)[\s>]", re.IGNORECASE), "text/html"),
    (re.compile(rb"\A\s*<\?xml"), "text/xml"),
)


def of(name: str, data: bytes) -> str:
    """Return the media type of ``data``, or nothing where nobody knows it.

    An Office file that should not be passed on raises :class:`InvalidFile` with ``name``.
    """
    return office_files.media_type(name, data) or _binary(data[:_START]) or _text(data[:_START])


def _binary(start: bytes) -> str:
    found: str = filetype.guess_mime(start) or ""
    return "application/zip" if found in office_files.OFFICE else found


def _text(start: bytes) -> str:
    for pattern, kind in _MARKUP:
        if pattern.search(start):
            return kind
    return "text/plain" if start and not re.search(rb"[\x00-\x08\x0e-\x1a]", start) else ""
