"""Matching on a cluster."""

import os
import subprocess
import sys


def test_a_scheduler_that_does_not_answer_is_told_in_a_line(run):
    answer = run("match", "--all", "--scheduler", "tcp://127.0.0.1:1")

    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        "Error: No Dask scheduler answers at tcp://127.0.0.1:1. "
        "Start `dask scheduler`; it says its address."
    ]


def test_a_cluster_without_its_extra_says_how_to_install_it(tmp_path):
    code = "import sys; sys.modules['distributed'] = None; from matchmaker.cli import main; main()"
    answer = subprocess.run(
        [sys.executable, "-c", code, "match", "--scheduler", "tcp://127.0.0.1:1"],
        env=os.environ | {"MATCHMAKER_INSTANCE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 1
    assert "pip install 'matchmaker[cluster]'" in answer.stderr.splitlines()[-1]
