"""What a downloaded file says, cell by cell."""

import csv
import io

from openpyxl import load_workbook

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows_of(answer):
    """Return the cells of a downloaded file, as text."""
    if answer.mimetype == "text/csv":
        return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    sheet = load_workbook(io.BytesIO(answer.data)).active
    return [
        ["" if cell is None else str(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]


def text_of(answer):
    """Return all that an answer says; of a workbook, the cells, one row a line."""
    if answer.mimetype != _XLSX:
        return answer.get_data(as_text=True)
    return "\n".join(" | ".join(row) for row in rows_of(answer))
