"""Reading the cells of the seed files."""

import csv
from pathlib import Path

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """Return the rows of a CSV file; none where the file is not there."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def whole(cell: str) -> int | None:
    """Read a whole number; an empty cell is None."""
    return int(cell) if cell else None


def several(cell: str) -> list[str]:
    """Read codes parted by ``|``."""
    return [code for code in cell.split("|") if code]


def yes(cell: str) -> bool:
    """Read a yes or no."""
    return cell == "yes"


def text(row: Row, *columns: str) -> dict[str, str]:
    """Return the text ``columns`` of ``row`` under their own names."""
    return {column: row.get(column, "") for column in columns}
