"""What people see of matches: ranked, with reasons, and never more of a blind firm than it lets."""

import pytest
from sqlalchemy import event, select

from matchmaker.services import matches
from matchmaker.web.extensions import db
from models import INTERESTED, Answer, Match, MatchState, MemberRole, Party, PostingState
from tests.web.letters import link_in

FIRM = "Hợp tác xã Mít Tố Nữ"


@pytest.fixture
def pair(session, factories):
    """A firm's member, an institute's member, and a match between their postings."""
    firm = factories.member("coop", name_vi=FIRM, province="92", commune="Trường Long")
    institute = factories.member("institute", name_vi="Viện Cơ điện", province="01")
    need = factories.Need(organisation=firm.memberships[0].organisation, commune="Trường Long")
    factories.Requirement(need=need)
    factories.Requirement(need=need, indicator="tiêu thụ điện", value="1", unit="kWh/kg")
    technology = factories.Technology(organisation=institute.memberships[0].organisation)
    factories.Benefit(technology=technology)
    matches.refresh(session, need)
    session.commit()
    return firm, institute, session.scalar(select(Match))


def list_of(match, side="need"):
    code = match.need.code if side == "need" else match.technology.code
    noun = "needs" if side == "need" else "technologies"
    return f"/{noun}/{code}/matches"


def test_a_firm_sees_why_a_technology_is_proposed_and_what_is_missing(client, pair):
    firm, _, match = pair
    client.sign_in(firm)

    page = client.get(list_of(match)).text

    assert "Máy sấy bơm nhiệt" in page
    assert "Cùng nói về:" in page
    assert "sấy" in page
    assert "chỉ tiêu tiêu thụ điện" in page


def test_an_institute_sees_the_needs_its_technology_is_proposed_for(client, pair):
    _, institute, match = pair
    client.sign_in(institute)

    page = client.get(list_of(match, "technology")).text

    assert "Cần máy sấy mít" in page
    assert "Bổ sung vào tin của bạn:" in page
    assert f"/postings/{match.technology.code}/edit#benefits" in page


def test_both_texts_stand_side_by_side_with_what_they_share_marked(client, pair):
    firm, _, match = pair
    client.sign_in(firm)

    page = client.get(f"/matches/{match.id}").text

    assert page.count("<mark>") > 4
    assert "Sấy than làm" in page.replace("<mark>", "").replace("</mark>", "")
    assert "nhu cầu: " in page
    assert "≤ 12 %" in page
    assert "10 %" in page


def test_hostile_words_stay_words(client, session, factories, pair):
    firm, _, match = pair
    match.technology.title_vi = "<script>alert(1)</script> máy sấy mít"
    match.technology.summary_vi = 'máy "sấy" <img src=x onerror=alert(1)>'
    match.need.title_vi = "</title><b>máy sấy"
    session.commit()
    client.sign_in(firm)

    for path in (f"/matches/{match.id}", list_of(match)):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>máy" not in page


@pytest.mark.parametrize(
    "path", ["/matches/{id}", "/needs/{need}/matches", "/needs/{need}/compare"]
)
def test_visitors_sign_in_first_and_strangers_are_refused(client, factories, pair, path):
    match = pair[2]
    path = path.format(id=match.id, need=match.need.code)
    assert client.get(path).status_code == 302

    client.sign_in(factories.member("coop"))

    assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/matches/999999",
        "/matches/99999999999999999999",
        "/needs/NC-2026-999999/matches",
        "/technologies/NC-2026-000001/matches",
        "/needs/%00/matches",
    ],
)
def test_what_is_not_there_is_not_found(client, factories, path):
    client.sign_in(factories.member("coop"))

    assert client.get(path).status_code == 404


def test_centre_ministry_and_administrator_read_the_matches_of_a_need(client, factories, pair):
    match = pair[2]
    readers = [
        factories.member("centre", province="92"),
        factories.member("ministry"),
        factories.administrator(),
    ]
    for reader in readers:
        client.sign_in(reader)
        assert client.get(list_of(match)).status_code == 200
        page = client.get(f"/matches/{match.id}").text
        assert "Gửi phản hồi" not in page


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


