"""One deal on the page."""

import pytest

from models import Disclosure, MemberRole


def test_private_notes_are_for_the_centre_alone(client, app, factories, officer, deal):
    client.sign_in(officer)
    client.post(f"/deals/{deal.code}/notes", data={"text": "Giá sàn 700 triệu", "private": "y"})
    client.post(f"/deals/{deal.code}/notes", data={"text": "Đã gặp hai bên"})
    outsiders = [
        factories.Membership(organisation=deal.technology.organisation).user,
        factories.Membership(organisation=deal.need.organisation).user,
        factories.member("ministry"),
        factories.administrator(),
    ]

    assert "Giá sàn 700 triệu" in client.get(f"/deals/{deal.code}").text
    for person in outsiders:
        other = app.test_client()
        other.sign_in(person)
        text = other.get(f"/deals/{deal.code}").text
        assert "Giá sàn 700 triệu" not in text
        assert "Đã gặp hai bên" in text


def test_an_empty_note_is_refused(client, officer, deal):
    client.sign_in(officer)

    answer = client.post(f"/deals/{deal.code}/notes", data={"text": "\u200b"})

    assert answer.status_code == 422


def test_a_note_is_text_and_never_markup(client, officer, deal):
    client.sign_in(officer)

    client.post(f"/deals/{deal.code}/notes", data={"text": "<script>alert(1)</script>"})

    assert "<script>alert(1)" not in client.get(f"/deals/{deal.code}").text


def test_the_institute_learns_no_blind_firm(client, deal, document, blind, institute):
    client.sign_in(institute)
    together = ("", "list", "monday", "list.csv")
    addresses = [f"/deals/{deal.code}", *(f"/deals/{each}" for each in together)]

    texts = [client.get(address).text for address in addresses]

    assert all(blind not in text for text in texts)
    assert "Tổ chức đăng ẩn danh" in texts[0]
    assert client.get(f"/deals/{deal.code}/documents/{document}").status_code == 403


def test_words_written_before_are_masked(client, session, deal, blind, institute):
    deal.next_step = f"Gọi {blind}"
    client.sign_in(institute)

    assert "Gọi […]" in client.get(f"/deals/{deal.code}").text


def test_who_was_let_in_sees_name_and_documents(client, factories, deal, document, institute):
    deal.need.blind = True
    name = deal.need.organisation.name_vi
    deal.need.disclosures.append(Disclosure(organisation=deal.technology.organisation))
    client.sign_in(institute)

    assert name in client.get(f"/deals/{deal.code}").text
    with client.get(f"/deals/{deal.code}/documents/{document}") as answer:
        assert answer.status_code == 200


def test_the_firm_is_offered_to_let_the_institute_in(client, factories, deal, blind):
    client.sign_in(factories.Membership(organisation=deal.need.organisation).user)

    page = client.get(f"/deals/{deal.code}").text
    client.post(
        f"/postings/{deal.need.code}/disclose",
        data={"organisation": deal.technology.organisation.code, "let_in": "1"},
    )

    assert "Bên cung chưa biết bạn là ai" in page
    assert "Bên cung chưa biết bạn là ai" not in client.get(f"/deals/{deal.code}").text


def test_the_deal_goes_to_a_colleague(client, session, factories, officer, deal):
    colleague = factories.Membership(organisation=deal.centre, role=MemberRole.EDITOR).user
    client.sign_in(officer)
    form = {"version": str(deal.version), "officer": str(colleague.id)}

    client.post(f"/deals/{deal.code}/officer", data=form)
    stale = client.post(f"/deals/{deal.code}/officer", data=form)

    session.refresh(deal)
    assert deal.officer_id == colleague.id
    assert stale.status_code == 409


def test_nobody_of_another_house_becomes_officer(client, factories, officer, deal):
    stranger = factories.member("institute")
    client.sign_in(officer)

    answer = client.post(
        f"/deals/{deal.code}/officer",
        data={"version": str(deal.version), "officer": str(stranger.id)},
    )

    assert answer.status_code == 422


WRITES = ["move", "next-step", "notes", "nda", "officer"]


@pytest.mark.parametrize(
    "case",
    [
        ("centre", 200, True),
        ("reader", 200, False),
        ("firm", 200, False),
        ("institute", 200, False),
        ("ministry", 200, False),
        ("administrator", 200, False),
        ("department", 200, False),
        ("other centre", 403, False),
        ("other firm", 403, False),
    ],
)
def test_who_may_read_and_who_may_write(client, factories, officer, deal, case):
    who, reads, writes = case
    people = {
        "centre": lambda: officer,
        "reader": lambda: (
            factories.Membership(organisation=deal.centre, role=MemberRole.READER).user
        ),
        "firm": lambda: factories.Membership(organisation=deal.need.organisation).user,
        "institute": lambda: factories.Membership(organisation=deal.technology.organisation).user,
        "ministry": lambda: factories.member("ministry"),
        "administrator": factories.administrator,
        "department": lambda: factories.member("department"),
        "other centre": lambda: factories.member("centre", province="48"),
        "other firm": lambda: factories.member("sme"),
    }
    client.sign_in(people[who]())

    assert client.get(f"/deals/{deal.code}").status_code == reads
    assert (deal.code in client.get("/deals/list").text) == (reads == 200)
    assert (client.get(f"/deals/{deal.code}/move?stage=introduced").status_code == 200) == writes
    for address in WRITES:
        answer = client.post(f"/deals/{deal.code}/{address}", data={"stage": "introduced"})
        assert (answer.status_code != 403) == writes


@pytest.mark.parametrize("address", ["", "list", "monday", "list.csv", "TV-2026-000000"])
def test_a_visitor_is_asked_to_sign_in(client, factories, address):
    factories.Deal(code="TV-2026-000000")

    assert "sign-in" in client.get(f"/deals/{address}").location


def test_a_deal_that_is_not_there(client, officer):
    client.sign_in(officer)

    assert client.get("/deals/TV-1999-000001").status_code == 404
    assert client.get("/deals/%00").status_code == 404


def test_an_officer_who_moved_to_another_centre_is_said_to_be_gone(
    client, session, factories, deal, officer
):
    colleague = factories.Membership(organisation=deal.centre).user
    client.sign_in(colleague)
    gone = "không còn theo dõi cho trung tâm này"
    assert gone not in client.get(f"/deals/{deal.code}").text

    officer.memberships[0].organisation = factories.Organisation(org_type="centre")
    session.commit()

    assert gone in client.get(f"/deals/{deal.code}").text
    other = client.application.test_client()
    other.sign_in(officer)
    assert other.get(f"/deals/{deal.code}").status_code == 403
