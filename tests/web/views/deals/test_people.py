"""Parties, shares, milestones and calls on the page of a deal."""

import re
from datetime import timedelta

import pytest

from models import DealParty, Disclosure, local_today


@pytest.fixture
def partner(factories):
    return factories.Organisation(org_type="centre", name_vi="Trung tâm Hà Nội", province="01")


def buttons(page, address):
    """Return the forms of ``page`` that post to ``address``."""
    return re.findall(rf'action="[^"]*{address}"', page)


def test_a_party_is_found_without_accents_and_added_in_its_role(
    client, session, factories, officer, deal
):
    investor = factories.Organisation(name_vi="Quỹ Đầu tư Cửu Long", org_type="investor")
    client.sign_in(officer)

    found = client.get(f"/deals/{deal.code}/parties?q=quy dau tu").text
    form = {"organisation": investor.code, "role": "investor"}
    client.post(f"/deals/{deal.code}/parties", data=form)

    assert "Quỹ Đầu tư Cửu Long" in found
    page = client.get(f"/deals/{deal.code}").text
    assert "Nhà đầu tư, quỹ" in page
    assert page.count("Quỹ Đầu tư Cửu Long") > 1
    assert "joined" not in page


def test_a_party_without_a_role_is_asked_for_it_and_stays_chosen(client, factories, officer, deal):
    investor = factories.Organisation(name_vi="Quỹ Đầu tư Cửu Long", org_type="investor")
    client.sign_in(officer)

    answer = client.post(f"/deals/{deal.code}/parties", data={"organisation": investor.code})

    assert answer.status_code == 422
    assert "Hãy chọn vai trò." in answer.text
    assert f'value="{investor.code}" checked' in answer.text


def test_a_party_twice_is_refused_by_name(client, factories, officer, deal):
    client.sign_in(officer)
    form = {"organisation": deal.technology.organisation.code, "role": "investor"}

    answer = client.post(f"/deals/{deal.code}/parties", data=form)

    assert answer.status_code == 422
    assert "đã có trong thương vụ này" in answer.text


def test_a_party_is_taken_out_again(client, session, factories, officer, deal):
    party = DealParty(deal=deal, organisation=factories.Organisation(), role="investor")
    session.add(party)
    session.commit()
    address = f"/deals/{deal.code}/parties/{party.id}/remove"
    client.sign_in(officer)

    client.post(address)
    again = client.post(address)

    assert "Chỉ có hai bên" in client.get(f"/deals/{deal.code}").text
    assert again.status_code == 404


def test_a_blind_firm_lets_a_party_in_from_the_page_of_the_deal(
    client, app, factories, deal, blind
):
    tester = factories.member("institute", name_vi="Trung tâm Kiểm nghiệm 3")
    house = tester.memberships[0].organisation
    deal.parties.append(DealParty(organisation=house, role="tester"))
    client.sign_in(factories.Membership(organisation=deal.need.organisation).user)
    other = app.test_client()
    other.sign_in(tester)

    assert "Chưa biết bạn là ai." in client.get(f"/deals/{deal.code}").text
    assert blind not in other.get(f"/deals/{deal.code}").text

    client.post(
        f"/postings/{deal.need.code}/disclose",
        data={"organisation": house.code, "let_in": "1"},
    )

    assert "Chưa biết bạn là ai." not in client.get(f"/deals/{deal.code}").text
    assert blind in other.get(f"/deals/{deal.code}").text


def test_two_centres_share_and_both_write(client, factories, officer, deal, partner):
    colleague = factories.Membership(organisation=partner).user
    client.sign_in(officer)
    mine = f"percent_{deal.centre_id}"
    form = {"version": str(deal.version), mine: "60", "centre": partner.code, "percent": "40"}

    refused = client.post(f"/deals/{deal.code}/shares", data={**form, "percent": "50"})
    client.post(f"/deals/{deal.code}/shares", data=form)

    assert refused.status_code == 422
    assert "hiện cộng được 110" in refused.text
    assert 'value="50"' in refused.text
    client.sign_in(colleague)
    assert "40 %" in client.get(f"/deals/{deal.code}").text
    client.post(f"/deals/{deal.code}/notes", data={"text": "Hà Nội cùng theo dõi"})
    assert "Hà Nội cùng theo dõi" in client.get(f"/deals/{deal.code}").text


def test_a_stale_share_is_refused_and_what_was_typed_stays(client, officer, deal, partner):
    client.sign_in(officer)
    mine = f"percent_{deal.centre_id}"
    form = {"version": str(deal.version), mine: "60", "centre": partner.code, "percent": "40"}
    client.post(f"/deals/{deal.code}/shares", data=form)

    stale = client.post(f"/deals/{deal.code}/shares", data={**form, mine: "73"})

    assert stale.status_code == 409
    assert 'value="73"' in stale.text
    assert "60 %" in stale.text


