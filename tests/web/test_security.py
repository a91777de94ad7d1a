"""Signing up, in and out, lost passwords, and what an attacker learns: nothing."""

from urllib.parse import urljoin

import pytest

from matchmaker.services.actors import Actor
from matchmaker.services.people import accounts, users
from matchmaker.web.extensions import limiter
from models import now
from tests.web.signing_in import (
    PASSWORD,
    is_signed_in,
    link_in,
    mails_to,
    sign_in,
    someone,
    user_of,
)


def test_a_wrong_password_and_an_unknown_address_answer_alike(client, app, factories):
    user = someone(app, factories, email="co@vien.vn")
    unconfirmed = someone(app, factories, email="cho@vien.vn", confirmed_at=None)
    off = someone(app, factories, email="nghi@vien.vn", active=False)

    pages = {
        sign_in(client, email, "mật khẩu sai").text.replace(email, "")
        for email in (user.email, unconfirmed.email, off.email, "khong@vien.vn")
    }

    assert len(pages) == 1


@pytest.mark.parametrize("page", ["reset-password", "confirm"])
def test_asking_for_mail_answers_alike(client, app, factories, page):
    someone(app, factories, email="co@vien.vn")
    someone(app, factories, email="cho@vien.vn", confirmed_at=None)

    pages = {
        client.post(f"/account/{page}", data={"email": email}).text.replace(email, "")
        for email in ("co@vien.vn", "cho@vien.vn", "khong@vien.vn")
    }

    assert len(pages) == 1


def test_ten_failures_lock_and_the_right_password_then_answers_as_a_wrong_one(
    client, session, app, factories
):
    user = someone(app, factories)
    wrong = [sign_in(client, user.email, "mật khẩu sai").text for _ in range(10)]

    assert accounts.is_locked(user_of(session, user.email))
    assert sign_in(client, user.email).text == wrong[-1]
    assert not is_signed_in(client)


def test_a_reset_unlocks_signs_out_everywhere_and_works_once(client, session, app, factories):
    user = someone(app, factories)
    elsewhere = app.test_client()
    sign_in(elsewhere, user.email)
    for _ in range(10):
        sign_in(client, user.email, "mật khẩu sai")

    client.post("/account/reset-password", data={"email": user.email})
    (mail,) = mails_to(session, user.email)
    link = link_in(mail, "reset-password")
    assert client.get(link).status_code == 200
    new = {"password": "mưa rào tháng sáu", "password_confirm": "mưa rào tháng sáu"}
    client.post(link, data=new)

    assert not is_signed_in(elsewhere)
    assert client.post(link, data=new).location == "/account/reset-password"
    sign_in(client, user.email, "mưa rào tháng sáu")
    assert is_signed_in(client)
    assert mails_to(session, user.email)[-1].subject.endswith("đã được đặt lại")


def test_a_reset_also_confirms_the_address(client, session, app, factories):
    user = someone(app, factories, confirmed_at=None)
    client.post("/account/reset-password", data={"email": user.email})
    link = link_in(mails_to(session, user.email)[0], "reset-password")

    client.post(link, data={"password": PASSWORD + " 2", "password_confirm": PASSWORD + " 2"})

    sign_in(client, user.email, PASSWORD + " 2")
    assert is_signed_in(client)


def test_changing_the_password_keeps_this_browser_and_ends_the_others(
    client, session, app, factories
):
    user = someone(app, factories)
    elsewhere = app.test_client()
    sign_in(elsewhere, user.email)
    sign_in(client, user.email)

    new = {"new_password": "mưa rào tháng sáu", "new_password_confirm": "mưa rào tháng sáu"}
    answer = client.post("/account/change-password", data={"password": PASSWORD, **new})

    assert answer.location == "/account/"
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert len(accounts.open_sessions(session, user)) == 1


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "http:evil.example",
    ],
)
@pytest.mark.parametrize("where", ["query", "form"])
def test_next_never_leads_to_another_site(client, app, factories, target, where):
    user = someone(app, factories)
    form = {"email": user.email, "password": PASSWORD}
    options = {"query_string": {"next": target}} if where == "query" else {}
    fields = {**form, "next": target} if where == "form" else form

    answer = client.post("/account/sign-in", data=fields, **options)

    location = answer.headers.get("Location", "/")
    assert urljoin("http://localhost/account/sign-in", location).startswith("http://localhost/")
    assert not location.startswith(("//", "/\\", "\\"))


