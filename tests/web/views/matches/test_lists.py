"""The matches of a posting: ranked, with reasons, and for whom they are."""

import pytest

from models import Party, PostingState
from tests.web.queries import count_queries
from tests.web.views.matches.lists import list_of


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


@pytest.mark.parametrize("side", ["need", "technology"])
def test_a_longer_list_asks_the_database_no_more_often(client, factories, pair, side):
    firm, institute, match = pair
    client.sign_in(firm if side == "need" else institute)
    client.get(list_of(match, side))
    with count_queries() as few:
        client.get(list_of(match, side))
    for _ in range(12):
        more = factories.Match(**{side: getattr(match, side)})
        factories.Benefit(technology=more.technology)
        factories.Requirement(need=more.need)
        for party in Party:
            factories.Answer(match=more, party=party)

    with count_queries() as many:
        client.get(list_of(match, side))
    assert len(many) <= len(few) + 1
