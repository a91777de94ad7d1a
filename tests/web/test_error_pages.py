"""Error pages: in both languages, with the right status, whatever went wrong."""

import sqlite3

import pytest
from flask import abort
from sqlalchemy.exc import OperationalError

from matchmaker.app import create_app
from matchmaker.web.extensions import db
from tests.web.conftest import Client, open_session
from tests.web.page import check

STATUSES = (400, 401, 403, 404, 405, 409, 410, 413, 415, 416, 418, 422, 429, 500, 503)
WORDS = {"vi": ("Về trang chủ", "Mã lỗi"), "en": ("Home", "rror")}
SETTINGS = {
    "TESTING": False,
    "DEBUG": False,
    "WTF_CSRF_ENABLED": True,
    "RATELIMIT_ENABLED": False,
    "SESSION_PROTECTION": None,
}


def serving(url, folder):
    """Return an application as it serves people, with addresses that fail on demand."""
    app = create_app(
        {
            **SETTINGS,
            "SQLALCHEMY_ENGINES": {"default": url},
            "INSTANCE": folder,
            "UPLOADS": folder / "uploads",
        }
    )
    app.test_client_class = Client
    app.add_url_rule("/fails/<int:status>", "fails", lambda status: abort(status))
    app.add_url_rule("/breaks", "breaks", _break)
    app.add_url_rule("/waits", "waits", _wait)
    return app


def _break():
    raise RuntimeError("a fault of ours, with a secret in it")


def _wait():
    raise OperationalError("SELECT secret", {}, sqlite3.OperationalError("database is locked"))


@pytest.fixture(scope="module")
def app(database_url, engine, tmp_path_factory):
    app = serving(database_url, tmp_path_factory.mktemp("serving"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(params=["vi", "en"])
def speaking(request, client):
    client.set_cookie("language", request.param)
    client.language = request.param
    return client


def fits(answer, status, language):
    text = answer.text
    assert answer.status_code == status
    assert f'<html lang="{language}">' in text
    assert "secret" not in text
    assert "Traceback" not in text
    assert answer.headers["Content-Security-Policy"]
    check(text)
    return text


@pytest.mark.parametrize("status", STATUSES)
def test_every_refusal_is_a_page(speaking, status):
    fits(speaking.get(f"/fails/{status}"), status, speaking.language)


def test_a_fault_is_a_page_and_tells_nothing(speaking, capfd):
    fits(speaking.get("/breaks"), 500, speaking.language)


def test_a_busy_database_asks_for_patience(speaking):
    fits(speaking.get("/waits"), 503, speaking.language)


def test_a_form_without_its_token_is_refused_in_words(speaking, factories):
    speaking.sign_in(factories.User())

    text = fits(speaking.post("/account/"), 400, speaking.language)

    assert {"vi": "quá hạn", "en": "expired"}[speaking.language] in text


def test_a_method_that_is_not_there_names_those_that_are(client):
    answer = client.get("/inbox/matches/1/accept")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.fixture
def without_database(tmp_path):
    """The application where the database cannot be reached."""
    nowhere = f"sqlite:///{tmp_path / 'gone' / 'x.sqlite'}"
    return serving(nowhere, tmp_path)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("path", "status"), [("/needs/", 503), ("/breaks", 500), ("/none", 404)])
def test_without_a_database_visitors_read_what_is_wrong(without_database, path, status, language):
    client = without_database.test_client()
    client.set_cookie("language", language)

    fits(client.get(path), status, language)


@pytest.mark.parametrize("path", ["/needs/", "/account/", "/breaks", "/none", "/fails/403"])
def test_without_a_database_people_read_what_is_wrong(without_database, path, factories):
    user = factories.User(language="en")
    client = without_database.test_client()
    with client.session_transaction() as cookie:
        cookie.update(_user_id=user.fs_uniquifier, session_token=open_session(user), _fresh=True)

    answer = client.get(path)

    fits(answer, answer.status_code, "vi")
    assert answer.status_code >= 400
    assert "/account/sign-in" in answer.text
