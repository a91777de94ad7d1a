"""Measure rankings on questions whose good answers are known: ours, and any other's beside it.

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
from typing import Final, Literal, Protocol, TypeVar, get_args

from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index
from matchmaker.matching.judgements import EvaluationError, Grades, JudgedSet, read_set

__all__ = [
    "Engine",
    "EvaluationError",
    "JudgedSet",
    "Result",
    "System",
    "distinct_lengths",
    "evaluate",
    "ndcg_at",
    "queries_of",
    "read_set",
    "recall_at",
    "reciprocal_rank_at",
]

QueryLength = Literal["title", "short", "full"]
Item = TypeVar("Item")
Progress = Callable[[int, int], None]

OURS: Final = "ours"
DEPTH: Final = 100
_FIRST: Final = 10
_SHORT_LENGTH: Final = 600


class System(Protocol):
    """Something that ranks: the engine in one of its configurations, or a rival."""

    @property
    def name(self) -> str:
        """What the tables call it."""

    def rank(
        self, documents: Iterable[Document], queries: Iterable[Document], top: int
    ) -> Iterable[Sequence[int]]:
        """Return the keys of the ``top`` best documents for each query, best first."""


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine as ``build`` configures it, such as ``partial(Index, weights={"title": 2})``."""

    name: str = OURS
    build: Callable[[Iterable[Document]], Index] = Index

    def rank(
        self, documents: Iterable[Document], queries: Iterable[Document], top: int
    ) -> Iterator[list[int]]:
        """Build one index and ask it every query."""
        index = self.build(documents)
        for query in queries:
            yield [candidate.key for candidate in index.query(query, top)]


@dataclass(frozen=True, slots=True)
class Result:
    """How a system did on a set: means over its judged queries, and nDCG@10 query by query."""

    set: str
    system: str
    queries: int
    documents: int
    ndcg_at_10: float
    recall_at_10: float
    recall_at_100: float
    mrr_at_10: float
    seconds: float
    ndcg_by_query: Mapping[str, float]


def evaluate(
    judged: JudgedSet,
    system: System,
    length: QueryLength = "full",
    progress: Progress | None = None,
) -> Result:
    """Let ``system`` rank the documents for every query that has a relevant one; average.

    ``progress`` is called with the documents read and queries answered so far, and of all.
    """
    started = time.perf_counter()
    names, asked = list(judged.documents), _asked(judged)
    texts = queries_of(judged, length)
    total = len(names) + len(asked)
    documents = (Document(n, judged.documents[name]) for n, name in enumerate(names))
    rankings = system.rank(
        _reporting(documents, 0, total, progress),
        _reporting([texts[n] for n, _ in asked], len(names), total, progress),
        DEPTH,
    )
    figures = {
        name: _figures([names[key] for key in ranking], judged.grades[name])
        for (_, name), ranking in zip(asked, rankings, strict=True)
    }
    seconds = time.perf_counter() - started
    by_query = {name: row[0] for name, row in figures.items()}
    means = _means(list(figures.values()))
    return Result(judged.name, system.name, len(asked), len(names), *means, seconds, by_query)


def queries_of(judged: JudgedSet, length: QueryLength) -> list[Document]:
    """Return all queries of a set, cut to a length, with their positions in it for keys."""
    return [
        Document(n, query_fields(judged, name, length)) for n, name in enumerate(judged.queries)
    ]


def distinct_lengths(judged: JudgedSet) -> list[QueryLength]:
    """Return the lengths at which the queries of a set differ, the shortest first."""
    found: dict[tuple[str, ...], QueryLength] = {}
    lengths: Sequence[QueryLength] = get_args(QueryLength)
    for length in reversed(lengths):
        texts = (" ".join(filter(None, q.fields.values())) for q in queries_of(judged, length))
        found.setdefault(tuple(texts), length)
    return list(found.values())[::-1]


def _asked(judged: JudgedSet) -> list[tuple[int, str]]:
    """Return the positions and names of the queries that have a relevant document."""
    return [(n, q) for n, q in enumerate(judged.queries) if any(judged.grades.get(q, {}).values())]


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


def _figures(ranking: Sequence[str], grades: Grades) -> tuple[float, float, float, float]:
    return (
        ndcg_at(ranking, grades, _FIRST),
        recall_at(ranking, grades, _FIRST),
        recall_at(ranking, grades, DEPTH),
        reciprocal_rank_at(ranking, grades, _FIRST),
    )


def _means(
    figures: Sequence[tuple[float, float, float, float]],
) -> tuple[float, float, float, float]:
    many = max(len(figures), 1)
    ndcg, first, recall, rank = (math.fsum(row[i] for row in figures) / many for i in range(4))
    return ndcg, first, recall, rank
