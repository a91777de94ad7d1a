"""The schema's history leads to the models, and back."""

import pytest
from sqlalchemy import create_engine, inspect, text

from models.migrations import history


@pytest.fixture
def empty(request, tmp_path):
    """An engine on a database without any table."""
    if request.config.getoption("--database") == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    else:
        url = request.getfixturevalue("engine").url
        name = f"{url.database}_empty"
        admin = create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        engine = create_engine(url.set(database=name))
    yield engine
    engine.dispose()


def test_an_empty_database_is_brought_to_the_models_and_back(empty):
    history.upgrade(empty)

    assert history.differences(empty) == []

    history.downgrade(empty)

    assert inspect(empty).get_table_names() == ["alembic_version"]
