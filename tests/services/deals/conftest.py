"""What the tests of deals share."""

import sys

import pytest


@pytest.fixture
def today_is(monkeypatch):
    """Let it be another day for whoever asks :func:`models.local_today`."""

    def turn(day):
        for module in [each for each in sys.modules.values() if hasattr(each, "local_today")]:
            monkeypatch.setattr(module, "local_today", lambda: day)

    return turn
