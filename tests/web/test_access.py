"""Every view checks access."""

import pytest


def test_a_view_without_a_check_fails_loudly(another_app):
    app = another_app()
    app.add_url_rule("/open", "open", lambda: "hello")

    with pytest.raises(AssertionError, match="open answered without an access check"):
        app.test_client().get("/open")
