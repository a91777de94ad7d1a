"""Giving deals to another officer, from the list and when somebody leaves."""

import pytest

from models import MemberRole


@pytest.fixture
def colleague(factories, deal):
    return factories.Membership(
        organisation=deal.centre, role=MemberRole.EDITOR, user__name="Lê Thị Kế"
    ).user


@pytest.fixture
def leaver(factories, session, deal):
    person = factories.Membership(organisation=deal.centre, role=MemberRole.EDITOR).user
    deal.officer = deal.next_step_owner = person
    session.commit()
    return person


def test_deals_are_chosen_confirmed_given_and_taken_back(client, session, officer, deal, colleague):
    client.sign_in(officer)

    listed = client.get("/deals/list").text
    asked = client.get(f"/deals/reassign?deal={deal.code}").text
    session.refresh(deal)
    unchanged = deal.officer_id
    given = client.post(
        "/deals/reassign",
        data={"deal": deal.code, "officer": colleague.id},
        follow_redirects=True,
    ).text

    assert f'value="{deal.code}"' in listed
    assert "Lê Thị Kế" in asked
    assert unchanged == officer.id
    assert "Đã giao 1 thương vụ cho Lê Thị Kế." in given
    session.refresh(deal)
    assert deal.officer_id == colleague.id
    undo = given[given.index("/deals/reassign/") :].partition('"')[0]
    client.post(undo, data={"centre": deal.centre.code})
    session.refresh(deal)
    assert deal.officer_id == officer.id


def test_a_choice_that_makes_no_sense_is_said_at_the_field(client, officer, deal, colleague):
    client.sign_in(officer)

    for chosen in ("", "x", "999999"):
        answer = client.post("/deals/reassign", data={"deal": deal.code, "officer": chosen})
        assert answer.status_code == 422
        assert "Hãy chọn một cán bộ khác" in answer.text
    assert "Không có thương vụ nào để giao" in client.get("/deals/reassign").text
    gone = client.post("/deals/reassign", data={"deal": "TV-0", "officer": colleague.id})
    assert "Thương vụ đã chọn không còn mở" in gone.text


def test_only_the_head_gives_many_deals_away(client, factories, deal, colleague):
    client.sign_in(colleague)
    assert "data-pick" not in client.get("/deals/list").text
    for person in (colleague, factories.member("centre", province="01"), factories.member()):
        client.sign_in(person)
        data = {"deal": deal.code, "officer": colleague.id, "centre": deal.centre.code}
        assert client.post("/deals/reassign", data=data).status_code == 403
        assert client.get(f"/deals/reassign?centre={deal.centre.code}").status_code == 403


@pytest.mark.parametrize("how", ["remove", "reader"])
def test_when_a_member_leaves_their_deals_are_to_be_given_away_at_once(
    client, deal, leaver, colleague, how
):
    client.sign_in(deal.centre.memberships[0].user)
    member = leaver.memberships[0]
    address = f"/organisations/{deal.centre.code}/members/{member.id}"

    if how == "remove":
        page = client.post(f"{address}/remove", follow_redirects=True)
    else:
        form = {f"m{member.id}-role": "reader"}
        page = client.post(address, data=form, follow_redirects=True)

    assert page.request.path == "/deals/reassign"
    assert "đang giữ 1 thương vụ" in page.text
    monday = client.get("/deals/monday").text
    assert "không có người của trung tâm theo dõi" in monday
    assert f"/deals/reassign?person={leaver.id}" in monday
    client.post("/deals/reassign", data={"person": leaver.id, "officer": colleague.id})
    assert "không có người của trung tâm theo dõi" not in client.get("/deals/monday").text


def test_undo_is_not_offered_where_the_former_officer_has_left(client, deal, leaver, colleague):
    client.sign_in(deal.centre.memberships[0].user)
    member = leaver.memberships[0]
    client.post(f"/organisations/{deal.centre.code}/members/{member.id}/remove")
    data = {"person": leaver.id, "officer": colleague.id}

    given = client.post("/deals/reassign", data=data, follow_redirects=True).text

    assert "Đã giao 1 thương vụ cho Lê Thị Kế." in given
    assert "Việc này không hoàn tác được" in given
    assert "/undo" not in given


def test_the_history_of_the_centre_names_people_and_deals(
    client, factories, deal, leaver, colleague
):
    leaver.name = "Phạm Văn Cũ"
    client.sign_in(deal.centre.memberships[0].user)
    data = {"deal": deal.code, "officer": colleague.id}
    client.post("/deals/reassign", data=data)
    told = f"Người phụ trách: Lê Thị Kế; trước do Phạm Văn Cũ phụ trách: {deal.code}"

    address = f"/organisations/{deal.centre.code}/history"
    assert told in client.get(address).text
    assert told in client.get(f"{address}.csv").text
    client.sign_in(factories.administrator())
    assert told in client.get("/admin/audit").text
    assert told in client.get("/admin/audit.csv").text


def test_an_administrator_who_lets_somebody_go_gives_their_deals_away(
    client, factories, deal, leaver, colleague
):
    client.sign_in(factories.administrator())
    address = f"/organisations/{deal.centre.code}/members/{leaver.memberships[0].id}/remove"

    page = client.post(address, follow_redirects=True)
    data = {"person": leaver.id, "officer": colleague.id, "centre": deal.centre.code}
    client.post("/deals/reassign", data=data)

    assert "Lê Thị Kế" in page.text
    assert "Lê Thị Kế" in client.get(f"/deals/{deal.code}").text


def test_who_holds_no_deal_just_leaves(client, officer, deal, colleague):
    client.sign_in(officer)
    address = f"/organisations/{deal.centre.code}/members"

    page = client.post(f"{address}/{colleague.memberships[0].id}/remove", follow_redirects=True)

    assert page.request.path == address
