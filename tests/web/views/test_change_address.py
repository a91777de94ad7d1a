"""People change the address they sign in with: the new one confirms, the old one is told."""

import re

import pytest

from matchmaker.web.extensions import limiter
from models import AuditEntry, BouncedAddress, Mail, now
from tests.web.conftest import open_session
from tests.web.signing_in import link_in, mails_to, sign_in, someone, user_of

NEW = "dia.chi.moi@example.org"


@pytest.fixture
def user(app, client, factories):
    person = someone(app, factories)
    sign_in(client, person.email)
    return person


def ask(client, address=NEW):
    return client.post("/account/change-address", data={"email": address})


def test_the_new_address_confirms_and_only_then_counts(client, session, user):
    old = user.email

    assert NEW in ask(client, NEW.upper()).text
    assert user.email == old
    (mail,) = mails_to(session, NEW)
    answer = client.get(link_in(mail, "change-address"))

    assert answer.location == "/account/"
    assert user_of(session, NEW).id == user.id
    assert "Đã xác nhận địa chỉ email mới" in client.get("/account/").text


def test_the_old_address_is_told_and_the_trail_names_both(client, session, user):
    old = user.email
    ask(client)

    client.get(link_in(mails_to(session, NEW)[0], "change-address"))

    (notice,) = mails_to(session, old)
    assert notice.subject == "Địa chỉ email của tài khoản Matchmaker đã được thay đổi"
    assert NEW in notice.text
    (entry,) = session.query(AuditEntry).filter_by(action="user:address")
    assert (entry.subject, entry.detail) == (old, {"new": NEW})


def test_the_link_serves_once_and_not_after_an_edit(client, session, user):
    ask(client)
    link = link_in(mails_to(session, NEW)[0], "change-address")
    signed, dot, signature = link.rpartition(".")
    other = "B" if signature[0] == "A" else "A"
    client.get(f"{signed}{dot}{other}{signature[1:]}")
    assert user_of(session, NEW) is None

    client.get(link)
    client.get(link)

    assert session.query(AuditEntry).filter_by(action="user:address").count() == 1


def test_of_an_address_that_is_taken_nothing_is_told(client, session, factories, user):
    taken = factories.User(email="da.co@example.org").email

    free, known = ask(client), ask(client, taken)

    assert known.status_code == free.status_code == 200
    hidden = re.compile(r"[\w.]+@example\.org|csrf_token.*")
    assert hidden.sub("", known.text) == hidden.sub("", free.text)
    assert mails_to(session, taken) == []


def test_an_address_taken_meanwhile_is_not_taken_away(client, session, factories, user):
    old = user.email
    ask(client)
    factories.User(email=NEW)

    client.get(link_in(mails_to(session, NEW)[0], "change-address"))

    assert user.email == old


@pytest.mark.parametrize("typed", ["", "khong-phai-email", "own"])
def test_what_is_no_new_address_is_said_beside_the_field(client, session, user, typed):
    page = ask(client, user.email if typed == "own" else typed).text

    assert "invalid-feedback" in page or 'aria-invalid="true"' in page
    assert session.query(Mail).count() == 0


def test_whoever_gets_no_mail_is_led_there_and_hears_again(client, session, user):
    session.add_all([BouncedAddress(address=user.email), BouncedAddress(address=NEW)])
    assert "/account/change-address" in client.get("/").text
    ask(client)

    client.get(link_in(mails_to(session, NEW)[0], "change-address"))

    assert "bị trả lại" not in client.get("/").text


def test_the_mail_is_in_the_language_of_its_reader(client, session, user):
    user.language = "en"

    ask(client)

    assert mails_to(session, NEW)[0].subject == "Confirm your new email address on Matchmaker"


def test_whoever_asks_often_has_to_wait(another_app, session, user, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)  # one limiter serves every application
    app = another_app(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=True, SESSION_PROTECTION=None)
    slowed = app.test_client()
    with slowed.session_transaction() as cookie:
        cookie.update(_user_id=user.fs_uniquifier, session_token=open_session(user))
        cookie.update(_fresh=True, fs_cc="set", fs_paa=now().timestamp())
    limiter.enabled = True

    answers = [ask(slowed, f"{number}@example.org").status_code for number in range(6)]

    assert answers == [200] * 5 + [429]
