"""A generation is whole or is not there, whatever happens to who writes it."""

import fcntl
import multiprocessing
import os
import random
import resource
import signal
import subprocess
import sys
import time
from threading import Thread

import pytest
from structlog.testing import capture_logs

from matchmaker.matching.storage import Storage
from tests.matching.generations import POSITION, index_of, written


def test_what_was_left_unfinished_is_cleared_away(storage):
    written(storage, 1)
    (storage.folder / "unfinished").mkdir()
    (storage.folder / "unfinished" / "terms.npy").write_bytes(b"half")

    written(storage, 2)

    assert len(storage.open().generation) == 2
    assert not (storage.folder / "unfinished").exists()


def test_of_two_writers_one_waits(storage):
    order = []

    def write(name):
        with storage.writing():
            order.append(f"{name} begins")
            time.sleep(0.05)
            storage.write(index_of(1).generation, name)
            order.append(f"{name} ends")

    threads = [Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    first, second = order[0][0], order[2][0]
    assert order == [f"{first} begins", f"{first} ends", f"{second} begins", f"{second} ends"]
    assert storage.open().position == second


def test_a_writer_waits_for_another_process(storage):
    hold = (
        "import sys, time; from pathlib import Path;"
        "from matchmaker.matching.storage import Storage\n"
        "with Storage(Path(sys.argv[1])).writing():\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", hold, str(storage.folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        with (storage.folder / "LOCK").open() as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

        other.kill()
        with storage.writing():
            assert other.wait() == -signal.SIGKILL


def fill_disk(folder, connection):
    """Write in a process that may make no file longer than a few bytes; tell what happened."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for limit in (1, 200, 1000, 3000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        try:
            written(Storage(folder), 500)
        except OSError:
            connection.send("full")
    connection.close()


def test_a_full_disk_leaves_the_old_one_in_use(storage):
    written(storage, 3)
    receiver, sender = multiprocessing.get_context("fork").Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(
        target=fill_disk, args=(storage.folder, sender)
    )

    process.start()
    process.join()

    assert [receiver.recv() for _ in range(4)] == ["full"] * 4
    assert len(storage.open().generation) == 3
    assert {path.name for path in storage.folder.iterdir()} == {
        "LOCK",
        "CURRENT",
        "generation-00000001",
    }


@pytest.fixture
def tiny_disk(tmp_path):
    """A file system of 400 kB; only root can mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    if os.getuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_file_system_leaves_the_old_one_in_use(tiny_disk):
    storage = Storage(tiny_disk / "need")
    old = written(storage, 100)

    with pytest.raises(OSError, match=r"requested|No space"):
        written(storage, 20_000)

    old.check_contents()
    assert len(storage.open().generation) == 100
    assert len(written(storage, 120).generation) == 120


def test_a_folder_that_cannot_be_written_to_keeps_nobody_waiting(tmp_path):
    (tmp_path / "file").write_text("")
    storage = Storage(tmp_path / "file" / "need")

    with storage.writing(), pytest.raises(NotADirectoryError):
        storage.write(index_of(1).generation, POSITION)

    assert storage.open() is None


def write_on(folder, started):
    """Write one generation after the other until somebody kills this process."""
    storage, generations = Storage(folder), [index_of(count).generation for count in range(1, 6)]
    started.send(None)
    for number in range(10**9):
        with storage.writing():
            storage.write(generations[number % 5], {"documents": number % 5 + 1})


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_a_whole_generation(storage):
    fork, delays = multiprocessing.get_context("fork"), random.Random(20261127)
    began = time.perf_counter()
    written(storage, 1, {"documents": 1})
    duration = time.perf_counter() - began
    names, longest = set(), 2 * duration

    for _ in range(60):
        receiver, sender = fork.Pipe(duplex=False)
        writer = fork.Process(target=write_on, args=(storage.folder, sender))
        writer.start()
        sender.close()
        receiver.recv()
        time.sleep(delays.uniform(0, longest))
        writer.kill()
        writer.join()

        with capture_logs() as logs:
            stored = storage.open()
        assert len(stored.generation) == stored.position["documents"]
        assert stored.folder.name == storage.current()
        assert logs == []
        if stored.folder.name in names:
            longest = min(1.3 * longest, 2)
        names.add(stored.folder.name)

    assert len(names) > 10
