"""How SQLite connections behave; PostgreSQL does all of this by itself."""

import threading

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from models import Base, reading


@pytest.fixture
def engine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'own.sqlite'}")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_readers_and_a_writer_do_not_wait_for_each_other(engine):
    with engine.begin() as writer, reading(), engine.connect() as reader:
        writer.execute(text("INSERT INTO code_counter VALUES ('CN', 2026, 1)"))

        assert reader.scalar(text("SELECT count(*) FROM code_counter")) == 0


def test_two_writers_wait_for_each_other_and_lose_nothing(engine):
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO code_counter VALUES ('CN', 2026, 0)"))

    def count():
        for _ in range(20):
            with engine.begin() as connection:
                last = connection.scalar(text("SELECT last FROM code_counter"))
                connection.execute(text("UPDATE code_counter SET last = :n"), {"n": last + 1})

    writers = [threading.Thread(target=count) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with reading(), engine.connect() as connection:
        assert connection.scalar(text("SELECT last FROM code_counter")) == 60


def test_a_row_cannot_point_to_nothing(engine):
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), engine.begin() as connection:
        connection.execute(text("INSERT INTO roles_users VALUES (1, 1)"))
