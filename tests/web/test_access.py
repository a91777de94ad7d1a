"""Every view checks access."""

import pytest

from matchmaker.app import create_app


def test_a_view_without_a_check_fails_loudly(database_url):
    app = create_app({"TESTING": True, "SQLALCHEMY_ENGINES": {"default": database_url}})
    app.add_url_rule("/open", "open", lambda: "hello")

    with pytest.raises(AssertionError, match="open answered without an access check"):
        app.test_client().get("/open")
