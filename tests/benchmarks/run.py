"""Run the whole benchmark and return its figures as plain data."""

import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from tqdm import tqdm

from matchmaker.matching.analysis import terms
from tests.benchmarks import corpus, measure
from tests.benchmarks.exactness import BruteForce, check
from tests.benchmarks.limits import limits
from tests.benchmarks.ours import Ours, OursWithPairs
from tests.benchmarks.rivals import RIVALS, version_of
from tests.benchmarks.sources import Sources

NEEDS = 500
CHECKED_NEEDS = 100
BATCH_NEEDS = 5_000
CHANGES = 200
#: The size at which batches, builds, memory and changes are measured: the largest up to this one.
REFERENCE = 100_000
#: Brute force with word pairs takes a matrix of its own, up to this size.
LARGEST_PAIRS = 10_000
_ROOT = Path(__file__).parents[2]


def run(sizes, rounds=1):
    """Measure every size; yield the figures so far, as JSON, whenever one is done."""
    reference = max([size for size in sizes if size <= REFERENCE], default=min(sizes))
    figures = {"machine": machine(), "versions": versions(), "sizes": {}}
    for size in sorted(sizes):
        with tempfile.TemporaryDirectory(prefix="matchmaker-bench-") as folder:
            measured = _measure(size, Path(folder), rounds, size == reference)
        figures["sizes"][str(size)] = measured
        yield figures


def versions():
    """Return the version of every package that is measured, None if it is not installed."""
    packages = dict.fromkeys(["numpy", "scipy", *(rival.package for rival in RIVALS)])
    return {package: version_of(package) for package in packages}


def machine():
    """Say on what was measured."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": model,
        "processors": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


def _measure(size, folder, rounds, is_reference):
    corpus.prepare(size)
    sources = Sources(folder / "engines", partial(corpus.documents, size))
    ours = [
        engine(sources, processes=len(os.sched_getaffinity(0))) for engine in (Ours, OursWithPairs)
    ]
    engines = ours + _rivals(sources, size)
    needs = corpus.needs(NEEDS)
    figures = {
        "latency": _rows(measure.latencies(engines, needs, rounds)),
        "explain_ms": measure.explanations(ours[1], needs[:CHECKED_NEEDS], corpus.document),
        "disk_bytes": {engine.name: engine.disk_bytes() / size for engine in ours},
        "exactness": _rows(_exactness(ours, sources, size, needs[:CHECKED_NEEDS])),
        "limits": _limits(sources, needs[:CHECKED_NEEDS]),
    }
    if is_reference:
        figures |= {
            "memory": _second_process(ours[1], needs),
            "batch": _rows(measure.batches(engines, corpus.needs(min(BATCH_NEEDS, size)))),
            "change_ms": measure.changes(ours[1], _fresh(size)),
        }
        del engines, ours, sources
        texts = list(corpus.documents(size))
        figures["build"] = _rows(measure.builds(texts, folder / "builds"))
    return figures


def _rivals(sources, size):
    """Build the rivals that are installed and not too slow for the size."""
    rivals = [rival for rival in RIVALS if version_of(rival.package)]
    rivals = [rival for rival in rivals if size <= getattr(rival, "largest", size)]
    progress = tqdm(rivals, desc=f"building rivals of {size:,} documents", unit=" engines")
    return [rival(sources) for rival in progress]


def _exactness(ours, sources, size, needs):
    single, pairs = ours
    model = sources.cosine
    yield check(single, BruteForce(model.vectorizer, model.counts_by_term), needs)
    if size <= LARGEST_PAIRS:
        vectorizer = CountVectorizer(analyzer=terms, dtype=np.float32)
        counts = vectorizer.fit_transform(sources.texts()).T.tocsr()
        yield check(pairs, BruteForce(vectorizer, counts), needs)


def _limits(sources, needs):
    if not version_of("numba"):
        return None
    with measure.pinned():
        return asdict(limits(sources.cosine, needs))


def _second_process(engine, needs):
    command = [sys.executable, "-m", "tests.benchmarks.reader", str(engine.folder)]
    answer = subprocess.run(
        command,
        input="\n".join(needs),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=_ROOT,
    )
    return json.loads(answer.stdout)


def _fresh(size):
    """Return documents that are not in the corpus of this size."""
    return [corpus.document(size + number) for number in range(CHANGES)]


def _rows(results):
    return [asdict(result) for result in results]
