"""Processes that share an index find what is committed, and survive the death of any of them."""

import contextlib
import multiprocessing
import os
import random
import time
import traceback
import uuid
from itertools import count

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from matchmaker.matching.storage import Storage
from matchmaker.services.engine import posting_texts, search_index
from models import Posting, PostingState, Technology, now, reading

# New processes are forked from one that has imported everything and opened nothing.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["__main__", __name__, "psycopg", "matchmaker.matching.index", "sklearn.feature_extraction"]
)
pytestmark = pytest.mark.slow

PATIENCE = 60
KILLS = 200
VICTIMS = ["worker", "worker", "worker", "author", "author", "reader 1", "reader 2"]
MOST_POSTINGS = 40


class Process:
    """A process of its own, with a pipe to it, and what it has said so far."""

    def __init__(self, work, url, folder, *details):
        self.pipe, there = PROCESSES.Pipe()
        arguments = (work, url, folder, there, *details)
        self._process = PROCESSES.Process(target=in_a_process, args=arguments)
        self._process.start()
        there.close()
        self.said = []

    def listen(self, seconds=0):
        """Take in what it has to say; wait for its first word if it has said nothing yet."""
        with contextlib.suppress(EOFError):
            while self.pipe.poll(0 if self.said else seconds):
                self.said.append(self.pipe.recv())
        faults = [each for each in self.said if str(each).startswith("FAULT")]
        assert not faults, "\n".join(faults)
        return self.said[1:]

    def kill(self):
        """Kill it wherever it is; return what it had to say."""
        self._process.kill()
        self._process.join()
        said = self.listen()
        self.pipe.close()
        return said


class Life:
    """A database and a folder that processes share."""

    def __init__(self, url, folder):
        self._url, self.folder = url, folder
        self._processes = {}
        self._engine = create_engine(url)

    def start(self, name, work, *details):
        """Start a process, or one in the place of another that was killed."""
        self._processes[name] = Process(work, self._url, self.folder, *details)
        return self._processes[name]

    def engine(self):
        """Return an engine of this process that shares the folder."""
        search_index.keep_in(self._engine, self.folder)
        return self._engine

    def end(self):
        """Kill whatever still runs."""
        self._engine.dispose()
        for process in self._processes.values():
            with contextlib.suppress(OSError):
                process.kill()


@pytest.fixture
def life(database_url, session, tmp_path):
    life = Life(database_url, tmp_path / "index")
    yield life
    session.rollback()
    life.end()


def wait_until(happened, running):
    """Wait for something while hearing what the processes say, so that none waits for a reader."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it does not happen"
        for process in running.values():
            process.listen()
        time.sleep(0.0005)


def in_a_process(work, url, folder, pipe, *details):
    """Do some work with an engine of one's own; say what goes wrong, and what is logged."""
    engine = create_engine(url)
    search_index.keep_in(engine, folder)
    pipe.send("begun")
    try:
        for step in work(engine, pipe, *details):
            with capture_logs() as logs:
                step()
            for log in logs:
                pipe.send(f"FAULT in the log: {log}")
    except Exception:
        pipe.send(f"FAULT {traceback.format_exc()}")


def at_one_moment(engine):
    """Open a session that sees one state of the database, whatever is committed meanwhile."""
    session = Session(engine)
    if engine.dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return session


def check(engine):
    """Compare the index of this process with what is published; return how much that is.

    The title of a posting ends in a word that none had before, changed with every change.
    """
    with reading(), at_one_moment(engine) as session:
        index = search_index.present(session, "technology")
        published = posting_texts.published(session, "technology")
    assert len(index) == len(published)
    for key, document in published.items():
        found = index.query(document.fields["title"].split()[-1])
        assert [each.key for each in found] == [key], (key, document, found)
    return len(published)


def checks(engine, pipe):
    """Check again and again."""
    for _ in count():
        yield lambda: pipe.send(check(engine))


def answers(engine, pipe):
    """Answer what is asked."""

    def answer():
        word = pipe.recv()
        with reading(), Session(engine) as session:
            found = search_index.present(session, "technology").query(word)
        pipe.send([each.key for each in found])

    for _ in count():
        yield answer


