"""Who writes postings, signed in."""

import pytest


@pytest.fixture
def institute(client, factories):
    return client.sign_in(factories.member("institute"))


@pytest.fixture
def firm(client, factories):
    user = factories.member(
        "coop", name_vi="Hợp tác xã Mít Ba Láng", short_name="HTX Ba Láng", commune="Ba Láng"
    )
    return client.sign_in(user)
