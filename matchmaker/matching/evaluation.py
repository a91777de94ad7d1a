"""Measure the ranking on questions whose good answers are known.

    DCG@k    = Σ over ranks i = 1..k of (2^grade(i) - 1) / log₂(i + 1)
    nDCG@k   = DCG@k / the DCG@k of the best possible order
    recall@k = the relevant documents among the first k / all relevant documents
    RR@k     = 1 / the rank of the first relevant document, 0 if it is not among the first k

A document is relevant from grade 1 on. Sources: K. Järvelin, J. Kekäläinen, ACM TOIS 20(4), 2002,
with the gain of C. Burges et al., ICML 2005.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index
from matchmaker.matching.judgements import EvaluationError, Grades, JudgedSet, read_set

__all__ = [
    "EvaluationError",
    "JudgedSet",
    "Result",
    "evaluate",
    "ndcg_at",
    "read_set",
    "recall_at",
    "reciprocal_rank_at",
]

QueryLength = Literal["full", "short", "title"]
Item = TypeVar("Item")
Progress = Callable[[int, int], None]

DEPTH = 100
_FIRST = 10
_SHORT_LENGTH = 600


@dataclass(frozen=True, slots=True)
class Result:
    """The means over the judged queries of a set, and the seconds of building and asking."""

    set: str
    queries: int
    documents: int
    ndcg_at_10: float
    recall_at_100: float
    mrr_at_10: float
    seconds: float


def evaluate(
    judged: JudgedSet, queries: QueryLength = "full", progress: Progress | None = None
) -> Result:
    """Rank the documents for every query that has a relevant one, and average the figures.

    ``progress`` is called with the documents read and queries answered so far, and of all.
    """
    started = time.perf_counter()
    names = list(judged.documents)
    asked = [name for name in judged.queries if any(judged.grades.get(name, {}).values())]
    total = len(names) + len(asked)
    documents = (Document(n, judged.documents[name]) for n, name in enumerate(names))
    index = Index(_reporting(documents, 0, total, progress))
    figures = []
    for name in _reporting(asked, len(names), total, progress):
        query = Document(0, query_fields(judged, name, queries))
        ranking = [names[candidate.key] for candidate in index.query(query, DEPTH)]
        figures.append(_figures(ranking, judged.grades[name]))
    seconds = time.perf_counter() - started
    return Result(judged.name, len(asked), len(names), *_means(figures), seconds)


def _reporting(
    items: Iterable[Item], before: int, total: int, progress: Progress | None
) -> Iterator[Item]:
    """Hand the items on, and say after each how many are done."""
    for done, item in enumerate(items, before + 1):
        yield item
        if progress:
            progress(done, total)


def query_fields(judged: JudgedSet, query: str, length: QueryLength) -> Mapping[str, str]:
    """Return the fields of a query, cut to a length; one without a title stays as it is.

    "title" is the title alone; "short" the title and the short form, or the first 600 characters of
    the other fields together.
    """
    fields = judged.queries[query]
    title = fields.get("title", "").strip()
    rest = "\n".join(text for name, text in fields.items() if name != "title" and text)
    if length == "full" or (length == "title" and not title):
        return fields
    if length == "title":
        return {"title": title}
    return {"title": title, "description": judged.shorts.get(query, rest[:_SHORT_LENGTH])}


def ndcg_at(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """Return nDCG@k of a ranking; 0 if nothing is relevant.

    >>> round(ndcg_at(["b", "a"], {"a": 1}, 10), 3)
    0.631
    """
    best = _dcg(sorted(grades.values(), reverse=True)[:k])
    return _dcg([grades.get(name, 0) for name in ranking[:k]]) / best if best else 0.0


def recall_at(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """Return which part of the relevant documents is among the first ``k``.

    >>> recall_at(["b", "a"], {"a": 1, "c": 2}, 10)
    0.5
    """
    relevant = {name for name, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank_at(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """Return one over the rank of the first relevant document, 0 beyond ``k``.

    >>> reciprocal_rank_at(["b", "a"], {"a": 1}, 10)
    0.5
    """
    ranks = (rank for rank, name in enumerate(ranking[:k], 1) if grades.get(name, 0) > 0)
    return 1 / next(ranks, math.inf)


def _dcg(grades: Sequence[int]) -> float:
    return math.fsum(
        (2 ** max(grade, 0) - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1)
    )


def _figures(ranking: Sequence[str], grades: Grades) -> tuple[float, float, float]:
    return (
        ndcg_at(ranking, grades, _FIRST),
        recall_at(ranking, grades, DEPTH),
        reciprocal_rank_at(ranking, grades, _FIRST),
    )


def _means(figures: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    ndcgs, recalls, ranks = (math.fsum(row[i] for row in figures) for i in range(3))
    many = max(len(figures), 1)
    return ndcgs / many, recalls / many, ranks / many
