"""Codes of a telephone, recovery codes and passkeys."""

import html
import json
import re

import pytest
from passlib.totp import TOTP

from matchmaker.services.people import accounts
from tests.web.authenticator import Authenticator
from tests.web.signing_in import is_signed_in, mails_to, sign_in, someone, user_of


@pytest.fixture
def user(app, factories):
    return someone(app, factories)


def turn_on(client, user):
    """Turn the second step on; return the telephone and the recovery codes."""
    sign_in(client, user.email)
    page = client.post("/account/two-step", data={"setup": "authenticator"}).text
    key = re.search(r'account-key">([^<]+)', page).group(1).replace("-", "")
    telephone = TOTP(key=key, format="base32")
    action = re.search(r'action="(/account/two-step/[^"]+)"', page).group(1)
    client.post(action, data={"code": telephone.generate().token})
    page = client.post("/account/recovery-codes").text
    client.post("/account/sign-out")
    return telephone, re.findall(r"<li><code>([^<]+)", page)


def options_in(page):
    return json.loads(html.unescape(re.search(r'data-options="([^"]+)"', page).group(1)))


def action_in(page):
    return html.unescape(re.search(r'<form method="post" action="([^"]+)" data-passkey', page)[1])


def add_passkey(client, name="Điện thoại của tôi", usage="first"):
    authenticator = Authenticator()
    page = client.post("/account/passkeys", data={"name": name, "usage": usage}).text
    answer = authenticator.create(options_in(page))
    client.post(action_in(page), data={"credential": answer})
    return authenticator


def use_passkey(client, authenticator, start="/account/sign-in-passkey"):
    page = client.post(start).text
    return client.post(action_in(page), data={"credential": authenticator.get(options_in(page))})


def test_with_a_second_step_the_password_alone_does_not_sign_in(client, user):
    telephone, _codes = turn_on(client, user)

    answer = sign_in(client, user.email)
    assert answer.location.startswith("/account/two-step-code")
    assert not is_signed_in(client)

    assert client.get("/account/two-step-code").status_code == 200
    token = telephone.generate().token
    client.post("/account/two-step-code", data={"code": f"{token[:3]} {token[3:]}"})
    assert is_signed_in(client)


def test_a_wrong_code_is_told_and_ten_of_them_lock(client, session, user):
    telephone, _codes = turn_on(client, user)
    sign_in(client, user.email)

    pages = [client.post("/account/two-step-code", data={"code": "000000"}).text for _ in range(10)]

    assert "Mã chưa đúng" in pages[0]
    assert accounts.is_locked(user_of(session, user.email))
    client.post("/account/two-step-code", data={"code": telephone.generate().token})
    assert not is_signed_in(client)


@pytest.mark.parametrize("code", ["", "abc", "１２３４５６", "0" * 5000, "\x00"])
def test_odd_codes_are_only_wrong(client, user, code):
    turn_on(client, user)
    sign_in(client, user.email)

    assert client.post("/account/two-step-code", data={"code": code}).status_code == 200


def test_a_recovery_code_works_once(client, session, user):
    _telephone, codes = turn_on(client, user)
    assert len(codes) == 8

    for expected in (True, False):
        sign_in(client, user.email)
        assert client.get("/account/recovery-code").status_code == 200
        client.post("/account/recovery-code", data={"code": f" {codes[0].upper()}"})
        assert is_signed_in(client) is expected
        client.post("/account/sign-out")


def test_ten_wrong_recovery_codes_lock(client, session, user):
    _telephone, codes = turn_on(client, user)
    sign_in(client, user.email)

    for _ in range(10):
        client.post("/account/recovery-code", data={"code": "aaaa-bbbb-cccc"})

    client.post("/account/recovery-code", data={"code": codes[0]})
    assert not is_signed_in(client)


def test_a_call_for_help_reaches_the_administrators(client, session, user, factories):
    administrator = factories.administrator()
    turn_on(client, user)
    sign_in(client, user.email)

    page = client.post("/account/two-step-help", data={"help_setup": "help"}).text

    assert "Quản trị viên đã được báo" in page
    (mail,) = mails_to(session, administrator.email)
    assert user.email in mail.text


def test_the_second_step_can_be_turned_off_again(client, user):
    telephone, _codes = turn_on(client, user)
    sign_in(client, user.email)
    client.post("/account/two-step-code", data={"code": telephone.generate().token})

    assert client.get("/account/two-step").status_code == 200
    client.post("/account/two-step", data={"setup": "disable"})
    client.post("/account/sign-out")
    sign_in(client, user.email)

    assert is_signed_in(client)


