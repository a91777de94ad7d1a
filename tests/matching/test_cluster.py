"""A Dask cluster gives the answers of one process, also when workers die."""

import os
import random
import signal
from pathlib import Path

import distributed
import pytest

from matchmaker.matching import batch, cluster
from matchmaker.matching.index import Index
from tests.matching.test_batch import glossary, written

pytestmark = pytest.mark.slow

LOOPBACK = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}


@pytest.fixture(scope="module")
def workers():
    """Two worker processes of one thread each, and their scheduler."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, **LOOPBACK) as two:
        yield two


@pytest.fixture(scope="module")
def index():
    """An index with two languages and recent changes."""
    rng = random.Random(7)
    index = Index([written(key, rng) for key in range(1000)], glossary=glossary)
    for key in range(950, 1050):
        index.put(written(key, rng))
    index.remove(100)
    return index


@pytest.fixture(scope="module")
def queries():
    """Queries of ten blocks."""
    rng = random.Random(8)
    return [written(key, rng) for key in range(10 * cluster.BLOCK)]


@pytest.fixture(scope="module")
def expected(index, queries):
    """What one process answers."""
    whole = Index.over(index.compacted(), glossary=glossary)
    return list(batch.best(whole, queries, 5))


@pytest.fixture
def only_here(workers, tmp_path, monkeypatch):
    """A folder whose name means another one to the workers: theirs is another directory."""
    monkeypatch.chdir(tmp_path)
    return Path("only-here")


def test_a_cluster_answers_as_one_process(workers, index, queries, expected, tmp_path):
    with cluster.connected(workers.scheduler_address, tmp_path) as best:
        assert list(best(index, queries, 5)) == expected

    assert list(tmp_path.iterdir()) == []


def test_workers_that_do_not_see_the_folder_are_sent_the_index(
    workers, index, queries, expected, only_here
):
    with cluster.connected(workers.scheduler_address, only_here) as best:
        assert list(best(index, queries, 5)) == expected


def test_what_a_killed_worker_was_asked_is_asked_again(workers, index, queries, expected, tmp_path):
    answers = []
    with cluster.connected(workers.scheduler_address, tmp_path) as best:
        for answer in best(index, queries, 5):
            answers.append(answer)
            if len(answers) == 2 * cluster.BLOCK:
                os.kill(workers.workers[0].pid, signal.SIGKILL)

    assert answers == expected


def test_a_cluster_without_workers_is_told_in_a_line(tmp_path):
    with distributed.LocalCluster(n_workers=0, **LOOPBACK) as nobody:
        connection = cluster.connected(nobody.scheduler_address, tmp_path)
        with pytest.raises(cluster.ClusterError, match="has no workers"), connection:
            pass
