"""A generation on disk is whole or is not there, whatever happens to its files and its writers."""

import fcntl
import multiprocessing
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from structlog.testing import capture_logs

from matchmaker.matching.documents import Document
from matchmaker.matching.generation import ARRAYS
from matchmaker.matching.index import Index
from matchmaker.matching.storage import Damaged, Removed, Storage

FILES = [*(f"{name}.npy" for name in ARRAYS), "meta"]
POSITION = {"rows": [[1, "need", 7, "2026-11-27T08:00:00"]], "horizon": 3}


def index_of(count, word="mít"):
    return Index(Document(n, {"title": f"máy sấy {word} {n}"}) for n in range(count))


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "need")


def written(storage, count, position=POSITION):
    with storage.writing():
        return storage.write(index_of(count).generation, position)


def garble(path):
    """Change a byte in the middle, and nothing that a look at the folder would show."""
    before = path.stat()
    contents = bytearray(path.read_bytes())
    contents[len(contents) // 2] ^= 0x10
    path.write_bytes(contents)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


DAMAGES = {
    "removed": Path.unlink,
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "emptied": lambda path: os.truncate(path, 0),
    "garbled": garble,
}


def test_a_folder_that_is_not_there_holds_nothing(storage):
    assert (storage.current(), storage.open()) == ("", None)


@pytest.mark.parametrize("count", [0, 1, 200])
def test_what_was_written_is_opened(storage, count):
    written(storage, count)

    stored = storage.open()

    assert stored.position == POSITION
    for name in ARRAYS:
        expected = getattr(index_of(count).generation, name)
        found = getattr(stored.generation, name)
        assert (found == expected).all()
        assert (found.dtype, found.shape) == (expected.dtype, expected.shape)


def test_an_opened_generation_is_mapped_and_not_copied(storage):
    written(storage, 5)

    for name in ARRAYS:
        array = getattr(storage.open().generation, name)
        assert isinstance(array.base, np.memmap)
        assert not array.flags.writeable


def test_an_index_over_an_opened_generation_answers_the_same(storage):
    written(storage, 200)
    index, query = Index.over(storage.open().generation), Document(0, {"title": "may say mit 17"})

    assert index.query(query, 300) == index_of(200).query(query, 300) != []


def test_an_opened_index_can_go_on_changing(storage):
    written(storage, 200)
    index = Index.over(storage.open().generation)

    index.put(Document(3, {"title": "bơm nước"}))
    index.remove(4)

    assert len(index) == 199
    assert [found.key for found in index.query("bơm nước")] == [3]
    assert len(index.compacted()) == 199


def test_the_one_before_is_kept_and_older_ones_are_not(storage):
    for count in (1, 2, 3, 4):
        written(storage, count)

    assert storage.current() == "generation-00000004"
    assert sorted(path.name for path in storage.folder.glob("generation-*")) == [
        "generation-00000003",
        "generation-00000004",
    ]


def test_whoever_reads_an_old_generation_can_go_on(storage):
    old = Index.over(written(storage, 50).generation)

    for count in (1, 2, 3):
        written(storage, count)

    assert len(old.query("máy sấy", 100)) == 50


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_noticed_and_the_one_before_serves(storage, name, damage):
    written(storage, 1)
    present = written(storage, 2).folder

    DAMAGES[damage](present / name)

    with capture_logs() as logs:
        stored = storage.open()
    assert stored.folder.name == "generation-00000001"
    assert [(log["event"], log["log_level"]) for log in logs] == [("index damaged", "error")]
    assert name in logs[0]["what"]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_damage_to_what_is_open_is_noticed_when_it_is_checked(storage, name, damage):
    stored = written(storage, 20)
    stored.check_contents()

    DAMAGES[damage](stored.folder / name)

    with pytest.raises(Removed if damage == "removed" else Damaged, match=name):
        stored.check_contents()


@pytest.mark.parametrize("damage", ["removed", "cut", "emptied"])
@pytest.mark.parametrize("name", FILES)
def test_what_a_look_at_the_folder_can_show_is_noticed_at_once(storage, name, damage):
    stored = written(storage, 20)
    stored.check()

    DAMAGES[damage](stored.folder / name)

    with pytest.raises(Damaged, match=name):
        stored.check()


def test_writing_into_a_file_is_noticed_at_once(storage):
    stored = written(storage, 20)

    with (stored.folder / "held.npy").open("r+b") as file:
        file.seek(200)
        file.write(b"xyz")

    with pytest.raises(Damaged, match="held"):
        stored.check()


@pytest.mark.parametrize(
    "contents", [b"", b"\xff\xfe", b"generation-7", b"../..", b"a\x00b", b"\n"]
)
def test_where_the_name_of_the_present_one_is_garbled_the_newest_is_opened(storage, contents):
    written(storage, 1)
    written(storage, 2)

    (storage.folder / "CURRENT").write_bytes(contents)

    assert storage.open().folder.name == "generation-00000002"


@pytest.mark.parametrize(
    "meta", [b"", b"{}", b"[]", b"00000000\n{}", b"a3d6ca3f\n[]", b"\xff", b"0" * 100]
)
def test_whatever_stands_in_the_place_of_the_meta_file_is_no_generation(storage, meta):
    folder = written(storage, 1).folder

    (folder / "meta").write_bytes(meta)

    assert storage.open() is None


def test_strange_names_in_the_folder_are_passed_over(storage):
    written(storage, 1)
    for name in ("generation-x", "generation-", "generation-00000007", "other"):
        (storage.folder / name).mkdir()

    assert len(storage.open().generation) == 1
    assert written(storage, 2).folder.name == "generation-00000008"


def test_after_damage_the_next_one_is_written_and_serves(storage):
    written(storage, 1)
    garble(written(storage, 2).folder / "terms.npy")

    written(storage, 3)

    assert len(storage.open().generation) == 3


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
