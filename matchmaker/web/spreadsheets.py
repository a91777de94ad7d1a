"""Lists as files for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Response

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MARK = "\ufeff"


def download(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """Answer with a CSV file: UTF-8 with a mark, so that spreadsheets read Vietnamese."""
    return Response(
        "".join(lines(head, rows)),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the lines of a CSV file; text that a spreadsheet would compute gets an apostrophe.

    See OWASP, "CSV Injection".
    """
    yield _MARK + _line(head)
    for row in rows:
        yield _line([_inert(cell) for cell in row])


def _line(cells: Sequence[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _inert(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
