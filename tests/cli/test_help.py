"""The help answers at once."""

import subprocess
import sys
import time

HEAVY = {"sklearn", "scipy", "flask", "sqlalchemy", "numpy"}


def test_help_answers_before_one_has_to_wait(run):
    started = time.perf_counter()
    answer = run("--help")
    took = time.perf_counter() - started

    for command in ("init", "seed", "match", "learn", "serve", "worker", "evaluate", "user"):
        assert command in answer.stdout
    assert took < 0.5


def test_help_loads_nothing_heavy():
    code = "import sys, matchmaker.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert set(loaded) & HEAVY == set()
