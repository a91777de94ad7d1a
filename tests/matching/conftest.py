"""Where generations of an index are written."""

import pytest

from matchmaker.matching.storage import Storage


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "need")
