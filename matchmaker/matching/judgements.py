"""Judged sets: questions, documents, and how well each document answers; read from a folder.

Folders are laid out as in BEIR (N. Thakur et al., NeurIPS 2021): ``corpus.jsonl`` or
``corpus.jsonl.gz``, ``queries.jsonl`` and ``qrels.tsv`` with a header.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

Grades = Mapping[str, int]

_COLUMNS: Final = 3
_WANTED: Final = "corpus.jsonl (or corpus.jsonl.gz), queries.jsonl and qrels.tsv"


class EvaluationError(Exception):
    """A judged set cannot be read: says which file and line, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Documents, queries and grades (query → document → 0 and up), by names of one's own choice.

    ``documents`` and ``queries`` are texts by field, as in ``Document``; ``shorts`` may hold the
    short form of a query. Grades of unknown documents count as answers that cannot be found.
    """

    name: str
    documents: Mapping[str, Mapping[str, str]]
    queries: Mapping[str, Mapping[str, str]]
    grades: Mapping[str, Grades]
    shorts: Mapping[str, str] = field(default_factory=dict)


def read_set(folder: str | Path) -> JudgedSet:
    """Read a folder; EvaluationError at the first thing that is missing or broken."""
    folder = Path(folder)
    if not folder.is_dir():
        raise EvaluationError(f"{folder}: no such folder. Give a folder with {_WANTED}.")
    packed = folder / "corpus.jsonl.gz"
    corpus = folder / "corpus.jsonl"
    documents = {row["_id"]: _fields(row) for row in _rows(corpus if corpus.exists() else packed)}
    rows = list(_rows(folder / "queries.jsonl"))
    queries = {row["_id"]: _fields(row) for row in rows}
    grades = _grades(folder / "qrels.tsv", queries)
    shorts = {row["_id"]: row["short"] for row in rows if row["short"]}
    return JudgedSet(folder.resolve().name, documents, queries, grades, shorts)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the records of a file of JSON lines, checked."""
    seen: set[str] = set()
    for number, line in _lines(path):
        row = _row(path, number, line)
        if row["_id"] in seen:
            raise _broken(
                path, number, f"_id {row['_id']!r} was there before", "Remove one of the two."
            )
        seen.add(row["_id"])
        yield row
    if not seen:
        raise EvaluationError(f"{path}: is empty. Put one JSON object on each line.")


def _row(path: Path, number: int, line: str) -> dict[str, str]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _broken(path, number, f"no JSON ({error})", "Write one JSON object a line.") from None
    if not isinstance(record, dict) or not isinstance(record.get("_id"), str):
        raise _broken(
            path, number, 'no object with a text "_id"', 'Write {"_id": "...", "text": "..."}.'
        )
    metadata = record.get("metadata")
    row = {
        "_id": record["_id"],
        "title": record.get("title") or "",
        "text": record.get("text") or "",
        "short": (metadata.get("short") or "") if isinstance(metadata, dict) else "",
    }
    for name, value in row.items():
        if not isinstance(value, str):
            raise _broken(path, number, f'"{name}" is no text', "Put it between quotation marks.")
    return row


def _fields(row: Mapping[str, str]) -> Mapping[str, str]:
    return {"title": row["title"], "description": row["text"]}


def _grades(path: Path, queries: Mapping[str, Any]) -> Mapping[str, Grades]:
    """Read the grades; the first line is the header."""
    grades: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        if number == 1 and not line[-1:].isdecimal():
            continue
        cells = line.split("\t")
        problem = _problem(cells, queries)
        if problem:
            raise _broken(path, number, *problem)
        query, document, grade = cells
        grades.setdefault(query, {})[document] = int(grade)
    if not grades:
        raise EvaluationError(f"{path}: holds no grade. Write a header, then one line a grade.")
    return grades


def _problem(cells: list[str], queries: Mapping[str, Any]) -> tuple[str, str] | None:
    """Say what is wrong with a line of grades, and what to do."""
    if len(cells) != _COLUMNS:
        return f"{len(cells)} columns", "Write query, document and grade with tabs between."
    query, _, grade = cells
    if query not in queries:
        return f"query {query!r} is not in queries.jsonl", "Add it there, or remove this line."
    if not re.fullmatch(r"[0-9]|10", grade):
        return f"grade {grade!r} is no whole number from 0 to 10", "Write 0, 1, 2 or 3."
    return None


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines that are not blank, unpacking a .gz file."""
    number = 0
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig") as lines
        ):
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except FileNotFoundError:
        raise EvaluationError(
            f"{path}: no such file. A judged set is a folder with {_WANTED}."
        ) from None
    except UnicodeDecodeError as error:
        raise _broken(
            path, number + 1, f"no UTF-8 ({error.reason})", "Save the file as UTF-8."
        ) from None
    except (OSError, EOFError, zlib.error) as error:
        raise _broken(
            path, number + 1, f"cannot be read ({error})", "Check or unpack the file again."
        ) from None


def _broken(path: Path, line: int, what: str, remedy: str) -> EvaluationError:
    return EvaluationError(f"{path}, line {line}: {what}. {remedy}")
