"""How good the proposals are, measured on judged pairs."""

import csv
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from matchmaker.matching.documents import Document
from matchmaker.matching.evaluation import (
    DEPTH,
    EvaluationError,
    JudgedSet,
    QueryLength,
    Result,
    evaluate,
    ndcg_at,
    query_fields,
    read_set,
    recall_at,
    reciprocal_rank_at,
)
from matchmaker.services import posting_texts, search_index
from matchmaker.services.search_index import Generation

Progress = Callable[[int, int], None]

JUDGEMENTS: Final = "judgements.csv"
_FIRST: Final = 10


def judged_folders(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Sort ``paths`` into folders that can be measured and paths that hold no judged set.

    A folder of folders stands for the judged sets directly in it.
    """
    judged, others = [], []
    for path in paths:
        inside = [path] if _is_judged(path) else sorted(filter(_is_judged, path.glob("*/")))
        judged.extend(inside)
        others.extend([] if inside else [path])
    return judged, others


def _is_judged(path: Path) -> bool:
    return (path / JUDGEMENTS).exists() or (path / "queries.jsonl").exists()


def measure(folder: Path, queries: QueryLength, progress: Progress | None = None) -> Result:
    """Measure the ranking on a folder: postings with ``judgements.csv``, or one laid out as BEIR.

    The postings are ranked as the platform proposes them, both directions together; a BEIR folder
    measures the engine alone. Raises :class:`EvaluationError` where the folder cannot be read.
    """
    if (folder / JUDGEMENTS).exists():
        return _measure_postings(read_postings(folder), queries, progress)
    return evaluate(read_set(folder), queries, progress)


def read_postings(folder: Path) -> JudgedSet:
    """Read ``technologies.csv``, ``needs.csv``, their indicators and the judgements of a folder."""
    promises = _indicators(folder / "benefits.csv", "technology")
    wishes = _indicators(folder / "requirements.csv", "need")
    documents = _documents(folder / "technologies.csv", "technology", promises)
    needs = _documents(folder / "needs.csv", "need", wishes)
    grades: dict[str, dict[str, int]] = {}
    path = folder / JUDGEMENTS
    for line, row in _rows(path, ("need", "technology", "grade")):
        if row["need"] not in needs or row["technology"] not in documents:
            raise EvaluationError(
                f"{path}, line {line}: {row['need']!r} or {row['technology']!r} is not in the "
                "files beside it. Correct the key, or remove the line."
            )
        grades.setdefault(row["need"], {})[row["technology"]] = _grade(path, line, row["grade"])
    return JudgedSet(folder.resolve().name, documents, needs, grades)


def _documents(
    path: Path, side: str, indicators: Mapping[str, Sequence[str]]
) -> dict[str, Mapping[str, str]]:
    return {
        row["key"]: posting_texts.fields(side, row, indicators.get(row["key"], ()))
        for _line, row in _rows(path, ("key", "title_vi"))
    }


def _indicators(path: Path, owner: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if path.exists():
        for _line, row in _rows(path, (owner, "indicator")):
            found.setdefault(row[owner], []).append(row["indicator"])
    return found


def _rows(path: Path, wanted: Sequence[str]) -> Iterable[tuple[int, dict[str, str]]]:
    """Yield the numbered rows of a CSV file that has the columns ``wanted``."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            missing = set(wanted) - set(reader.fieldnames or ())
            if missing:
                raise EvaluationError(
                    f"{path}: no column {', '.join(sorted(missing))}. Name it in the first line."
                )
            for row in reader:
                yield (
                    reader.line_num,
                    {name: row.get(name) or "" for name in reader.fieldnames or ()},
                )
    except FileNotFoundError:
        raise EvaluationError(f"{path}: no such file. {JUDGEMENTS} needs it beside it.") from None
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise EvaluationError(f"{path}: cannot be read ({error}). Save it as UTF-8 CSV.") from None


def _grade(path: Path, line: int, written: str) -> int:
    if written.isascii() and written.isdecimal():
        return int(written)
    raise EvaluationError(
        f"{path}, line {line}: grade {written!r} is no whole number from 0. Write 0, 1, 2 or 3."
    )


def _measure_postings(judged: JudgedSet, length: QueryLength, progress: Progress | None) -> Result:
    """Rank every judged need's technologies as :mod:`matchmaker.services.proposals` does."""
    started = time.perf_counter()
    names, keys = list(judged.documents), list(judged.queries)
    technologies = _generation(judged.documents.values())
    needs = _generation(query_fields(judged, key, length) for key in keys)
    asked = [n for n, key in enumerate(keys) if any(judged.grades.get(key, {}).values())]
    figures = []
    for done, n in enumerate(asked, 1):
        found = search_index.counterparts(
            needs.documents[n], needs, technologies, also=range(len(names))
        )
        ranking = [names[each.key] for each in found[:DEPTH]]
        figures.append(_figures(ranking, judged.grades[keys[n]]))
        if progress:
            progress(done, len(asked))
    ndcg, recall, rank = (
        math.fsum(figure[i] for figure in figures) / max(len(figures), 1) for i in range(3)
    )
    seconds = time.perf_counter() - started
    return Result(judged.name, len(asked), len(names), ndcg, recall, rank, seconds)


def _generation(texts: Iterable[Mapping[str, str]]) -> Generation:
    return search_index.generation({n: Document(n, fields) for n, fields in enumerate(texts)})


def _figures(ranking: Sequence[str], grades: Mapping[str, int]) -> tuple[float, float, float]:
    return (
        ndcg_at(ranking, grades, _FIRST),
        recall_at(ranking, grades, DEPTH),
        reciprocal_rank_at(ranking, grades, _FIRST),
    )
