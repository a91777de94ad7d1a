"""How good the proposals are, measured on judged pairs."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from matchmaker.matching.baselines import BASELINES
from matchmaker.matching.evaluation import (
    Engine,
    EvaluationError,
    JudgedSet,
    Progress,
    QueryLength,
    Result,
    System,
    evaluate,
    read_set,
)
from matchmaker.matching.index import Index
from matchmaker.matching.significance import Comparison, compare
from matchmaker.services.engine import posting_texts, search_index

JUDGEMENTS: Final = "judgements.csv"


class JudgedPostings(JudgedSet):
    """Postings of both sides, whose fields count as they do on the platform."""


@dataclass(frozen=True, slots=True)
class Report:
    """Our result on a set, the baselines' beside it, and the baselines that are not installed."""

    ours: Result
    baselines: Sequence[tuple[Result, Comparison]]
    missing: Sequence[str]


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


def read(folder: Path) -> JudgedSet:
    """Read a folder: postings with ``judgements.csv``, or one laid out as BEIR.

    Raises :class:`EvaluationError` where it cannot be read.
    """
    return read_postings(folder) if (folder / JUDGEMENTS).exists() else read_set(folder)


def measure(judged: JudgedSet, length: QueryLength, progress: Progress | None = None) -> Report:
    """Measure our ranking and, on the same texts, every installed baseline's.

    Postings are ranked as the platform proposes them; other sets measure the engine alone.
    """
    rivals = [each for each in BASELINES if each.is_installed]
    systems: list[System] = [_ours(judged), *rivals]
    ours, *others = (
        evaluate(judged, system, length, progress and _shared(progress, turn, len(systems)))
        for turn, system in enumerate(systems)
    )
    return Report(
        ours,
        [(other, compare(ours, other)) for other in others],
        [each.name for each in BASELINES if each not in rivals],
    )


def _ours(judged: JudgedSet) -> System:
    if isinstance(judged, JudgedPostings):
        weights, asking = search_index.WEIGHTS, search_index.ASKING
        return Engine(
            build=partial(Index, weights=weights, asking=asking, glossary=search_index.glossary)
        )
    return Engine(build=partial(Index, glossary=search_index.glossary))


def _shared(progress: Progress, turn: int, turns: int) -> Progress:
    """Report one turn of several, all of the same length, as part of the whole."""
    return lambda done, total: progress(turn * total + done, turns * total)


def read_postings(folder: Path) -> JudgedPostings:
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
    return JudgedPostings(folder.resolve().name, documents, needs, grades)


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
