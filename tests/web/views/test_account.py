"""A person's own account."""

import pytest

from matchmaker.services.actors import actor_of
from matchmaker.services.people import accounts
from tests.web.signing_in import is_signed_in, sign_in, someone, user_of


@pytest.fixture
def user(factories):
    return factories.member("institute", name_vi="Viện Lúa")


@pytest.mark.parametrize("page", ["", "sessions", "data.json"])
def test_a_visitor_is_asked_to_sign_in(client, page):
    answer = client.get(f"/account/{page}")

    assert answer.location == f"/account/sign-in?next=/account/{page}"


def test_people_see_who_they_are(client, user):
    client.sign_in(user)

    page = client.get("/account/").text

    assert user.email in page
    assert user.name in page
    assert "Viện Lúa" in page
    assert "người quản lý" in page
    assert "Đang làm việc thay mặt" in page


def test_without_an_organisation_the_page_says_what_to_do(client, factories):
    client.sign_in(factories.User())

    assert "Bạn chưa thuộc tổ chức nào" in client.get("/account/").text


def test_name_and_language_can_be_changed(client, session, user):
    client.sign_in(user)
    client.set_cookie("language", "vi")

    answer = client.post("/account/", data={"name": "  Trần   Thị Hoa ", "language": "en"})

    assert answer.location == "/account/"
    assert 'lang="en"' in client.get("/account/").text
    changed = user_of(session, user.email)
    assert (changed.name, changed.language) == ("Trần Thị Hoa", "en")


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "language": "vi"},
        {"name": "x" * 201, "language": "vi"},
        {"name": "Hoa", "language": "fr"},
        {"name": "Hoa"},
        {},
    ],
)
def test_a_bad_profile_is_refused_and_nothing_changes(client, session, user, form):
    client.sign_in(user)

    answer = client.post("/account/", data=form)

    assert answer.status_code == 422
    assert "Chưa lưu được" in answer.text
    assert user_of(session, user.email).name == user.name


def test_markup_in_a_name_is_shown_as_text(client, user):
    client.sign_in(user)
    client.post("/account/", data={"name": "<script>alert(1)</script>", "language": "vi"})

    page = client.get("/account/").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_browsers_signed_in_are_listed_and_one_can_be_ended(client, session, app, factories):
    user = someone(app, factories)
    phone = app.test_client()
    phone.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Android 16) Firefox/144.0"
    phone.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    sign_in(phone, user.email)
    sign_in(client, user.email)

    page = client.get("/account/sessions").text
    assert "Firefox, Android" in page
    assert "203.0.113.7" in page
    assert page.count("Thiết bị này") == 1

    (other,) = [each for each in accounts.open_sessions(session, user) if each.device]
    session.commit()
    client.post(f"/account/sessions/{other.id}/end")

    assert not is_signed_in(phone)
    assert is_signed_in(client)


def test_all_others_can_be_ended_at_once(client, app, factories):
    user = someone(app, factories)
    others = [app.test_client() for _ in range(3)]
    for browser in (*others, client):
        sign_in(browser, user.email)

    client.post("/account/sessions/end-others")

    assert "Đã đăng xuất 3 thiết bị khác." in client.get("/account/sessions").text
    assert not any(is_signed_in(browser) for browser in others)


def test_nobody_ends_the_session_of_another(client, session, app, factories):
    victim = someone(app, factories)
    elsewhere = app.test_client()
    sign_in(elsewhere, victim.email)
    theirs = accounts.open_sessions(session, victim)[0]
    session.commit()
    client.sign_in(factories.User())

    assert client.post(f"/account/sessions/{theirs.id}/end").status_code == 404
    assert is_signed_in(elsewhere)


def test_a_cookie_without_an_open_session_signs_nobody_in(client, session, user):
    client.sign_in(user)
    accounts.end_sessions(session, user)
    session.commit()

    assert not is_signed_in(client)


def test_a_session_in_use_moves_forward_now_and_then(client, session, user):
    client.sign_in(user)
    (opened,) = accounts.open_sessions(session, user)
    opened.seen_at = long_ago = opened.seen_at - 2 * accounts.SEEN_EVERY
    session.commit()

    client.get("/account/")

    session.refresh(opened)
    assert opened.seen_at > long_ago


def test_the_own_data_can_be_taken_along(client, user):
    client.sign_in(user)

    answer = client.get("/account/data.json")

    assert answer.json["email"] == user.email
    assert answer.json["organisations"][0]["name"] == "Viện Lúa"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_people_choose_for_whom_they_act(client, session, factories, user):
    second = factories.Membership(user=user).organisation
    client.sign_in(user)
    form = {"organisation_id": second.id, "next": "/account/"}

    assert client.post("/account/acting-for", data=form).location == "/account/"

    assert actor_of(user_of(session, user.email)).organisation.id == second.id


@pytest.mark.parametrize("chosen", ["", "x", "0", "999999"])
def test_people_cannot_act_for_others(client, factories, user, chosen):
    factories.Organisation()
    client.sign_in(user)

    assert client.post("/account/acting-for", data={"organisation_id": chosen}).status_code == 404