@pytest.mark.parametrize("page", ["two-step", "passkeys", "recovery-codes"])
def test_pages_of_safety_ask_for_the_password_again(client, user, page):
    client.sign_in(user)  # long ago, as far as the page knows

    answer = client.get(f"/account/{page}")

    assert answer.location == f"/account/verify?next=/account/{page}"
    assert client.get(answer.location).status_code == 200


def test_the_password_said_again_leads_on(client, user):
    client.sign_in(user)
    form = {"password": "sai rồi nhé bạn", "next": "/account/passkeys"}

    assert client.post("/account/verify", data=form).status_code == 200
    form["password"] = "sen trắng mùa hạ"
    assert client.post("/account/verify", data=form).location == "/account/passkeys"


def test_a_passkey_signs_in_without_password(client, session, user):
    sign_in(client, user.email)
    authenticator = add_passkey(client)
    assert "Điện thoại của tôi" in client.get("/account/passkeys").text
    client.post("/account/sign-out")

    use_passkey(client, authenticator)

    assert is_signed_in(client)


def test_a_passkey_of_another_site_does_not_sign_in(client, user):
    sign_in(client, user.email)
    authenticator = add_passkey(client)
    client.post("/account/sign-out")
    authenticator.origin = "http://evil.example"

    use_passkey(client, authenticator)

    assert not is_signed_in(client)


def test_a_passkey_is_the_second_step(client, user):
    sign_in(client, user.email)
    authenticator = add_passkey(client, usage="secondary")
    client.post("/account/sign-out")

    assert sign_in(client, user.email).location.startswith("/account/sign-in-passkey")
    assert not is_signed_in(client)
    use_passkey(client, authenticator)

    assert is_signed_in(client)


def test_with_code_and_passkey_one_chooses(client, user):
    telephone, _codes = turn_on(client, user)
    sign_in(client, user.email)
    client.post("/account/two-step-code", data={"code": telephone.generate().token})
    add_passkey(client, usage="secondary")
    client.post("/account/sign-out")

    choice = sign_in(client, user.email).location
    assert "khóa truy cập" in client.get(choice).text
    assert client.post(choice, data={"which": "sms"}).status_code == 200
    answer = client.post(choice, data={"which": "authenticator"})

    assert answer.location.startswith("/account/two-step-code")


def test_a_passkey_confirms_who_sits_here(client, user):
    sign_in(client, user.email)
    authenticator = add_passkey(client)

    assert "Dùng khóa truy cập" in client.get("/account/verify").text
    answer = use_passkey(client, authenticator, "/account/verify-passkey?next=/account/two-step")

    assert answer.location == "/account/two-step"


def test_a_deleted_passkey_does_not_sign_in(client, user):
    sign_in(client, user.email)
    authenticator = add_passkey(client)
    client.post("/account/passkeys-delete", data={"name": "Điện thoại của tôi"})
    assert "Chưa có khóa nào" in client.get("/account/passkeys").text
    client.post("/account/sign-out")

    use_passkey(client, authenticator)

    assert not is_signed_in(client)


@pytest.mark.parametrize("name", ["", "<b>", "x" * 65, "a\x00b"])
def test_odd_names_of_passkeys_are_refused(client, user, name):
    sign_in(client, user.email)

    page = client.post("/account/passkeys", data={"name": name, "usage": "first"}).text

    assert "data-options" not in page
    assert "field-error" in page


@pytest.mark.parametrize("credential", ["", "[]", "{}", "null", '{"id":1}', "\x00"])
def test_odd_answers_of_a_browser_do_not_sign_in(client, user, credential):
    page = client.post("/account/sign-in-passkey").text

    answer = client.post(action_in(page), data={"credential": credential})

    assert answer.status_code == 302
    assert not is_signed_in(client)


@pytest.mark.parametrize("extensions", ["not JSON", "[]", None])
def test_odd_extensions_of_a_passkey_do_not_break_the_page(client, user, extensions):
    sign_in(client, user.email)
    page = client.post("/account/passkeys", data={"name": "Khóa", "usage": "first"}).text
    answer = {**json.loads(Authenticator().create(options_in(page))), "extensions": extensions}

    client.post(action_in(page), data={"credential": json.dumps(answer)})

    assert "Khóa" in client.get("/account/passkeys").text


def test_a_passkey_made_for_another_site_is_refused(client, session, user):
    sign_in(client, user.email)
    page = client.post("/account/passkeys", data={"name": "Khóa", "usage": "first"}).text
    answer = Authenticator("http://evil.example").create(options_in(page))

    client.post(action_in(page), data={"credential": answer})

    assert not user_of(session, user.email).webauthn
