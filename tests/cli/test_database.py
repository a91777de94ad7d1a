"""The database made, and filled once."""

import pytest


def test_a_database_that_was_not_made_yet_is_told_in_a_line(run):
    answer = run("seed")

    assert answer.returncode == 1
    assert "matchmaker init" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_bad_setting_is_told_in_a_line(run):
    answer = run("init", PORT="many")

    assert answer.returncode == 1
    assert answer.stderr.strip().splitlines()[-1].startswith("Error: MATCHMAKER_PORT must be")


@pytest.mark.slow
def test_from_nothing_to_matches_and_a_second_time_nothing_changes(run):
    assert "Database ready" in run("init").stdout
    assert "rows loaded" in run("seed", "--demonstration").stdout
    matched = run("match")
    assert int(matched.stdout.split()[0]) > 300
    assert "postings/s" in matched.stderr

    assert "already there" in run("seed", "--demonstration").stdout
    assert run("match").stdout.startswith("0 matches")
    assert "centre@example.org" in run("user", "list").stdout