def test_a_blind_firm_is_named_on_no_page_and_in_no_mail(client, session, factories, pair, letters):
    firm, institute, match = pair
    match.need.blind = True
    match.need.problem_vi = f"{FIRM} ở xã Trường Long sấy mít bằng than, máy sấy cũ."
    session.commit()
    officer = factories.member("centre", province="92")
    client.sign_in(firm)
    client.post(
        f"/matches/{match.id}/answer",
        data={"party": "demand", "code": INTERESTED, "note": "Xin báo giá"},
    )
    client.sign_in(institute)
    client.post(f"/matches/{match.id}/answer", data={"party": "supply", "code": INTERESTED})

    mails = [mail for mail in letters() if mail.to != firm.email]
    said = [mail.subject + mail.text + mail.html for mail in mails]
    for reader in (institute, officer, factories.member("ministry"), factories.administrator()):
        client.sign_in(reader)
        said += [
            client.get(path).text
            for path in (
                f"/matches/{match.id}",
                list_of(match, "technology"),
                list_of(match),
                f"/needs/{match.need.code}/compare?m={match.id}",
            )
        ]

    for text in said:
        assert "Tố Nữ" not in text
        assert "Trường Long" not in text
        assert firm.name not in text
    client.sign_in(firm)
    assert FIRM in client.get(f"/matches/{match.id}").text


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


def test_four_technologies_stand_side_by_side_and_a_fifth_is_told(client, factories, pair):
    firm, _, match = pair
    others = [factories.Match(need=match.need, technology__title_vi=f"Máy {n}") for n in range(4)]
    client.sign_in(firm)
    base = f"/needs/{match.need.code}/compare?m={match.id}"

    two = client.get(f"{base}&m={others[0].id}").text
    five = client.get(base + "".join(f"&m={each.id}" for each in others)).text

    assert "tiêu thụ điện" in two
    assert "Máy 0" in two
    assert "nhiều nhất bốn" in five
    assert "Máy 3" not in five


@pytest.mark.parametrize("query", ["", "m=x", "m=-1", "m=999999999999999999999", "m=1&m=1", "n=2"])
def test_a_comparison_of_nothing_says_what_to_do(client, pair, query):
    firm, _, match = pair
    client.sign_in(firm)

    page = client.get(f"/needs/{match.need.code}/compare?{query}")

    assert page.status_code == 200
    assert "Hãy chọn ít nhất hai công nghệ" in page.text


def test_matches_of_other_needs_are_not_compared(client, factories, pair):
    firm, _, match = pair
    foreign = factories.Match(technology__title_vi="Máy của người khác")
    client.sign_in(firm)

    page = client.get(f"/needs/{match.need.code}/compare?m={match.id}&m={foreign.id}").text

    assert "Máy của người khác" not in page


def test_an_empty_list_says_why_and_what_to_add(client, factories):
    firm = factories.member("coop")
    need = factories.Need(organisation=firm.memberships[0].organisation)
    client.sign_in(firm)

    page = client.get(f"/needs/{need.code}/matches").text

    assert "Chưa có gợi ý nào" in page
    assert f"/postings/{need.code}/edit#requirements" in page


def test_the_author_of_a_submitted_need_reads_what_waiting_means(client, session, pair):
    firm, _, match = pair
    match.need.state = PostingState.SUBMITTED
    session.commit()
    client.sign_in(firm)

    page = client.get(list_of(match)).text

    assert "Tin đang chờ duyệt" in page
    assert "Máy sấy bơm nhiệt" in page
    assert 'name="code"' not in page


@pytest.mark.parametrize(
    "query", ["?show=declined", "?show=x&sort=%00", "?page=99", "?page=-1", "?sort=new", "?page=á"]
)
def test_lists_bear_any_argument(client, pair, query):
    firm, _, match = pair
    client.sign_in(firm)

    assert client.get(list_of(match) + query).status_code == 200


@pytest.fixture
def count_queries(app):
    """Count the statements that opening a page sends to the database."""

    def count(client, path):
        with app.app_context():
            engine = db.engine
        seen = []

        def note(*arguments):
            seen.append(arguments[2])

        event.listen(engine, "before_cursor_execute", note)
        client.get(path)
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    return count


@pytest.mark.parametrize("side", ["need", "technology"])
def test_a_longer_list_asks_the_database_no_more_often(
    client, factories, pair, side, count_queries
):
    firm, institute, match = pair
    client.sign_in(firm if side == "need" else institute)
    client.get(list_of(match, side))
    few = count_queries(client, list_of(match, side))
    for _ in range(12):
        more = factories.Match(**{side: getattr(match, side)})
        factories.Benefit(technology=more.technology)
        factories.Requirement(need=more.need)
        for party in Party:
            factories.Answer(match=more, party=party)

    assert count_queries(client, list_of(match, side)) <= few + 1


def test_the_centre_of_the_needs_province_decides_on_the_page_of_the_match(
    client, session, factories, pair
):
    match = pair[2]
    client.sign_in(factories.member("centre", province="92"))
    page = client.get(f"/matches/{match.id}").text
    assert f"/inbox/matches/{match.id}/accept" in page
    assert f"/inbox/matches/{match.id}/decline" in page

    client.sign_in(factories.member("centre", province="01"))
    assert "/accept" not in client.get(f"/matches/{match.id}").text
