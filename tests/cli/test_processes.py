"""The processes that serve."""

import pytest


@pytest.mark.slow
def test_production_does_not_start_with_demonstration_accounts(run):
    run("init")
    run("seed", "--demonstration")

    answer = run("serve", ENVIRONMENT="production", SECRET_KEY="k" * 48)

    assert answer.returncode == 1
    assert "demonstration accounts exist" in answer.stderr
    assert "admin@example.org" in answer.stderr
