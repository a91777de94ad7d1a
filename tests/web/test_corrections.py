"""A word that stands in no posting: what may have been meant is offered and never searched for."""

import re

import pytest

from models import PostingState
from tests.web.queries import count_queries


def offered(page):
    """Return the address that a page offers in place of the query, "" where it offers none."""
    link = re.search(r'class="meant">.*?<a href="([^"]*)"', page, re.DOTALL)
    return link[1].replace("&amp;", "&") if link else ""


@pytest.fixture
def dryer(factories):
    return factories.Technology(title_vi="Máy sấy thanh long", title_en="Dryer")


def test_a_typing_error_is_named_and_the_right_word_offered(client, dryer):
    page = client.get("/technologies/?q=say+thanhh+long").text

    assert "Không tìm thấy từ “thanhh”." in page
    assert "<strong>say thanh long</strong></a>?" in page
    assert "khớp với “say thanhh long”" in page


def test_the_offer_leads_to_the_search_that_was_meant(client, dryer):
    offer = offered(client.get("/technologies/?q=thanhh").text)

    page = client.get(offer).text

    assert "Máy sấy" in page
    assert offered(page) == ""


def test_it_is_offered_too_where_the_other_words_found_something(client, dryer):
    page = client.get("/technologies/?q=máy+sấy+thanhh").text

    assert "1 công nghệ" in page
    assert offered(page)


def test_the_other_filters_stay_and_the_page_does_not(client, dryer):
    page = client.get("/technologies/?q=thanhh&field=203&trl=8&sort=newest&page=2").text

    assert offered(page) == "/technologies/?q=thanh&field=203&trl=8&sort=newest"


@pytest.mark.parametrize(
    "query",
    ["", "máy sấy", "THANH LONG", "xyzzyq", "qq", "2026", "CN-2026-000001", "!?", "1234567"],
)
def test_right_words_and_hopeless_ones_offer_nothing(client, dryer, query):
    for path in ("/technologies/", "/search"):
        assert offered(client.get(path, query_string={"q": query}).text) == ""


def test_it_reads_in_english(client, dryer):
    client.get("/language/en")

    page = client.get("/technologies/?q=dryerr").text

    assert "Not found: “dryerr”. Did you mean" in " ".join(page.split())


@pytest.mark.parametrize("path", ["/technologies/", "/needs/", "/search"])
def test_hostile_words_stay_words(client, factories, path):
    factories.Technology(title_vi="Máy sấy thanh long")
    factories.Need(title_vi="Cần máy sấy thanh long")
    query = '"><script>alert(1)</script> thanhh & <b>long'

    page = client.get(path, query_string={"q": query}).text

    assert "<script>alert" not in page
    assert "<b>long" not in page
    assert "“thanhh”" in page


def test_the_search_of_everything_offers_what_neither_side_has(client, factories, dryer):
    factories.Need(title_vi="Cần giống sầu riêng")

    page = client.get("/search?q=thanhh+riêngg").text

    assert offered(page).startswith("/search?q=thanh+")
    assert "<strong>thanh riêng</strong>" in page


def test_a_word_that_one_side_has_is_right_for_the_search_of_everything(client, factories, dryer):
    factories.Need(title_vi="Cần máy ép thannh củi")

    assert offered(client.get("/needs/?q=thannh").text) == ""
    assert offered(client.get("/technologies/?q=thannh").text)
    assert offered(client.get("/search?q=thannh").text) == ""


def test_the_name_of_an_organisation_is_no_typing_error(client, factories, dryer):
    factories.Organisation(name_vi="Công ty Thanhh")

    assert offered(client.get("/search?q=thanhh").text) == ""


def test_words_of_what_is_not_published_are_not_offered(client, session, dryer):
    dryer.state = PostingState.PAUSED
    session.commit()

    assert offered(client.get("/technologies/?q=thanhh").text) == ""


@pytest.mark.parametrize("word", ["phượngg", "quỳỳ", "phuongg quyy", "ngạnhh", "zonquyxx", "zpqq"])
def test_no_word_gives_away_who_stands_behind_a_blind_need(client, factories, word):
    factories.Need(
        blind=True,
        organisation__name_vi="Hợp tác xã Zơn Phượng Quỳ",
        organisation__name_en="Zonquyx Cooperative",
        organisation__short_name="HTX ZPQ",
        commune="Thới Bảo Ngạnh",
        problem_vi="HTX Zơn Phượng Quỳ (HTX ZPQ, Zonquyx Cooperative) ở Thới Bảo Ngạnh sấy quả vả.",
    )

    for path in ("/needs/", "/search"):
        assert offered(client.get(path, query_string={"q": word}).text) == ""
    assert offered(client.get("/needs/?q=quảả").text)


def test_an_offer_costs_no_more_queries_than_a_search_without_one(client, dryer):
    for path in ("/technologies/?q=", "/search?q="):
        client.get(path + "thanh")
        with count_queries() as right:
            client.get(path + "thanh")
        with count_queries() as wrong:
            client.get(path + "thanhh")

        assert len(wrong) <= len(right)
