"""A demonstration says who one can sign in as; nothing else does."""

import pytest

from matchmaker.config import SEED_DATA
from matchmaker.services import seed


@pytest.fixture
def filled(session, factories):
    factories.Organisation(name_vi="Bộ Khoa học và Công nghệ", org_type="ministry")
    seed.load_accounts(session, SEED_DATA)
    session.commit()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("language", "who"), [("vi", "Người xem số liệu của Bộ"), ("en", "Reader at the Ministry")]
)
def test_the_sign_in_page_of_a_demonstration_lists_its_accounts(
    app, client, monkeypatch, language, who
):
    monkeypatch.setitem(app.config, "ENVIRONMENT", "demonstration")
    client.set_cookie("language", language)

    page = client.get("/account/sign-in").text

    assert "ministry@example.org" in page
    assert who in page
    assert seed.DEMONSTRATION_PASSWORD in page
    assert "department@example.org" not in page, "its organisation is not in this database"


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("environment", ["development", "production"])
def test_nowhere_else_is_anybody_listed(app, client, monkeypatch, environment):
    monkeypatch.setitem(app.config, "ENVIRONMENT", environment)

    page = client.get("/account/sign-in").text

    assert "ministry@example.org" not in page
    assert seed.DEMONSTRATION_PASSWORD not in page
