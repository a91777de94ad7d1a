"""Measure a block of a large batch on postings like the platform's own, for `docs/scaling.md`.

`python -m tests.benchmarks.scaling --documents 100000 --side need --workers 2`. A document takes
each of its fields from another posting of the seed data, so that lengths, languages and common
words are those of real postings. Rare words are less rare than in real life, which makes posting
lists longer: the figures are on the safe side.
"""

import random
import resource
import tempfile
import time
from pathlib import Path

import click
import numpy as np
from tqdm import tqdm

from matchmaker.config import SEED_DATA
from matchmaker.matching import batch, cluster, ranking
from matchmaker.matching.documents import Document
from matchmaker.matching.generation import ARRAYS
from matchmaker.matching.index import Index
from matchmaker.services.engine import evaluation, search_index
from tests.benchmarks.measure import pinned

TOP = 60


def recombined(postings, count, seed):
    """Yield documents, each field from another of the ``postings``."""
    rng = random.Random(seed)
    names = sorted({name for fields in postings for name in fields})
    for key in range(count):
        donors = rng.choices(postings, k=len(names))
        fields = {n: d[n] for n, d in zip(names, donors, strict=True) if n in d}
        yield Document(key, fields)


def _costs(index, queries):
    """Return seconds of processor time for all queries, on one processor."""
    with pinned():
        _exhaust(batch.best(index, queries[: batch.BLOCK], TOP))
        start = time.process_time()
        _exhaust(batch.best(index, queries, TOP))
        return time.process_time() - start


def _wall_of_cluster(index, queries, workers):
    """Return seconds by the clock with worker processes on this machine; starting them is free."""
    from distributed import LocalCluster

    with (
        LocalCluster(workers, threads_per_worker=1, dashboard_address="127.0.0.1:0") as local,
        tempfile.TemporaryDirectory() as folder,
        cluster.connected(local.scheduler_address, Path(folder)) as best,
    ):
        start = time.perf_counter()
        _exhaust(best(index, queries, TOP))
        return time.perf_counter() - start


def _milliseconds_repeated(index, query, times):
    """Return ms to add up the lists of a query, and ns a posting, in a collection repeated."""
    generation, asked = index.generation, index.ask(index.read(query))
    known = np.flatnonzero(asked.rows >= 0)
    rows, needs = asked.rows[known], asked.needs[known].astype(np.float32)
    sizes = np.diff(generation.starts)[rows]
    ends = np.cumsum(sizes * times)
    documents, held = np.empty(ends[-1], np.int32), np.empty(ends[-1], np.float32)
    for row, size, end in zip(rows, sizes, ends, strict=True):
        here = slice(generation.starts[row], generation.starts[row + 1])
        copies = np.arange(times, dtype=np.int32)[:, None] * len(generation)
        documents[end - size * times : end] = (generation.documents[here] + copies).ravel()
        held[end - size * times : end] = np.tile(generation.held[here], times)
    scores, starts = np.zeros(len(generation) * times, np.float32), np.append(0, ends)
    start = time.process_time()
    ranking.accumulate(scores, np.arange(len(rows)), needs, starts, (documents, held))
    seconds = time.process_time() - start
    return seconds * 1e3, seconds * 1e9 / len(documents)


def _exhaust(answers):
    for _ in answers:
        pass


def _postings_of(index, query):
    rows = index.ask(index.read(query)).rows
    rows = rows[rows >= 0]
    return int(np.diff(index.generation.starts)[rows].sum())


def _bytes_of(document):
    return sum(len(text.encode()) for text in document.fields.values())


@click.command()
@click.option("--documents", default=100_000)
@click.option("--queries", "asked", default=1_000)
@click.option("--side", type=click.Choice(["need", "technology"]), default="need", help="Who asks.")
@click.option("--repeated", default=0, help="Also add up lists of so many times the documents.")
@click.option("--workers", default=0, help="Also ask a Dask cluster of so many processes.")
def main(documents, asked, side, repeated, workers):
    """Measure one block and print what `docs/scaling.md` calculates with."""
    judged = evaluation.read(SEED_DATA)
    technologies, needs = (list(each.values()) for each in (judged.documents, judged.queries))
    held, asking = (technologies, needs) if side == "need" else (needs, technologies)
    queries = list(recombined(asking, asked, 2))
    before, start = _peak(), time.process_time()
    index = Index(
        tqdm(recombined(held, documents, 1), total=documents, desc="building", unit=" documents"),
        search_index.WEIGHTS,
        search_index.ASKING,
    )
    built, peak = time.process_time() - start, _peak() - before
    generation = index.generation
    lists = generation.documents.nbytes + generation.held.nbytes
    seconds = _costs(index, queries)
    postings = np.mean([_postings_of(index, query) for query in queries[:100]])
    report = {
        "documents": documents,
        "built, documents/s of one processor": documents / built,
        "at most in memory meanwhile, bytes a document": peak / documents,
        "all arrays, bytes a document": _size(generation) / documents,
        "of that posting lists": lists / documents,
        "text of a query, bytes": np.mean([_bytes_of(query) for query in queries]),
        "answer to a query, bytes": TOP * 16 + 8,
        "postings of the terms of a query": postings,
        "CPU, ms a query": seconds / asked * 1e3,
        "CPU, ns a posting": seconds / asked / postings * 1e9,
    }
    if repeated:
        found = [_milliseconds_repeated(index, query, repeated) for query in queries[:3]]
        ms, ns = np.median(found, axis=0)
        report[f"the loop alone, {repeated} times the documents: ms"] = ms
        report["the same, ns a posting"] = ns
    if workers:
        wall = _wall_of_cluster(index, queries, workers)
        report[f"cluster of {workers} processes, queries/s by the clock"] = asked / wall
    for name, value in report.items():
        click.echo(f"{name:55} {value:14,.2f}")


def _peak():
    """Return the most memory this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _size(generation):
    return sum(getattr(generation, name).nbytes for name in ARRAYS)


if __name__ == "__main__":
    main()
