"""Processes share generations of an index, and one of them writes the next."""

import shutil
import time
from threading import Thread

from structlog.testing import capture_logs

from matchmaker.services.engine import search_index
from models import PostingState
from tests.services.engine.machine import found, maintain, rename_all


def test_processes_share_one_generation(session, machine, factories):
    technology = factories.Technology(title_vi="Máy xylophon")
    one, other = machine.process(), machine.process()

    assert found(one, "xylophon") == {technology.id}
    written = machine.present.stat().st_mtime_ns

    assert found(other, "xylophon") == {technology.id}
    assert machine.storage.current() == "generation-00000001"
    assert machine.present.stat().st_mtime_ns == written


def test_what_is_committed_is_in_every_answer_after_it(session, machine, factories):
    technology = factories.Technology(title_vi="Máy xylophon")
    processes = [machine.process() for _ in range(3)]

    def seen():
        return [(found(each, "xylophon"), found(each, "marimba")) for each in processes]

    assert seen() == [({technology.id}, set())] * 3
    technology.title_vi = "Máy marimba"
    session.commit()
    assert seen() == [(set(), {technology.id})] * 3
    technology.state = PostingState.PAUSED
    session.commit()
    assert seen() == [(set(), set())] * 3
    technology.state = PostingState.PUBLISHED
    session.commit()
    assert seen() == [(set(), {technology.id})] * 3
    technology.state = PostingState.REMOVED
    session.commit()
    assert seen() == [(set(), set())] * 3


def test_a_new_generation_is_written_when_much_has_changed_and_all_go_over(
    session, machine, factories
):
    technologies = [factories.Technology() for _ in range(60)]
    worker, web = machine.process(), machine.process()
    assert found(web, "xylophon") == set()
    maintain(worker)
    first = machine.present

    rename_all(session, technologies[:10], "xylophon")
    assert maintain(worker) == 0
    rename_all(session, technologies[:50], "xylophon")

    assert maintain(worker) == 1
    assert maintain(worker) == 0
    assert machine.present.name > first.name
    ids = {technology.id for technology in technologies[:50]}
    assert found(web, "xylophon") == found(machine.process(), "xylophon") == ids
    with capture_logs() as logs:
        shutil.rmtree(first)
        assert found(web, "xylophon") == ids
    assert logs == []


def test_who_slept_while_several_generations_were_written_goes_over_to_the_last(
    session, machine, factories
):
    technologies = [factories.Technology() for _ in range(60)]
    worker, web = machine.process(), machine.process()
    found(web, "xylophon")

    for _ in range(3):
        rename_all(session, technologies, "xylophon")
        maintain(worker)

    with capture_logs() as logs:
        assert len(found(web, "xylophon")) == 60
    assert logs == []


def test_another_database_behind_the_same_folder_is_read_anew(session, machine, factories):
    technologies = [factories.Technology(title_vi="Máy xylophon") for _ in range(3)]
    worker, web = machine.process(), machine.process()
    maintain(worker)
    assert len(found(web, "xylophon")) == 3

    for technology in technologies:
        session.delete(technology)
    session.commit()
    other = factories.Technology(title_vi="Máy marimba")

    for process in (web, machine.process(), worker):
        assert found(process, "xylophon marimba") == {other.id}
    maintain(worker)
    for process in (web, machine.process(), worker):
        assert found(process, "xylophon marimba") == {other.id}


def test_of_two_that_would_write_one_waits_and_then_has_nothing_to_do(session, machine, factories):
    technologies = [factories.Technology() for _ in range(60)]
    workers = [machine.process() for _ in range(3)]
    maintain(workers[0])
    rename_all(session, technologies, "xylophon")
    written = []

    threads = [Thread(target=lambda each=each: written.append(maintain(each))) for each in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(written) == [0, 0, 1]


def test_nobody_who_writes_to_the_database_waits_for_a_generation(session, machine, factories):
    technologies = [factories.Technology() for _ in range(60)]
    worker, web = machine.process(), machine.process()
    maintain(worker)
    rename_all(session, technologies, "xylophon")
    thread = Thread(target=maintain, args=(worker,))

    with machine.storage.writing():
        thread.start()
        while search_index.follower(worker, "technology").present(session).changes < 60:
            time.sleep(0.01)
        session.rollback()
        time.sleep(0.1)
        rename_all(session, technologies[:1], "marimba")
        assert found(web, "marimba") == {technologies[0].id}
    thread.join()

    assert found(worker, "marimba") == {technologies[0].id}


def test_what_another_version_wrote_is_written_anew(
    session, engine, factories, tmp_path, monkeypatch
):
    technology = factories.Technology(title_vi="Máy sấy mít")
    session.commit()
    earlier = search_index.Follower("technology")
    monkeypatch.setattr(search_index, "RECIPE", "earlier")
    earlier.keep_in(tmp_path)
    earlier.present(session)
    monkeypatch.undo()

    later = search_index.Follower("technology")
    later.keep_in(tmp_path)

    assert [found.key for found in later.present(session).query("sấy mít")] == [technology.id]
    assert len(list(tmp_path.glob("generation-*"))) == 2
