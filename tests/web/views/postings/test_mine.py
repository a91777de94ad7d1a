"""One's own postings."""

import pytest

from models import PostingState
from tests.web.queries import count_queries


@pytest.fixture
def user(client, factories):
    return client.sign_in(factories.member("st_enterprise"))


@pytest.fixture
def own(factories, user):
    """Make a technology of the signed-in person's organisation."""
    return lambda **values: factories.Technology(
        organisation=user.memberships[0].organisation, **values
    )


def test_a_visitor_signs_in_first(client):
    assert "/sign-in" in client.get("/postings/mine").location


def test_an_empty_list_says_what_to_do(client, user):
    page = client.get("/postings/mine").text

    assert "Chưa có công nghệ nào" in page
    assert "/postings/new/technology" in page


def test_who_belongs_nowhere_is_told_what_to_do(client, factories):
    client.sign_in(factories.User())

    assert "Bạn chưa thuộc tổ chức nào" in client.get("/postings/mine").text


def test_a_centre_is_told_that_it_posts_nothing(client, factories):
    client.sign_in(factories.member("centre"))

    assert "Tổ chức này không đăng tin" in client.get("/postings/mine").text


def test_each_shows_its_state_completeness_views_matches_and_answers(
    client, factories, own, session
):
    posting = own(completeness=72, view_count=1240, title_vi="Máy sấy mít")
    factories.Answer(match=factories.Match(technology=posting))

    page = client.get("/postings/mine").text

    for shown in ("Máy sấy mít", "Đang đăng", "72 %", "1.240", "1 gợi ý", posting.code):
        assert shown in page
    assert f"/technologies/{posting.code}/matches" in page


def test_filters_and_order_are_in_the_address(client, own, factories, user):
    own(title_vi="Bơm", state=PostingState.DRAFT)
    own(title_vi="Sấy")
    factories.Need(title_vi="Cần tưới", organisation=user.memberships[0].organisation)

    assert "Bơm" not in client.get("/postings/mine?state=published").text
    needs = client.get("/postings/mine?side=need").text
    assert "Cần tưới" in needs
    assert "Sấy" not in needs
    page = client.get("/postings/mine?sort=title").text
    assert page.index("Bơm") < page.index("Cần tưới") < page.index("Sấy")


@pytest.mark.parametrize(
    "query", ["state=zzz", "side=%00", "sort=;drop", "page=-1", "page=99999999999999999999"]
)
def test_a_forged_address_shows_the_list(client, own, query):
    own(title_vi="Máy sấy mít")

    assert "Máy sấy mít" in client.get(f"/postings/mine?{query}").text


def test_a_filter_that_leaves_nothing_offers_the_rest(client, own):
    own()

    assert "Không có tin nào như vậy" in client.get("/postings/mine?state=paused").text


def test_a_reader_sees_the_list_without_buttons(client, factories):
    reader = factories.member("institute", role="reader")
    factories.Technology(organisation=reader.memberships[0].organisation, title_vi="Máy sấy mít")
    client.sign_in(reader)

    page = client.get("/postings/mine").text

    assert "Máy sấy mít" in page
    assert "Gỡ tin" not in page
    assert "/edit" not in page


def test_the_list_asks_as_little_for_twenty_as_for_one(client, own, factories):
    factories.Match(technology=own())
    client.get("/postings/mine")
    with count_queries() as few:
        client.get("/postings/mine")
    for _ in range(19):
        factories.Match(technology=own())

    with count_queries() as many:
        client.get("/postings/mine")

    assert len(many) == len(few)


def test_long_lists_have_pages(client, own):
    for number in range(21):
        own(title_vi=f"Máy số {number}")

    page = client.get("/postings/mine").text
    assert "page=2" in page
    assert "Máy số 0" not in page
    assert "Máy số 0" in client.get("/postings/mine?page=2").text
