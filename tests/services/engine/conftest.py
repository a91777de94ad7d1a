"""A machine whose processes share an index."""

import pytest

from tests.services.engine.machine import Machine


@pytest.fixture
def machine(database_url, tmp_path):
    """A machine on which nothing runs yet."""
    machine = Machine(database_url, tmp_path / "index")
    yield machine
    for engine in machine.processes:
        engine.dispose()
