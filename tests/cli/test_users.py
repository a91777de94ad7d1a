"""Accounts, looked after from the command line."""

import pytest


@pytest.mark.slow
def test_an_account_is_added_listed_and_removed(run):
    run("init")
    long_enough = "mật khẩu đủ dài"

    added = run("user", "add", "an@example.org", "--name", "An", "--password", long_enough)
    again = run("user", "add", "an@example.org", "--password", long_enough)
    listed = run("user", "list").stdout
    removed = run("user", "remove", "an@example.org", "--yes")

    assert "can sign in" in added.stdout
    assert "already has an account" in again.stderr
    assert "an@example.org" in listed
    assert removed.returncode == 0
    assert run("user", "list").stdout == ""
