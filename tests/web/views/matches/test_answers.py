"""What a side says of a match is kept, and told to the other."""

import pytest
from sqlalchemy import select

from models import INTERESTED, Answer, MatchState, MemberRole
from tests.web.letters import link_in
from tests.web.views.matches.lists import FIRM


def test_an_answer_is_kept_and_shown_to_both(client, session, pair):
    firm, institute, match = pair
    client.sign_in(firm)

    answered = client.post(
        f"/matches/{match.id}/answer",
        data={"party": "demand", "code": "too_expensive", "note": "Vượt ngân sách"},
        follow_redirects=True,
    )

    assert "Đã ghi nhận" in answered.text
    assert "Quá đắt" in answered.text
    client.sign_in(institute)
    assert "Vượt ngân sách" in client.get(f"/matches/{match.id}").text


def test_interest_is_written_to_the_other_side_in_its_language(client, session, pair, letters):
    firm, institute, match = pair
    institute.language = "en"
    session.commit()
    client.sign_in(firm)

    client.post(f"/matches/{match.id}/answer", data={"party": "demand", "code": INTERESTED})

    (mail,) = letters()
    assert mail.to == institute.email
    assert mail.subject == f"{match.technology.code}: demand side is interested in the match"
    client.sign_in(institute)
    assert client.get(link_in(mail)).location == f"/matches/{match.id}"


def test_a_no_is_written_with_its_reason_to_the_side_that_asked(client, session, pair, letters):
    firm, institute, match = pair
    for user, party, code in ((firm, "demand", INTERESTED), (institute, "supply", "too_expensive")):
        client.sign_in(user)
        client.post(f"/matches/{match.id}/answer", data={"party": party, "code": code})

    (mail,) = [each for each in letters() if each.to == firm.email]

    assert mail.subject == f"{match.need.code}: bên cung từ chối, lý do: Quá đắt"


def test_the_centre_is_written_to_when_both_are_interested(client, factories, pair, letters):
    firm, institute, match = pair
    officer = factories.member("centre", province="92")
    for user, party in ((firm, "demand"), (institute, "supply")):
        client.sign_in(user)
        client.post(f"/matches/{match.id}/answer", data={"party": party, "code": INTERESTED})

    assert officer.email in [mail.to for mail in letters()]


def test_an_answer_without_a_reason_loses_no_words(client, session, pair):
    firm, _, match = pair
    client.sign_in(firm)

    refused = client.post(
        f"/matches/{match.id}/answer", data={"party": "demand", "note": "Chữ đã gõ"}
    )

    assert refused.status_code == 422
    assert "Chữ đã gõ" in refused.text
    assert "Hãy chọn một phản hồi." in refused.text
    assert session.scalar(select(Answer)) is None


@pytest.mark.parametrize(
    "data",
    [
        {"party": "demand", "code": "<script>"},
        {"party": "demand", "code": INTERESTED, "note": "a" * 1001},
        {"party": "demand", "code": "\x00"},
    ],
)
def test_bad_answers_are_told_on_the_form(client, session, pair, data):
    firm, _, match = pair
    client.sign_in(firm)

    assert client.post(f"/matches/{match.id}/answer", data=data).status_code == 422
    assert session.scalar(select(Answer)) is None


@pytest.mark.parametrize("party", ["supply", "", "centre", "\x00"])
def test_nobody_answers_for_the_other_side(client, session, factories, pair, party):
    match = pair[2]
    client.sign_in(factories.member("coop"))

    refused = client.post(f"/matches/{match.id}/answer", data={"party": party, "code": INTERESTED})

    assert refused.status_code == 403
    assert session.scalar(select(Answer)) is None


def test_a_reader_of_the_firm_sees_no_form(client, factories, pair):
    firm, _, match = pair
    organisation = firm.memberships[0].organisation
    client.sign_in(factories.Membership(organisation=organisation, role=MemberRole.READER).user)

    assert "Gửi phản hồi" not in client.get(f"/matches/{match.id}").text
    data = {"party": "demand", "code": INTERESTED}
    assert client.post(f"/matches/{match.id}/answer", data=data).status_code == 403


def test_a_second_click_changes_nothing(client, session, pair, letters):
    firm, _, match = pair
    client.sign_in(firm)
    for _ in range(2):
        done = client.post(
            f"/matches/{match.id}/answer", data={"party": "demand", "code": INTERESTED}
        )
        assert done.status_code == 302

    assert len(session.scalars(select(Answer)).all()) == 1
    assert len(letters()) == 1


def test_an_answer_leads_back_to_a_page_of_ours_only(client, pair):
    firm, _, match = pair
    client.sign_in(firm)
    data = {"party": "demand", "code": INTERESTED, "next": "//evil.example"}

    done = client.post(f"/matches/{match.id}/answer", data=data)

    assert done.location == f"/matches/{match.id}"


def test_an_answer_after_the_decision_is_refused_in_words(client, session, pair):
    firm, _, match = pair
    match.state = MatchState.DECLINED
    session.commit()
    client.sign_in(firm)

    refused = client.post(
        f"/matches/{match.id}/answer", data={"party": "demand", "code": INTERESTED}
    )

    assert refused.status_code == 409
    assert "không còn ở trạng thái" in refused.text


def test_a_blind_firm_that_names_itself_in_a_note_is_warned(client, session, pair):
    firm, _, match = pair
    match.need.blind = True
    session.commit()
    client.sign_in(firm)

    refused = client.post(
        f"/matches/{match.id}/answer",
        data={"party": "demand", "code": INTERESTED, "note": f"Gọi {FIRM}"},
    )

    assert refused.status_code == 422
    assert "ẩn danh" in refused.text
    assert f"Gọi {FIRM}" in refused.text
