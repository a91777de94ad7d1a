"""The batch on a Dask cluster: the same answers as in one process.

The queries are cut into blocks; the index is not cut, since every part of it would cost each query
its fixed time again. Where all workers see the client's folder they map one copy a machine;
elsewhere the arrays are sent to each of them once. After that only texts travel there, and keys and
scores back. A worker that joins late gets the index first, and what one that dies was asked is
asked again.
"""

import asyncio
import shutil
import uuid
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from matchmaker.matching import batch
from matchmaker.matching.batch import Answers, Best
from matchmaker.matching.documents import Document
from matchmaker.matching.generation import Generation
from matchmaker.matching.index import Candidate, Index
from matchmaker.matching.postings import Integers, chunks
from matchmaker.matching.storage import Storage
from matchmaker.matching.translation import Glossary
from matchmaker.matching.weighting import Doubles

#: Queries of one task: a quarter of a second among a million documents.
BLOCK: Final = 250
#: Tasks that are sent ahead for every thread of the cluster.
AHEAD: Final = 3
#: How often a task is tried again that failed.
RETRIES: Final = 5
#: Seconds until a scheduler has to answer.
PATIENCE: Final = 5

Packed = tuple[Integers, Doubles, Integers]


class ClusterError(Exception):
    """The cluster cannot be used: says why and what to do, in one line."""


@contextmanager
def connected(address: str, folder: Path) -> Iterator[Best]:
    """Yield what does ``batch.best`` on the cluster whose scheduler listens at ``address``.

    Copies of the indexes lie in ``folder`` while they are in use.
    """
    client = _client(address)
    from distributed import KilledWorker

    try:
        yield partial(_best, client, folder)
    except Exception as error:
        if client.status == "running" and not isinstance(error, KilledWorker):
            raise
        raise ClusterError(
            f"The cluster at {address} was lost. What is stored stays; run the command again."
        ) from error
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        import distributed
    except ImportError:
        raise ClusterError(
            "A Dask cluster takes one more package: pip install 'matchmaker[cluster]'"
        ) from None
    open_client: Any = distributed.Client
    try:
        asyncio.run(_knock(address))
        client = open_client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError):
        raise ClusterError(
            f"No Dask scheduler answers at {address}. Start `dask scheduler`; it says its address."
        ) from None
    if not client.nthreads():
        client.close()
        raise ClusterError(
            f"The cluster at {address} has no workers. Start `dask worker {address} --nthreads 1`."
        )
    return client


async def _knock(address: str) -> None:
    """Connect and leave: a client that finds nobody goes on trying, and complains at the end."""
    from distributed.comm import core

    connect: Any = core.connect
    async with asyncio.timeout(PATIENCE):
        await (await connect(address)).close()


def _best(
    client: Any, folder: Path, index: Index, queries: Iterable[Document], top: int = 10
) -> Answers:
    """Yield the answers in the order of the queries; a few blocks are on their way at a time."""
    waiting: deque[tuple[list[int], Any]] = deque()
    with _held_by_all(client, folder, index) as name:
        for block in chunks(queries, BLOCK):
            task = client.submit(_answers, name, block, top, retries=RETRIES, pure=False)
            waiting.append(([document.key for document in block], task))
            while len(waiting) > AHEAD * sum(client.nthreads().values()):
                yield from _received(*waiting.popleft())
        while waiting:
            yield from _received(*waiting.popleft())


def _received(keys: list[int], task: Any) -> Answers:
    """Wait for the answers to a block and unpack them."""
    found, scores, ends = task.result()
    candidates = [Candidate(*pair) for pair in zip(found.tolist(), scores.tolist(), strict=True)]
    for key, (start, end) in zip(keys, pairwise([0, *ends.tolist()]), strict=True):
        yield key, candidates[start:end]


@contextmanager
def _held_by_all(client: Any, folder: Path, index: Index) -> Iterator[str]:
    """Let every worker hold the index as it is now, under the name that is given."""
    name = uuid.uuid4().hex
    generation = index.compacted() if index.changes else index.generation
    copy = Storage(folder / name)
    with ExitStack() as opened:
        opened.callback(shutil.rmtree, copy.folder, ignore_errors=True)
        with copy.writing():
            copy.write(generation, None)
        source = copy if _all_see(client, copy) else generation
        client.register_plugin(_plugin(name, _Shared.of(index, source)), name)
        opened.callback(client.unregister_worker_plugin, name)
        yield name


def _all_see(client: Any, storage: Storage) -> bool:
    try:
        return all(client.run(_is_there, storage).values())
    except ModuleNotFoundError as error:
        raise ClusterError(f"A worker cannot take part: {error}. Install what runs here.") from None


@dataclass(frozen=True, slots=True)
class _Shared:
    """What a worker makes its index of: the arrays, or where they are stored, and the settings."""

    source: Generation | Storage
    weights: Mapping[str, float]
    asking: Mapping[str, float]
    pairs: bool
    glossary: Glossary | None

    @classmethod
    def of(cls, index: Index, source: Generation | Storage) -> "_Shared":
        """Share the settings of ``index``."""
        glossary = Glossary(index.glossary().entries) if index.glossary else None
        return cls(source, index.weights, index.asking, index.pairs, glossary)

    def index(self) -> Index:
        """Make the index; on a worker."""
        glossary = self.glossary
        return Index.over(
            self._generation(),
            self.weights,
            self.asking,
            pairs=self.pairs,
            glossary=(lambda: glossary) if glossary else None,
        )

    def _generation(self) -> Generation:
        if isinstance(self.source, Generation):
            return self.source
        stored = self.source.open()
        if stored is None:
            raise ClusterError(f"A worker does not see {self.source.folder}.")
        return stored.generation


def _plugin(name: str, shared: _Shared) -> Any:
    """Return what gives a worker the index before its first task."""
    from distributed import WorkerPlugin

    class Holding(WorkerPlugin):
        def setup(self, worker: Any) -> None:
            _hold(name, shared)

        def teardown(self, worker: Any) -> None:
            _drop(name)

    return Holding()


_held: Final[dict[str, Index]] = {}


def _is_there(storage: Storage) -> bool:
    return storage.current() != ""


def _hold(name: str, shared: _Shared) -> None:
    _held[name] = shared.index()


def _drop(name: str) -> None:
    _held.pop(name, None)


def _answers(name: str, queries: Sequence[Document], top: int) -> Packed:
    """Answer on a worker: keys and scores one after another, and where those of each query end."""
    found = [candidates for _, candidates in batch.best(_held[name], queries, top)]
    flat = [candidate for candidates in found for candidate in candidates]
    return (
        np.fromiter((each.key for each in flat), np.int64, len(flat)),
        np.fromiter((each.score for each in flat), np.float64, len(flat)),
        np.cumsum([len(candidates) for candidates in found]),
    )
