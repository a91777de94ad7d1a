"""The command, run as people run it."""

import os
import subprocess
import sys

import pytest


@pytest.fixture
def run(tmp_path):
    """Run the command on an instance of its own; returns the finished process."""

    def run(*arguments, **settings):
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith("MATCHMAKER_")
        }
        environment["MATCHMAKER_INSTANCE"] = str(tmp_path)
        environment |= {f"MATCHMAKER_{key}": value for key, value in settings.items()}
        return subprocess.run(
            [sys.executable, "-m", "matchmaker.cli", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run
