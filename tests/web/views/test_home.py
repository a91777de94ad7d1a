"""The first page and the choice of language."""

import pytest


def test_the_first_page_is_vietnamese_until_a_language_is_chosen(client):
    assert '<html lang="vi"' in client.get("/").text

    client.get("/language/en")

    assert '<html lang="en"' in client.get("/").text


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example"]
)
def test_a_link_back_never_leaves_the_site(client, target):
    response = client.get("/language/en", query_string={"next": target})

    assert response.location == "/"
