"""Deals seen together."""

from datetime import timedelta

import pytest

from matchmaker.services import boards, stages
from models import DealStage, now
from tests.web.queries import count_queries


@pytest.mark.parametrize("address", ["", "list"])
def test_nothing_yet_says_what_to_do(client, factories, officer, address):
    client.sign_in(officer)

    assert "empty-state" in client.get(f"/deals/{address}").text


def test_the_board_shows_each_stage_and_what_is_overdue(client, session, officer, deal):
    deal.next_step_due = stages.today() - timedelta(days=2)
    session.commit()
    client.sign_in(officer)

    text = client.get("/deals/").text

    assert text.count("data-stage=") == len(DealStage)
    assert "is-overdue" in text
    assert "Chuyển TV-" in text


def test_a_full_column_leads_to_the_list(client, factories, officer, deal):
    for _ in range(boards.CARDS + 1):
        factories.Deal(centre=deal.centre, officer=officer, match=factories.Match())
    client.sign_in(officer)

    text = client.get("/deals/").text

    assert text.count("data-card") == boards.CARDS
    assert "/deals/list?stage=proposed" in text


def test_the_list_is_filtered_and_sorted_by_its_address(client, factories, officer, deal):
    factories.Deal(
        centre=deal.centre,
        stage=DealStage.TRIAL,
        match=factories.Match(need=factories.Need(vn_field="401", title_vi="Ủ phân từ rơm")),
        next_step_due=stages.today() - timedelta(days=1),
    )
    client.sign_in(officer)

    for query in ("stage=trial", "field=4", "overdue=1"):
        text = client.get(f"/deals/list?{query}").text
        assert "Ủ phân từ rơm" in text
        assert deal.code not in text
    down = client.get("/deals/list?sort=stage&desc=1").text
    assert down.index("Ủ phân từ rơm") < down.index(deal.code)
    assert 'aria-sort="descending"' in down


@pytest.mark.parametrize(
    "query", ["sort=nonsense", "stage=x", "officer=zz", "page=99", "page=-1", "field=%00", "page=٣"]
)
def test_a_broken_address_still_shows_the_list(client, officer, deal, query):
    client.sign_in(officer)

    assert client.get(f"/deals/list?{query}").status_code == 200


def test_the_export_keeps_formulas_from_running(client, session, officer, deal):
    deal.need.title_vi = "=1+1"
    session.commit()
    client.sign_in(officer)

    answer = client.get("/deals/list.csv")

    assert answer.mimetype == "text/csv"
    assert answer.data.startswith("\ufeff".encode())
    assert ",'=1+1," in answer.text


@pytest.mark.parametrize("address", ["", "list", "monday", "monday?mine=1", "list.csv"])
def test_more_deals_do_not_mean_more_queries(client, factories, officer, deal, address):
    client.sign_in(officer)

    def cost():
        with count_queries() as statements:
            client.get(f"/deals/{address}")
        return len(statements)

    def fill(times):
        for _ in range(times):
            need = factories.Need(blind=True)
            factories.Deal(
                centre=deal.centre,
                officer=factories.User(),
                match=factories.Match(need=need),
                opened_at=now(),
                next_step_due=stages.today(),
            )

    fill(2)
    client.get(f"/deals/{address}")
    few = cost()
    fill(6)

    assert cost() == few
    assert few < 45
