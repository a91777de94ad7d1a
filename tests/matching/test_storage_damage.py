"""Damage to a generation is noticed, and the one before serves."""

import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from matchmaker.matching.generation import ARRAYS
from matchmaker.matching.storage import Damaged, Removed
from tests.matching.generations import written

FILES = [*(f"{name}.npy" for name in ARRAYS), "meta"]


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
