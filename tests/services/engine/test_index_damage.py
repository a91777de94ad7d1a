"""The index answers whatever happens to its files, and the worker puts them right."""

import os
import shutil
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from matchmaker.services.engine import search_index
from tests.services.engine.machine import found, maintain, rename_all


def garble(path):
    path.write_bytes(path.read_bytes()[:-9] + b"\xff" * 9)


DAMAGES = {
    "removed": Path.unlink,
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "garbled": garble,
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["held.npy", "keys.npy", "forward.npy", "meta"])
def test_while_a_damaged_generation_is_rebuilt_the_one_before_serves(
    session, machine, factories, name, damage
):
    technologies = [factories.Technology() for _ in range(60)]
    worker, web = machine.process(), machine.process()
    maintain(worker)
    rename_all(session, technologies[:55], "xylophon")
    maintain(worker)
    ids = {technology.id for technology in technologies[:55]}
    assert found(web, "xylophon") == ids
    damaged = machine.present

    DAMAGES[damage](damaged / name)

    with capture_logs() as logs:
        assert found(web, "xylophon") == found(machine.process(), "xylophon") == ids
        technologies[59].title_vi = "xylophon"
        session.commit()
        ids.add(technologies[59].id)
        assert found(web, "xylophon") == ids
    assert {log["event"] for log in logs} == {"index damaged"}
    assert all(str(damaged / name) in log["what"] for log in logs)
    assert machine.present == damaged

    maintain(worker)
    assert machine.present.name > damaged.name
    with capture_logs() as logs:
        for process in (web, worker, machine.process()):
            assert found(process, "xylophon") == ids
    assert logs == []


def test_damage_that_a_look_cannot_show_is_found_by_the_worker(session, machine, factories):
    technology = factories.Technology(title_vi="Máy xylophon")
    assert found(machine.process(), "xylophon") == {technology.id}
    worker = machine.process()
    assert found(worker, "xylophon") == {technology.id}
    path = machine.present / "held.npy"
    times = path.stat()

    garble(path)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    with capture_logs() as logs:
        maintain(worker)
    assert str(path) in logs[0]["what"]
    assert machine.present != path.parent
    assert found(worker, "xylophon") == {technology.id}


def test_while_a_folder_that_was_removed_is_written_again_nobody_reads_the_database(
    session, machine, factories
):
    technology = factories.Technology(title_vi="Máy xylophon")
    worker, web = machine.process(), machine.process()
    maintain(worker)
    assert found(web, "xylophon") == {technology.id}
    before = search_index.follower(web, "technology")._held.index

    shutil.rmtree(machine.folder)

    with capture_logs() as logs:
        assert found(web, "xylophon") == {technology.id}
    assert search_index.follower(web, "technology")._held.index is before
    assert [log["event"] for log in logs] == ["index damaged"]
    assert maintain(worker) == 2
    assert found(web, "xylophon") == found(machine.process(), "xylophon") == {technology.id}
    assert search_index.follower(web, "technology")._held.stored.folder == machine.present


@pytest.mark.parametrize("contents", ["", "generation-00000009", "../../etc"])
def test_a_garbled_name_of_the_present_generation_is_put_right(
    session, machine, factories, contents
):
    technology = factories.Technology(title_vi="Máy xylophon")
    worker, web = machine.process(), machine.process()
    maintain(worker)
    assert found(web, "xylophon") == {technology.id}

    (machine.storage.folder / "CURRENT").write_text(contents)

    assert found(web, "xylophon") == found(machine.process(), "xylophon") == {technology.id}
    maintain(worker)
    assert machine.storage.open().folder == machine.present
    assert found(web, "xylophon") == {technology.id}


def test_where_nothing_can_be_written_the_index_stays_in_memory(
    session, machine, factories, monkeypatch
):
    technology = factories.Technology(title_vi="Máy xylophon")
    machine.folder.write_text("a file where a folder should be")
    worker, web = machine.process(), machine.process()

    with capture_logs() as logs:
        assert found(worker, "xylophon") == found(web, "xylophon") == {technology.id}
        technology.title_vi = "Máy marimba"
        session.commit()
        assert found(worker, "marimba") == found(web, "marimba") == {technology.id}
    assert [log["event"] for log in logs] == ["index not written"] * 2

    machine.folder.unlink()
    monkeypatch.setattr(search_index.follower(worker, "technology"), "_not_before", 0)
    assert maintain(worker) == 1
    assert found(worker, "marimba") == found(web, "marimba") == {technology.id}
    assert search_index.follower(web, "technology")._held.stored.folder == machine.present


def test_a_disk_that_is_full_is_tried_again_only_after_a_while(session, machine, factories):
    factories.Technology()
    machine.folder.write_text("a file where a folder should be")
    worker = machine.process()

    with capture_logs() as logs:
        assert [maintain(worker) for _ in range(5)] == [0] * 5

    assert [log["event"] for log in logs] == ["index not written"] * 2
