"""Measure the engines against one another: one processor, one thread, one corpus, in turns."""

import gc
import os
import resource
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import numpy as np
from joblib.externals.loky import get_reusable_executor
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from matchmaker.matching.analysis import analyse
from matchmaker.matching.documents import Document
from tests.benchmarks.ours import Ours, OursWithPairs, write

#: Seconds an engine may take over all its needs; a slow one gets fewer of them.
BUDGET = 20.0
FEWEST = 10
#: Below this many answers the 99th percentile is the maximum, and is not given.
ENOUGH_FOR_P99 = 100
#: Needs that an engine is asked without the others in between.
ALONE = 200
#: Documents for the builds that take a millisecond each.
SLOW_BUILD = 20_000


@dataclass(frozen=True)
class Latency:
    """What one answer costs, in milliseconds of processor time and of the clock."""

    engine: str
    answers: int
    cpu_p50: float
    cpu_p99: float | None
    cpu_min: float
    wall_p50: float
    wall_p99: float | None
    alone_cpu_p50: float


@dataclass(frozen=True)
class Rate:
    """How many items a second, by the clock and by seconds of processor time."""

    engine: str
    items: int
    wall_seconds: float
    cpu_seconds: float


@contextmanager
def pinned():
    """Keep this process, and every library in it, on one processor and one thread."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    # What the engines keep is no garbage: without it the collector would stop whoever runs next.
    gc.collect()
    gc.freeze()
    try:
        with threadpool_limits(1):
            yield
    finally:
        gc.unfreeze()
        os.sched_setaffinity(0, allowed)


def latencies(engines, needs, rounds=1):
    """Ask every engine every need in turn, in another order each time; then each engine alone.

    In turns each finds the processor's caches full of the others' data, as in a busy server; and
    no engine always comes after the same one.
    """
    orders = np.random.default_rng(0)
    samples = [[] for _ in engines]
    with pinned():
        steps = [_step(engine, needs, rounds) for engine in engines]
        asked = [need for _ in range(rounds) for need in needs]
        for number, need in enumerate(tqdm(asked, desc="needs", unit=" needs")):
            for turn in orders.permutation(len(engines)):
                if number % steps[turn] == 0:
                    samples[turn].append(_cost(engines[turn], need))
        alone = [
            [_cost(engine, need) for need in needs[:ALONE:step]]
            for engine, step in zip(engines, steps, strict=True)
        ]
    return [_summary(*each) for each in zip(engines, samples, alone, strict=True)]


def _step(engine, needs, rounds):
    """Warm an engine up and say which part of the needs it has the time for: every n-th."""
    costs = [_cost(engine, need)[1] for need in needs[:3]]
    affordable = max(BUDGET * 1000 / min(costs), FEWEST)
    return max(1, int(len(needs) * rounds / affordable))


def _cost(engine, need):
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    engine.query(need)
    return (time.process_time_ns() - cpu) / 1e6, (time.perf_counter_ns() - wall) / 1e6


def _summary(engine, samples, alone):
    (cpu, wall), own = np.array(samples).T, np.array(alone)[:, 0]
    p99 = [float(np.percentile(s, 99)) if len(s) >= ENOUGH_FOR_P99 else None for s in (cpu, wall)]
    cpu_p50, wall_p50, own_p50 = (float(np.median(s)) for s in (cpu, wall, own))
    return Latency(
        engine.name, len(cpu), cpu_p50, p99[0], float(cpu.min()), wall_p50, p99[1], own_p50
    )


def batches(engines, needs):
    """Answer all needs with every engine that can take many at once."""
    able = [engine for engine in engines if getattr(engine, "batch", None)]
    with pinned():
        for engine in able:
            _batch(engine, needs[:16])
        return [
            _rate(engine.name, len(needs), partial(_batch, engine, needs))
            for engine in tqdm(able, desc="batches", unit=" engines")
        ]


def _batch(engine, needs):
    for _ in engine.batch(needs):
        pass


def builds(texts, folder):
    """Build from texts in memory, beside scikit-learn with its own analysis and with ours."""
    some, built = texts[:SLOW_BUILD], {}
    jobs = {
        "scikit-learn fit_transform, words": (texts, _fit),
        "ours, single words": (texts, Ours.build),
        "ours, single words, 2 processes": (texts, partial(Ours.build, processes=2)),
        "scikit-learn fit_transform, words and pairs": (some, partial(_fit, ngram_range=(1, 2))),
        "scikit-learn fit_transform, our analysis": (some, partial(_fit, analyzer=_terms)),
        "ours, with word pairs": (texts, lambda t: built.update(index=OursWithPairs.build(t))),
        "ours, with word pairs, 2 processes": (texts, partial(OursWithPairs.build, processes=2)),
        "ours, with word pairs: writing it": (texts, lambda _: write(built["index"], folder)),
    }
    return [
        _rate(name, len(read), partial(job, read))
        for name, (read, job) in tqdm(jobs.items(), desc="builds", unit=" builds")
    ]


def _fit(texts, **settings):
    TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **settings).fit_transform(texts)


def _terms(text):
    """Return the terms that our engine counts, as its numbers: writing them out takes longer."""
    return [term for stream in analyse([text]).streams for term in stream[stream > 0].tolist()]


def _rate(name, items, job):
    gc.collect()
    wall, cpu = time.perf_counter(), _cpu_seconds()
    job()
    wall = time.perf_counter() - wall
    return Rate(name, items, wall, _cpu_seconds() - cpu)


def _cpu_seconds():
    """Return the processor time of this process and of its children, which end first to count."""
    get_reusable_executor().shutdown(wait=True)
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def explanations(engine, needs, text_of):
    """Return what explaining ten results costs beyond finding them, in milliseconds of CPU.

    The texts are at hand: reading the corpus would empty the caches. Each need is asked first, as
    in use.
    """
    texts = [[Document(key, {"": text_of(key)}) for key in engine.query(need)[0]] for need in needs]
    costs = []
    with pinned():
        for need, found in zip(needs, texts, strict=True):
            engine.query(need)
            start = time.process_time_ns()
            engine.index.explain_all(need, found)
            costs.append((time.process_time_ns() - start) / 1e6)
    return float(np.median(costs))


def changes(engine, texts):
    """Put new documents one by one; return the ms until its own text finds each (CPU median)."""
    costs = []
    with pinned():
        for number, text in enumerate(texts):
            document = Document(10**9 + number, {"": text})
            start = time.process_time_ns()
            engine.index.put(document)
            found = engine.index.query(document, top=1)
            costs.append((time.process_time_ns() - start) / 1e6)
            if not found or found[0].key != document.key:
                raise AssertionError(f"{document.key} does not find itself first: {found}")
        for number in range(len(texts)):
            engine.index.remove(10**9 + number)
    return float(np.median(costs))