def test_next_leads_back_to_our_own_page(client, app, factories):
    user = someone(app, factories)

    assert client.get("/account/sessions").location.endswith("next=/account/sessions")
    assert sign_in(client, user.email, next="/account/sessions").location == "/account/sessions"


def test_a_signed_in_person_signs_out(client, session, app, factories):
    user = someone(app, factories)
    sign_in(client, user.email)

    assert client.get("/account/sign-out").status_code == 405
    client.post("/account/sign-out")

    assert not is_signed_in(client)
    assert not accounts.open_sessions(session, user)


def test_keeping_signed_in_makes_the_one_cookie_last(client, app, factories):
    user = someone(app, factories)

    short = sign_in(client, user.email).headers.getlist("Set-Cookie")
    client.post("/account/sign-out")
    long = sign_in(client, user.email, remember="y").headers.getlist("Set-Cookie")

    assert not any("Expires" in cookie for cookie in short)
    assert any(cookie.startswith("session=") and "Expires" in cookie for cookie in long)
    assert not any(cookie.startswith("remember_token=") for cookie in long)


def test_no_token_in_a_header_signs_in(client, app, factories):
    user = someone(app, factories)
    with app.test_request_context():
        token = user.get_auth_token()

    answer = client.get("/account/", headers={"Authentication-Token": token})

    assert answer.status_code == 302


def test_the_json_side_is_closed(client):
    assert client.post("/account/sign-in", json={"email": "a@b.vn"}).status_code == 415


def test_a_forged_host_does_not_get_into_the_mail(client, session, app, factories):
    user = someone(app, factories)

    client.post(
        "/account/reset-password", data={"email": user.email}, headers={"Host": "evil.example"}
    )

    assert "evil.example" not in mails_to(session, user.email)[0].text


def test_mails_come_in_their_readers_language(client, session, app, factories):
    user = someone(app, factories, language="en")

    client.post("/account/reset-password", data={"email": user.email})

    mail = mails_to(session, user.email)[0]
    assert "/account/reset-password/" in mail.text
    assert 'lang="en"' in mail.html


def test_a_form_without_its_token_is_refused(another_app, session, app, factories):
    user = someone(app, factories)
    guarded = another_app().test_client()

    assert sign_in(guarded, user.email).status_code == 400


def test_many_tries_are_slowed(another_app, session, app, factories, monkeypatch):
    user = someone(app, factories)
    monkeypatch.setattr(limiter, "enabled", False)  # one limiter serves every application
    slowed = another_app(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=True).test_client()
    limiter.enabled = True

    answers = [sign_in(slowed, user.email, "mật khẩu sai").status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]
    assert slowed.get("/account/sign-in").status_code == 200


def test_a_locked_person_may_wait(client, session, app, factories):
    user = someone(app, factories, failed_logins=9)
    sign_in(client, user.email, "mật khẩu sai")
    locked = user_of(session, user.email)
    locked.locked_until = now()
    session.commit()

    sign_in(client, user.email)

    assert is_signed_in(client)


def test_a_wrong_present_password_counts_as_a_failure_too(client, session, app, factories):
    user = someone(app, factories)
    sign_in(client, user.email)
    new = {"new_password": "mưa rào tháng sáu", "new_password_confirm": "mưa rào tháng sáu"}

    for _ in range(10):
        client.post("/account/change-password", data={"password": "mật khẩu sai", **new})
    page = client.post("/account/change-password", data={"password": PASSWORD, **new})

    assert "Mật khẩu chưa đúng" in page.text
    assert accounts.is_locked(user_of(session, user.email))


def test_an_account_made_on_the_command_line_signs_in(client, session):
    users.add(session, "quantri@example.org", "matchmaker-demo", administrator=True)

    sign_in(client, "quantri@example.org", "matchmaker-demo")

    assert is_signed_in(client)


def test_a_blocked_person_is_out_at_once(client, session, app, factories):
    user = someone(app, factories)
    sign_in(client, user.email)

    users.block(session, Actor(factories.administrator()), user, blocked=True)

    assert not is_signed_in(client)
    sign_in(client, user.email)
    assert not is_signed_in(client)
