"""Processes of one machine that share a folder of indexes."""

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from matchmaker.matching.storage import Storage
from matchmaker.services.engine import search_index
from models import reading


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
