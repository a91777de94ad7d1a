"""How one hears by mail, and how to stop it with one click."""

import pytest

from matchmaker.services import paces
from matchmaker.web import unsubscribing
from models import NotificationKind, Pace


@pytest.fixture
def person(factories):
    return factories.User()


@pytest.fixture
def link(app, session, person):
    """A path by which ``person`` stops hearing of matches."""
    session.commit()
    with app.app_context():
        token = unsubscribing.sign(person, [NotificationKind.MATCH])
    return f"/unsubscribe/{token}"


def _pace(session, person, kind=NotificationKind.MATCH):
    found = paces.chosen(session, person)[kind]
    session.commit()
    return found


def test_a_person_chooses_how_soon_to_hear_of_each_kind_and_when_not(client, session, person):
    client.sign_in(person)
    form = {kind.value: "at_once" for kind in NotificationKind}

    client.post(
        "/account/notifications",
        data={**form, "match": "weekly", "quiet": "y", "quiet_from": "22:00", "quiet_to": "06:30"},
    )

    page = client.get("/account/notifications").text
    assert _pace(session, person) is Pace.WEEKLY
    assert paces.quiet_hours(session, person) == (22 * 60, 6 * 60 + 30)
    assert 'value="22:00"' in page


def test_without_a_tick_there_are_no_quiet_hours(client, session, person):
    client.sign_in(person)
    form = {kind.value: "daily" for kind in NotificationKind}

    client.post("/account/notifications", data={**form, "quiet_from": "22:00", "quiet_to": "06:30"})

    assert paces.quiet_hours(session, person) == (0, 0)


def test_a_pace_that_does_not_exist_is_refused_at_its_field(client, session, person):
    client.sign_in(person)
    form = {kind.value: "daily" for kind in NotificationKind}

    answer = client.post("/account/notifications", data={**form, "match": "hourly"})

    assert answer.status_code == 422
    assert _pace(session, person) is Pace.DAILY


def test_looking_at_the_link_changes_nothing(client, session, person, link):
    page = client.get(link)

    assert "Ngừng nhận thư" in page.text
    assert _pace(session, person) is Pace.DAILY


def test_a_mail_program_unsubscribes_without_cookies_or_form_token(
    *, app, client, session, person, link, monkeypatch
):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    answer = app.test_client().post(link, data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert _pace(session, person) is Pace.NONE
    assert _pace(session, person, NotificationKind.STAGE) is Pace.AT_ONCE


def test_twice_is_as_good_as_once_and_it_can_be_taken_back(client, session, person, link):
    client.post(link)
    client.post(link)

    client.post(f"{link}/undo")

    assert _pace(session, person) is Pace.DAILY


def test_a_broken_or_forged_link_says_so(client, link):
    for path in (link[:-3], "/unsubscribe/x", "/unsubscribe/" + "x" * 2000):
        assert client.post(path).status_code == 404
        assert "Liên kết bị cắt" in client.get(path).text


def test_the_link_of_a_removed_account_is_nobody_else_s(client, session, factories, person, link):
    number = person.id
    session.delete(person)
    session.commit()
    newcomer = factories.User(id=number, create_datetime=person.create_datetime.replace(year=2030))

    assert client.post(link).status_code == 404
    assert _pace(session, newcomer) is Pace.DAILY
