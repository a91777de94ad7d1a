"""The audit trail, checked from the command line."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from matchmaker.services import audit, seals
from matchmaker.services.actors import Actor
from tests.guards import unguarded


@pytest.fixture
def trail(run, tmp_path):
    """An engine on a database with three sealed entries."""
    run("init")
    engine = create_engine(f"sqlite:///{tmp_path / 'matchmaker.sqlite'}")
    with Session(engine) as session:
        for number in range(3):
            audit.record(session, Actor(), "deal:open", f"TV-2026-{number:06d}")
        seals.seal(session)
        session.commit()
    yield engine
    engine.dispose()


def test_a_whole_trail_is_said_to_be_whole(run, trail):
    answer = run("audit", "verify")

    assert answer.stdout.startswith("3 entries, whole until 20")
    assert answer.returncode == 0


def test_a_broken_trail_is_an_error_that_names_the_entry(run, trail):
    with trail.begin() as connection, unguarded(connection):
        connection.exec_driver_sql("UPDATE audit_entry SET subject = 'x' WHERE position = 2")

    answer = run("audit", "verify")

    assert answer.returncode == 1
    assert "entry 2 (" in answer.stderr


def test_a_head_that_was_kept_tells_that_the_end_was_cut_off(run, trail):
    kept = run("audit", "head").stdout.strip()
    with trail.begin() as connection, unguarded(connection):
        connection.exec_driver_sql("DELETE FROM audit_entry WHERE position = 3")

    assert run("audit", "verify").returncode == 0
    assert run("audit", "verify", "--head", kept).returncode == 1
    assert "is no head" in run("audit", "verify", "--head", "x").stderr
