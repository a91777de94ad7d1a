"""What happened to a record is readable by whom it belongs to."""

import pytest

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from tests.web.world import organisation_of


@pytest.fixture
def people(factories):
    return {
        "institute": factories.member("institute", name_vi="Viện Mía"),
        "firm": factories.member("coop", name_vi="Hợp tác xã Mít Ba Láng"),
        "centre": factories.member("centre"),
        "centre2": factories.member("centre", province="01"),
        "ministry": factories.member("ministry"),
        "admin": factories.administrator(),
    }


@pytest.fixture
def written(session, factories, people):
    """A need, a technology, a deal of both and the firm, each with an entry of each side."""
    technology = factories.Technology(organisation=organisation_of(people["institute"]))
    need = factories.Need(organisation=organisation_of(people["firm"]), blind=True)
    deal = factories.Deal(
        match__need=need, match__technology=technology, centre=organisation_of(people["centre"])
    )
    for name, person in people.items():
        person.name = f"Người {name}"
    codes = {
        "technologies": technology.code,
        "needs": need.code,
        "deals": deal.code,
        "organisations": organisation_of(people["firm"]).code,
    }
    for code in codes.values():
        for role in ("firm", "institute", "centre"):
            actor = Actor(people[role], address=f"10.0.0.{len(role)}")
            audit.record(session, actor, "deal:note", code)
    session.commit()
    return codes


OWNERS = {
    "technologies": {"institute", "ministry", "admin"},
    "needs": {"firm", "ministry", "admin"},
    "deals": {"centre", "ministry", "admin"},
    "organisations": {"firm", "ministry", "admin"},
}


@pytest.mark.parametrize("noun", OWNERS)
def test_the_history_is_for_the_owner_and_those_who_look_after_all(client, people, written, noun):
    answers = {}
    for role, person in people.items():
        client.sign_in(person)
        answers[role] = client.get(f"/{noun}/{written[noun]}/history").status_code

    assert {role for role, status in answers.items() if status == 200} == OWNERS[noun]
    assert set(answers.values()) == {200, 403}


def test_the_owner_knows_colleagues_and_officers_but_not_the_other_side(client, people, written):
    client.sign_in(people["firm"])

    text = client.get(f"/needs/{written['needs']}/history").text

    assert "Người firm" in text
    assert "10.0.0.4" in text
    assert "Người centre" in text
    assert "Người institute" not in text
    assert "Người của tổ chức khác" in text


def test_nobody_behind_a_blind_need_is_named_to_the_centre_or_the_ministry(client, people, written):
    for role in ("centre", "ministry", "admin"):
        client.sign_in(people[role])
        text = client.get(f"/deals/{written['deals']}/history").text
        assert "Người firm" not in text
        assert "10.0.0.4" not in text
        assert "Tổ chức đăng ẩn danh" in text


def test_what_the_platform_did_and_who_is_gone_is_said(client, session, people, written):
    code = written["technologies"]
    audit.record(session, Actor(), "posting:expire", code)
    client.sign_in(people["institute"])

    assert "Hệ thống" in client.get(f"/technologies/{code}/history").text


def test_a_record_that_is_not_there_has_no_history(client, people):
    client.sign_in(people["admin"])

    assert client.get("/deals/TV-2020-000001/history").status_code == 404
    assert client.get("/users/1/history").status_code == 404
