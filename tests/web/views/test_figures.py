"""Figures by province and field."""

import re

import pytest

from models import DealStage, now
from tests.web.sheets import rows_of

FOUND = re.compile(r"(?:Tìm thấy |<strong>)([\d.]+) (?:thương vụ|gợi ý|công nghệ|nhu cầu)")


@pytest.fixture
def records(session, factories):
    """Deals in every state, their needs of either map, and what was signed in two currencies."""
    for number, stage in enumerate((DealStage.TRIAL, DealStage.COMPLETED, DealStage.LOST)):
        need = factories.Need(province="92", province_63=("94", "93", "")[number])
        match = factories.Match(need=need)
        factories.Answer(match=match)
        factories.Deal(
            match=match,
            stage=stage,
            closed_at=now() if not stage.is_open else None,
            value_signed=1_000_050,
            currency=("VND", "USD", "VND")[number],
        )
    session.commit()


def figures(text):
    """Return every figure of the page that leads to a list: where it leads, and the number."""
    links = re.findall(r'<(?:td|dd)[^>]*><a href="([^"]*)">([\d.]+)</a>', text)
    return [(url.replace("&amp;", "&"), number) for url, number in links]


@pytest.mark.parametrize("query", ["", "map=63", "period=quarter", "period=year&map=63"])
def test_every_figure_opens_as_many_records_as_it_says(client, factories, records, query):
    client.sign_in(factories.member("ministry"))

    counted = figures(client.get(f"/figures/?{query}").text)

    assert len(counted) > 15
    for url, number in counted:
        assert FOUND.search(client.get(url).text)[1] == number, url


def test_what_was_signed_in_each_currency_opens_its_deals(client, factories, records):
    client.sign_in(factories.member("ministry"))

    text = client.get("/figures/?map=63").text

    for written, count in (("1 triệu đồng", 1), ("10.000,50 USD", 1)):
        url = re.search(rf'<td[^>]*><div><a href="([^"]*map=63[^"]*)">{written}</a>', text)[1]
        assert f"Tìm thấy {count} thương vụ" in client.get(url.replace("&amp;", "&")).text


def test_the_old_map_names_the_old_provinces(client, factories, records):
    client.sign_in(factories.member("ministry"))

    text = client.get("/figures/?map=63").text
    rows = rows_of(client.get("/figures/provinces.csv?map=63"))

    for name in ("Sóc Trăng", "Hậu Giang", "Chưa rõ tỉnh cũ (nay là Cần Thơ)"):
        assert name in text
        assert name in [row[0] for row in rows]
    assert "Giá trị đã ký (USD)" in rows[0]


@pytest.mark.parametrize("period", ["all", "year", "quarter", "nonsense"])
def test_figures_show_a_number_that_leads_to_its_records(client, factories, period):
    factories.Technology(province="92")
    client.sign_in(factories.member("ministry"))

    page = client.get("/figures/", query_string={"period": period}).text

    assert "/technologies/?province=92" in page
    assert "Cần Thơ" in page


def test_without_postings_the_page_says_what_is_to_come(client, factories):
    client.sign_in(factories.member("ministry"))

    assert "Chưa có số liệu" in client.get("/figures/").text
    assert "empty-state" in client.get("/figures/interested").text


@pytest.mark.parametrize("address", ["", "interested", "interested.csv", "fields.xlsx"])
@pytest.mark.parametrize(("kind", "status"), [("department", 200), ("institute", 403)])
def test_figures_are_for_those_who_oversee(client, factories, kind, status, address):
    client.sign_in(factories.member(kind))

    assert client.get(f"/figures/{address}").status_code == status


@pytest.mark.parametrize(
    "query", ["map=62", "province=zz", "province=~01&map=63", "since=hôm qua", "field=x&page=9"]
)
def test_a_broken_question_still_gets_a_page(client, factories, records, query):
    client.sign_in(factories.member("ministry"))

    for address in ("/figures/", "/figures/interested", "/figures/fields.csv"):
        assert client.get(f"{address}?{query}").status_code == 200


def test_the_matches_behind_a_figure_say_who_answered_what(client, factories, records):
    client.sign_in(factories.member("ministry"))

    text = client.get("/figures/interested?province=93&map=63").text

    assert "Tìm thấy 1 gợi ý" in text
    assert text.count("Phù hợp, đề nghị giới thiệu") == text.count("chưa phản hồi") == 1
