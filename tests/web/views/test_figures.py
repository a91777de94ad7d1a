"""Figures by province and field."""

import pytest


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


@pytest.mark.parametrize(("kind", "status"), [("department", 200), ("institute", 403)])
def test_figures_are_for_those_who_oversee(client, factories, kind, status):
    client.sign_in(factories.member(kind))

    assert client.get("/figures/").status_code == status
