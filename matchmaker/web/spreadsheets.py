"""Lists as files for spreadsheets: CSV and xlsx, of any length, in little memory.

Text that a spreadsheet would compute stays text: in CSV behind an apostrophe, in xlsx as a string
cell. See OWASP, "CSV Injection". A Vietnamese Excel parts CSV at semicolons and takes a quotation
mark in the middle for a letter, so in CSV the apostrophe stands after every possible separator.
"""

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from flask import Flask, Response, request, send_file, url_for
from flask_babel import get_timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from matchmaker.web.formats import day, moment
from matchmaker.web.paging import address, without
from models import local_today

KIND = "<any(csv, xlsx):kind>"
"""The end of the address of a file."""

Cell = str | int | float | date | datetime | None

_FORMULA = re.compile(r"((?:^|[;,\t\r\n])[\s\"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where some spreadsheet may see a cell begin, if a formula could follow."""

_MARK = "\ufeff"
_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LONGEST = 32_767
"""What a cell of xlsx can hold."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, what it shows of a record, how wide it is in letters."""

    title: Any
    cell: Callable[[Any], Cell]
    width: int = 18


def url(endpoint: str, kind: str) -> str:
    """Return where the list being looked at is downloaded, with its filters and its order."""
    asked = list(request.args.items(multi=True))
    path = url_for(endpoint, kind=kind, **(request.view_args or {}))
    return address(path, without(asked, "page"))


def init_app(app: Flask) -> None:
    """Give templates the addresses of downloads."""
    app.add_template_global(url, "export_url")


def local_day(moment: datetime | None) -> date | None:
    """Return the day of ``moment`` in Viet Nam."""
    return moment.astimezone(get_timezone()).date() if moment else None


def download(kind: str, name: str, columns: Sequence[Column], records: Iterable[Any]) -> Response:
    """Answer with ``records`` as a file of ``kind``.

    It is written to disk a few records at a time and sent from there: a fault is a page and not
    half a file, and no transaction stays open while somebody downloads slowly.
    """
    head = [str(column.title) for column in columns]
    rows = ([column.cell(record) for column in columns] for record in records)
    widths = [column.width for column in columns]
    file = workbook(head, rows, widths) if kind == "xlsx" else plain(head, rows)
    file_name = f"{name}-{local_today()}.{kind}"
    return send_file(file, mimetype=_TYPES[kind], as_attachment=True, download_name=file_name)


def plain(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """Write a CSV file."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    file.writelines(line.encode() for line in lines(head, rows))
    file.seek(0)
    return file


def lines(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the lines of a CSV file: UTF-8 with a mark, so that spreadsheets read Vietnamese."""
    yield _MARK + _line([_inert(title) for title in head])
    for row in rows:
        yield _line([_inert(cell) for cell in row])


def _line(cells: Sequence[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _inert(cell: Cell) -> Cell:
    """Return what stands in the file for ``cell``: what could begin as a formula does not."""
    if isinstance(cell, datetime):
        return moment(cell)
    if isinstance(cell, date):
        return day(cell)
    return _FORMULA.sub(r"\1'", cell) if isinstance(cell, str) else cell


def workbook(
    head: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int]
) -> IO[bytes]:
    """Write an xlsx file with one sheet, its head in bold and always in sight."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    titles = [_typed(sheet, title) for title in head]
    for title in titles:
        title.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append([_typed(sheet, cell) for cell in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    book.save(file)
    file.seek(0)
    return file


def _typed(sheet: Any, value: Cell) -> Any:
    """Return a cell of the kind of ``value``; text is never a formula, whatever it begins with."""
    if isinstance(value, datetime):
        value = value.astimezone(get_timezone()).replace(tzinfo=None)
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
    cell: Any = WriteOnlyCell(sheet)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, datetime):
        cell.number_format = "hh:mm dd/mm/yyyy"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, int):
        cell.number_format = "#,##0"
    return cell
