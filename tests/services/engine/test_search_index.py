"""The index follows the database, whatever happens to postings, files and those who ask at once."""

import os
import shutil
import time
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from matchmaker.matching.storage import Storage
from matchmaker.services import matches
from matchmaker.services.engine import posting_texts, search_index
from models import PostingState, reading

TITLES = st.sampled_from(["Máy sấy mít", "Bơm nước", "Phân bón lá", ""])
STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.one_of(TITLES, st.sampled_from([PostingState.PAUSED, PostingState.PUBLISHED])),
        st.sampled_from(["commit", "flush", "rollback"]),
        st.booleans(),
    ),
    max_size=12,
)


@given(steps=STEPS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_index_holds_what_is_published_after_any_sequence_of_changes(session, factories, steps):
    session.rollback()
    technologies = [factories.Technology() for _ in range(3)]

    for which, change, end, asked in steps:
        if isinstance(change, PostingState):
            technologies[which].state = change
        else:
            technologies[which].title_vi = change
        session.flush()
        if asked:
            search_index.present(session, "technology")
        if end != "flush":
            getattr(session, end)()

        published = posting_texts.published(session, "technology")
        index = search_index.present(session, "technology")
        assert len(index) == len(published)
        for key in {technology.id for technology in technologies} & set(published):
            document = published[key]
            ranked = index.query(document, 1, among=[key])
            assert ranked or not any(document.fields.values())
            assert index.explain(document, document).score == pytest.approx(
                ranked[0].score if ranked else 0, abs=1e-6
            )


def test_many_can_ask_while_somebody_writes(session, engine, factories):
    technology = factories.Technology(title_vi="Máy sấy mít 0")
    faults = []

    def ask():
        try:
            for _ in range(15):
                with reading(), Session(engine) as own:
                    assert len(matches.search(own, "technology", "máy sấy mít")) == 1
        except Exception as error:
            faults.append(error)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(10):
        technology.title_vi = f"Máy sấy mít {number + 1}"
        session.commit()
    for thread in threads:
        thread.join()

    assert faults == []
    index = search_index.present(session, "technology")
    assert [found.key for found in index.query("10")] == [technology.id]


def test_english_beside_vietnamese_is_found_too(session, factories):
    both = factories.Technology(title_vi="Máy sấy mít", title_en="Jackfruit dryer")
    english = factories.Technology(title_vi="", title_en="Jackfruit peeler")

    found = {key for key, _ in matches.search(session, "technology", "jackfruit")}

    assert found == {both.id, english.id}
    assert {key for key, _ in matches.search(session, "technology", "jackfr")} == found


def test_a_blind_need_is_not_found_by_a_name_in_its_own_words(session, factories):
    need = factories.Need(
        blind=True,
        organisation__name_vi="Công ty Xylophon Vàng",
        problem_vi="Công ty Xylophon Vàng cần máy sấy.",
    )

    assert matches.search(session, "need", "xylophon") == []
    assert [key for key, _ in matches.search(session, "need", "máy sấy")] == [need.id]


class Machine:
    """A folder, and processes that share it: each an engine of its own, and so an index."""

    def __init__(self, url, folder):
        self.url, self.folder, self.processes = url, folder, []

    def process(self):
        """Start a process."""
        engine = create_engine(self.url)
        search_index.keep_in(engine, self.folder)
        self.processes.append(engine)
        return engine

    @property
    def storage(self):
        """The generations of technologies."""
        return Storage(self.folder / "technology")

    @property
    def present(self):
        """The folder of the present generation of technologies."""
        return self.storage.folder / self.storage.current()


@pytest.fixture
def machine(database_url, tmp_path):
    """A machine on which nothing runs yet."""
    machine = Machine(database_url, tmp_path / "index")
    yield machine
    for engine in machine.processes:
        engine.dispose()


def found(engine, text):
    """Return what a process answers."""
    with reading(), Session(engine) as session:
        return {c.key for c in search_index.present(session, "technology").query(text, 1000)}


def maintain(engine):
    """Let a process write what is due; return how many generations it wrote."""
    with Session(engine) as session:
        return search_index.maintain(session)


def rename_all(session, technologies, word):
    for number, technology in enumerate(technologies):
        technology.title_vi = f"{word} {number}"
    session.commit()


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
