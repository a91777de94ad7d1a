"""The help answers at once."""

import os
import subprocess
import sys

HEAVY = {"sklearn", "scipy", "flask", "sqlalchemy", "numpy"}


def test_help_answers_before_one_has_to_wait(run):
    before = _used_by_processes_that_ended()
    answer = run("--help")
    took = _used_by_processes_that_ended() - before

    for command in ("init", "seed", "match", "learn", "serve", "worker", "evaluate", "user"):
        assert command in answer.stdout
    assert took < 0.3


def _used_by_processes_that_ended():
    """Return their processor time in seconds; what else the machine does is not their time."""
    times = os.times()
    return times.children_user + times.children_system


def test_help_loads_nothing_heavy():
    code = "import sys, matchmaker.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert set(loaded) & HEAVY == set()