def test_a_share_is_proposed_where_the_sides_lie_in_two_provinces(
    client, session, officer, deal, partner
):
    deal.technology.organisation.province = "01"
    session.commit()
    client.sign_in(officer)

    page = client.get(f"/deals/{deal.code}").text

    assert "Có thể mời Trung tâm Hà Nội cùng theo dõi" in page
    assert f'<option selected value="{partner.code}">' in page
    assert page.count('value="50"') == 2


def test_one_tap_reaches_a_milestone_another_takes_it_back(client, session, officer, deal):
    client.sign_in(officer)
    today = local_today()

    client.post(
        f"/deals/{deal.code}/milestones",
        data={"milestone": "nda", "reached_on": today.isoformat()},
    )

    reached = client.get(f"/deals/{deal.code}").text
    assert "Bỏ mốc “Thỏa thuận bảo mật”" in reached
    session.refresh(deal)
    address = f"/deals/{deal.code}/milestones/{deal.milestones[0].id}/undo"
    session.rollback()
    client.post(address)
    assert "Bỏ mốc “Thỏa thuận bảo mật”" not in client.get(f"/deals/{deal.code}").text
    assert client.post(address).status_code == 404


def test_a_milestone_to_come_is_refused_and_what_was_typed_stays(client, officer, deal):
    client.sign_in(officer)
    ahead = (local_today() + timedelta(days=2)).isoformat()
    form = {"milestone": "nda", "reached_on": ahead, "note": "Hẹn ký"}

    answer = client.post(f"/deals/{deal.code}/milestones", data=form)

    assert answer.status_code == 422
    assert "Ngày này chưa tới" in answer.text
    assert 'value="Hẹn ký"' in answer.text


def test_two_taps_write_a_call_and_one_takes_it_back(client, session, officer, deal):
    client.sign_in(officer)

    client.post(f"/deals/{deal.code}/calls/demand", data={"outcome": "no_answer"})

    page = client.get(f"/deals/{deal.code}").text
    assert "Bên cầu: Không nghe máy" in page
    session.refresh(deal)
    number = deal.timeline[-1].id
    session.rollback()
    client.post(f"/deals/{deal.code}/calls/{number}/undo")
    assert "Bên cầu: Không nghe máy" not in client.get(f"/deals/{deal.code}").text
    assert client.post(f"/deals/{deal.code}/calls/{number}/undo").status_code == 404


def test_calls_are_for_the_centres_alone(client, officer, deal, institute):
    client.sign_in(officer)
    form = {"outcome": "spoke", "said": "Giá sàn 700 triệu"}
    client.post(f"/deals/{deal.code}/calls/supply", data=form)
    client.sign_in(institute)

    page = client.get(f"/deals/{deal.code}").text

    assert "Giá sàn 700 triệu" not in page
    assert "Nói chuyện được" not in page


def test_a_telephone_can_be_tapped_where_it_may_be_known(client, session, factories, officer, deal):
    deal.need.organisation.phone = "0292 3871 555"
    deal.technology.organisation.phone = "+84 24 3869 1234"
    session.commit()
    client.sign_in(officer)

    page = client.get(f"/deals/{deal.code}").text
    assert 'href="tel:02923871555"' in page
    assert 'href="tel:+842438691234"' in page

    deal.need.blind = True
    session.commit()
    page = client.get(f"/deals/{deal.code}").text
    assert "02923871555" not in page
    assert 'href="tel:+842438691234"' in page

    deal.need.disclosures.append(Disclosure(organisation=deal.centre))
    session.commit()
    assert 'href="tel:02923871555"' in client.get(f"/deals/{deal.code}").text


def test_the_sides_read_who_takes_part_and_change_nothing(
    client, session, factories, deal, institute
):
    tester = factories.Organisation(name_vi="Trung tâm Kiểm nghiệm 3")
    session.add(DealParty(deal=deal, organisation=tester, role="tester"))
    session.commit()
    client.sign_in(institute)

    page = client.get(f"/deals/{deal.code}").text

    assert "Trung tâm Kiểm nghiệm 3" in page
    for address in ("parties", "shares", "milestones", "calls/supply"):
        assert buttons(page, address) == []
        assert client.post(f"/deals/{deal.code}/{address}").status_code == 403


def test_a_call_without_its_outcome_is_asked_for_it_and_keeps_its_words(client, officer, deal):
    client.sign_in(officer)

    answer = client.post(f"/deals/{deal.code}/calls/supply", data={"said": "Hẹn thứ Hai"})

    assert answer.status_code == 422
    assert "Hãy chọn kết quả cuộc gọi." in answer.text
    assert 'value="Hẹn thứ Hai"' in answer.text
