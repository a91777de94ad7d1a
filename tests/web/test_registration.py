"""Signing up: address, name, password, confirmation."""

import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from matchmaker.web import security
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
    register(client, "lan@vien.vn")

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


def test_an_address_is_one_address_however_it_is_typed(client, session, app, factories):
    user = someone(app, factories, email="lan@vien.vn")

    register(client, "Lan@Vien.VN")
    sign_in(client, " LAN@vien.vn ")

    assert is_signed_in(client)
    assert [mail.to for mail in mails_to(session, user.email)] == [user.email]


def test_registering_twice_looks_the_same_and_the_owner_is_told(client, session, app, factories):
    user = someone(app, factories)

    first, again = register(client, "moi@vien.vn"), register(client, user.email)
    assert (first.status_code, first.location) == (again.status_code, again.location)

    page = client.get("/account/sign-in").text
    assert page.count("mời bạn bấm vào liên kết") == 2
    (mail,) = mails_to(session, user.email)
    assert mail.subject == "Bạn đã có tài khoản trên Matchmaker"


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("ngắn", "ít nhất 10 ký tự"),
        ("Matkhau@2026", "quá dễ đoán. Hãy thêm vài từ"),
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
    user = someone(app, factories)
    sign_in(client, user.email, unicodedata.normalize("NFD", PASSWORD))

    assert is_signed_in(client)


@pytest.mark.parametrize(
    "email",
    ["", "lan", "lan@", "lan@vien", "a\x00b@vien.vn", "lan@vien.vn\r\nBcc: x@y.vn", "<script>"],
)
def test_bad_addresses_are_refused(client, session, email):
    page = register(client, email)

    assert page.status_code == 200
    assert "email" in page.text
    assert "<script>" not in page.text.partition("<main")[2]


def test_a_double_click_on_register_answers_as_one_click(app, session):
    def collide():
        raise IntegrityError("INSERT", {}, Exception("unique"))

    with app.test_request_context(
        "/account/register", method="POST", data={"email": "lan@vien.vn"}
    ):
        answer = security._once(collide)

    assert answer.location == "/account/sign-in"


@pytest.mark.parametrize("part", ["confirm", "reset-password"])
@pytest.mark.parametrize("token", ["x", "a.b.c", "x" * 5000, "%00", "WyJhIl0.abc.def"])
def test_broken_links_say_so(client, part, token):
    answer = client.get(f"/account/{part}/{token}")

    assert answer.location == f"/account/{part}"
    assert "không hợp lệ" in client.get(answer.location).text


def test_an_old_link_says_it_is_over(client, session, app, monkeypatch):
    register(client, "lan@vien.vn")
    link = link_in(mails_to(session, "lan@vien.vn")[0], "confirm")
    monkeypatch.setitem(app.config, "SECURITY_CONFIRM_EMAIL_WITHIN", -timedelta(hours=1))

    answer = client.get(link)

    assert "hết hạn" in client.get(answer.location).text
