"""The parts of addresses."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1
"""The largest number a record can have; databases answer larger ones with an error."""


class RecordConverter(IntegerConverter):
    """The number of a record; one that no record can have leads nowhere."""

    regex = "[0-9]{1,10}"

    def __init__(self, *arguments: Any, **limits: Any) -> None:
        super().__init__(*arguments, **{"max": LARGEST, **limits})


def init_app(app: Flask) -> None:
    """Read every ``<int:…>`` of an address as the number of a record."""
    app.url_map.converters["int"] = RecordConverter
