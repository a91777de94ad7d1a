"""Headers: careful on every kind of answer, and nothing private is kept by anyone in between."""

import pytest

from matchmaker.web.headers import POLICY
from tests.web.signing_in import PASSWORD, sign_in, someone
from tests.web.world import small_world

ANSWERS = {
    "a page": ("visitor", "/", 200),
    "a list": ("visitor", "/technologies/", 200),
    "a private page": ("firm", "/postings/mine", 200),
    "a redirect to sign in": ("visitor", "/postings/mine", 302),
    "a redirect": ("visitor", "/language/en", 302),
    "a redirect to the slash": ("visitor", "/needs", 308),
    "forbidden": ("firm", "/admin/", 403),
    "missing": ("visitor", "/nowhere", 404),
    "a missing file": ("visitor", "/static/nowhere.css", 404),
    "the wrong method": ("visitor", "/account/acting-for", 405),
    "the board": ("centre", "/deals/", 200),
    "a CSV file": ("centre", "/deals/list.csv", 200),
    "the audit trail as a file": ("admin", "/admin/audit.csv", 200),
    "a copy of one's own data": ("firm", "/account/data.json", 200),
    "sign in": ("visitor", "/account/sign-in", 200),
    "a script": ("visitor", "/static/site.js", 200),
    "a style": ("visitor", "/static/site.css", 200),
}


@pytest.fixture
def world(app, session, factories):
    return small_world(app, session, factories)


def ask(client, world, role, path):
    if world.people[role]:
        client.sign_in(world.people[role])
    return client.get(path)


def careful(answer):
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "default-src" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    return policy


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_is_careful(client, world, kind):
    role, path, status = ANSWERS[kind]

    with ask(client, world, role, path) as answer:
        assert answer.status_code == status
        assert careful(answer) == POLICY
        cached = answer.headers["Cache-Control"]
    if path.startswith("/static/") and status == 200:
        assert cached == "public, max-age=3600"
    else:
        assert "no-store" in cached
        assert "public" not in cached


def test_files_of_postings_run_nothing_and_stay_private(client, world):
    file = world.attachment["published"]

    with ask(client, world, "firm", f"/attachments/{file.id}/{file.name}") as answer:
        assert answer.status_code == 200
        assert "sandbox" in careful(answer)
        assert answer.headers["Cache-Control"].startswith("private")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.mimetype == "application/pdf"


def test_documents_of_deals_run_nothing_and_stay_private(client, world):
    deal, document = world.deal["open"], world.document["open"]

    path = f"/deals/{deal.code}/documents/{document.id}"
    with ask(client, world, "centre", path) as answer:
        assert answer.status_code == 200
        careful(answer)
        assert "private" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_cookies_are_for_the_server_alone(client, app, factories):
    someone(app, factories, email="lan@vien.vn")

    signed = sign_in(client, "lan@vien.vn", PASSWORD, remember="y")
    spoken = client.get("/language/en")

    for answer in (signed, spoken):
        cookies = answer.headers.getlist("Set-Cookie")
        assert cookies
        for cookie in cookies:
            assert "HttpOnly" in cookie
            assert "SameSite=Lax" in cookie


def test_over_https_browsers_are_told_to_stay_there(client):
    secure = client.get("/language/en", base_url="https://localhost")

    assert "max-age" in secure.headers["Strict-Transport-Security"]
    assert all("Secure" in each for each in secure.headers.getlist("Set-Cookie"))
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_the_answer_does_not_say_what_runs_here(client):
    headers = client.get("/").headers

    assert "X-Powered-By" not in headers
    assert "Access-Control-Allow-Origin" not in headers
