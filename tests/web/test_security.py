"""Signing up, in and out, lost passwords, and what an attacker learns: nothing."""

import pytest

from matchmaker.app import create_app
from matchmaker.services import accounts
from models import now
from tests.web.signing_in import (
    PASSWORD,
    is_signed_in,
    link_in,
    mails_to,
    register,
    sign_in,
    someone,
    user_of,
)


def test_a_newcomer_registers_confirms_and_signs_in(client, session):
    assert "hãy bấm" in (page := register(client, "lan@vien.vn")).text or page.status_code == 302

    assert not is_signed_in(client)
    (mail,) = mails_to(session, "lan@vien.vn")
    assert mail.subject == "Xác nhận địa chỉ email của bạn trên Matchmaker"
    assert "Chào Nguyễn Thị Lan" in mail.text
    assert "Chào Nguyễn Thị Lan" in mail.html

    client.get(link_in(mail, "confirm"))
    assert sign_in(client, "lan@vien.vn").headers["Location"] == "/"

    assert is_signed_in(client)
    assert user_of(session, "lan@vien.vn").name == "Nguyễn Thị Lan"


def test_who_has_not_confirmed_is_told_so_after_the_right_password(client, session):
    register(client, "lan@vien.vn")

    assert "xác nhận địa chỉ email trước" in sign_in(client, "lan@vien.vn").text
    assert "xác nhận địa chỉ email trước" not in sign_in(client, "lan@vien.vn", "sai rồi nhé").text


def test_registering_twice_looks_the_same_and_the_owner_is_told(client, session, app, factories):
    user = someone(app, factories)

    first, again = register(client, "moi@vien.vn"), register(client, user.email)
    assert (first.status_code, first.location) == (again.status_code, again.location)

    page = client.get("/account/sign-in").text
    assert page.count("mời bạn bấm vào liên kết") == 2
    (mail,) = mails_to(session, user.email)
    assert mail.subject == "Bạn đã có tài khoản trên Matchmaker"


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
    ("password", "told"),
    [
        ("ngắn", "ít nhất 10 ký tự"),
        ("Matkhau@2026", "quá dễ đoán"),
        ("nguyenthilan99", "quá dễ đoán"),
        ("sen " * 40, "ngắn hơn 129 ký tự"),
        ("", "chưa nhập mật khẩu"),
    ],
)
def test_bad_passwords_are_refused_with_the_reason(client, session, password, told):
    page = register(client, "lan@vien.vn", password)

    assert told in page.text
    assert user_of(session, "lan@vien.vn") is None


def test_a_password_typed_composed_or_decomposed_is_the_same(client, app, factories):
    import unicodedata

    user = someone(app, factories)
    sign_in(client, user.email, unicodedata.normalize("NFD", PASSWORD))

    assert is_signed_in(client)


@pytest.mark.parametrize(
    "email", ["", "lan", "lan@", "lan@vien", "a\x00b@vien.vn", "lan@vien.vn\r\nBcc: x@y.vn", "<script>"]
)
def test_bad_addresses_are_refused(client, session, email):
    page = register(client, email)

    assert page.status_code == 200
    assert "email" in page.text
    assert "<script>" not in page.text.partition("<main")[2]


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
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


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


def test_a_form_without_its_token_is_refused(database_url, session, app, factories):
    user = someone(app, factories)
    guarded = create_app(
        {"TESTING": True, "SQLALCHEMY_ENGINES": {"default": database_url}}
    ).test_client()

    assert sign_in(guarded, user.email).status_code == 400


def test_many_tries_are_slowed(database_url, session, app, factories):
    user = someone(app, factories)
    slowed = create_app(
        {
            "TESTING": True,
            "WTF_CSRF_ENABLED": False,
            "SQLALCHEMY_ENGINES": {"default": database_url},
        }
    ).test_client()

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