def generations(engine, pipe):
    """Write a generation whenever anything has changed."""
    search_index._FEW, search_index._PART = 1, MOST_POSTINGS

    def work():
        with Session(engine) as session:
            if search_index.maintain(session):
                pipe.send("written")

    for _ in count():
        yield work


def new_word():
    return f"w{uuid.uuid4().hex}"


def changes(engine, pipe, organisation):
    """Post, edit, pause, resume and remove; say what was committed."""
    chance = random.Random(os.getpid())

    def change():
        with Session(engine) as session:
            ids = session.scalars(select(Technology.id)).all()
            if len(ids) < MOST_POSTINGS and chance.random() < 0.5:
                technology = blank(organisation)
                session.add(technology)
            elif ids:
                technology = session.get(Technology, chance.choice(ids), with_for_update=True)
                technology.state = chance.choice(
                    [PostingState.PUBLISHED, PostingState.PAUSED, PostingState.REMOVED]
                )
            else:
                return
            technology.title_vi = f"máy {new_word()}"
            session.commit()
            pipe.send((technology.id, technology.title_vi, technology.version))

    for _ in count():
        yield change


def blank(organisation):
    return Technology(
        code=uuid.uuid4().hex,
        organisation_id=organisation,
        title_vi="",
        kind="object.equipment",
        vn_field="203",
        province="92",
        trl=8,
        state=PostingState.PUBLISHED,
        published_at=now(),
    )


def test_what_is_committed_is_found_by_every_process_in_its_next_answer(life, session, factories):
    technologies = [factories.Technology(title_vi=f"máy {new_word()}") for _ in range(10)]
    readers = [life.start(f"reader {n}", answers) for n in range(3)]
    worker = life.start("worker", generations)
    for reader in readers:
        reader.listen(seconds=PATIENCE)

    def seen(word):
        for reader in readers:
            reader.pipe.send(word)
        return [reader.pipe.recv() for reader in readers]

    for number in range(40):
        technology = technologies[number % 10]
        before, word = technology.title_vi.split()[-1], new_word()
        technology.title_vi = f"máy {word}"
        session.commit()
        assert seen(word) == [[technology.id]] * 3
        assert seen(before) == [[]] * 3
        if number % 4 == 0:
            for state in (PostingState.PAUSED, PostingState.PUBLISHED):
                technology.state = state
                session.commit()
                assert seen(word) == [[technology.id] * (state == PostingState.PUBLISHED)] * 3

    assert "written" in worker.listen()


def test_whoever_is_killed_at_any_moment_nothing_is_lost_or_half_written(life, session, factories):
    chance = random.Random(20261127)
    works = {
        "worker": (generations,),
        "author": (changes, factories.Organisation().id),
        "reader 1": (checks,),
        "reader 2": (checks,),
    }
    session.commit()
    running = {name: life.start(name, *work) for name, work in works.items()}
    said = {name: [] for name in works}
    being_written = life.folder / "technology" / "unfinished"
    unfinished = 0

    for _ in range(KILLS):
        name = chance.choice(VICTIMS)
        moment = chance.uniform(-0.05, 0.15)
        if moment > 0:
            running[name].listen(seconds=PATIENCE)
            if name == "worker" and chance.random() < 0.5:
                wait_until(being_written.exists, running)
                moment /= 10
            time.sleep(moment)
        said[name] += running[name].kill()
        unfinished += name == "worker" and being_written.exists()
        running[name] = life.start(name, *works[name])
        for process in running.values():
            process.listen()

    # Who was left alone at last goes on with its work.
    for process in running.values():
        wait_until(process.listen, running)
    for name, process in running.items():
        said[name] += process.kill()
    committed = {key: (title, version) for key, title, version in said["author"]}
    present = {
        key: (title, version)
        for key, title, version in session.execute(
            select(Posting.id, Posting.title_vi, Posting.version)
        )
    }
    for key, (title, version) in committed.items():
        assert present[key] == (title, version) or present[key][1] > version
    with capture_logs() as logs:
        assert check(life.engine()) > 0
        Storage(life.folder / "technology").open().check_contents()
    assert logs == []
    assert unfinished > 0
