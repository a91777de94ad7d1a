"""Deals seen together."""

from datetime import timedelta

import pytest

from matchmaker.services.deals import boards
from models import DealCredit, DealStage, local_today, now
from tests.web.queries import count_queries
from tests.web.sheets import rows_of


@pytest.mark.parametrize("address", ["", "list"])
def test_nothing_yet_says_what_to_do(client, factories, officer, address):
    client.sign_in(officer)

    assert "empty-state" in client.get(f"/deals/{address}").text


def test_the_board_shows_each_stage_and_what_is_overdue(client, session, officer, deal):
    deal.next_step_due = local_today() - timedelta(days=2)
    session.commit()
    client.sign_in(officer)

    text = client.get("/deals/").text

    assert text.count("data-stage=") == len(DealStage)
    assert "is-overdue" in text
    assert "Chuyển TV-" in text


def test_only_who_may_move_cards_is_told_how(client, factories, officer, deal):
    firm = factories.Membership(organisation=deal.need.organisation).user
    shown = {}
    for person in (officer, firm):
        client.sign_in(person)
        shown[person] = "Kéo thẻ sang cột khác" in client.get("/deals/").text

    assert shown == {officer: True, firm: False}


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
        next_step_due=local_today() - timedelta(days=1),
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
    ("query", "found"),
    [
        ("q=U+PHAN+rom", True),
        ("q=vien+xa", True),
        ("q=rom+khong+co", False),
        ("province=01", True),
        ("province=92", False),
        ("age=30", True),
        ("age=90", False),
        ("value=medium", True),
        ("value=none", False),
        ("colour=red", True),
        ("colour=late", True),
        ("colour=amber", False),
        ("colour=green", False),
        ("orphaned=1", False),
    ],
)
def test_deals_are_found_by_words_place_age_value_and_colour(
    client, factories, officer, query, found
):
    need = factories.Need(title_vi="Ủ phân từ rơm", province="01")
    far = factories.Organisation(name_vi="Viện Cơ khí xa")
    factories.Deal(
        centre=officer.memberships[0].organisation,
        officer=officer,
        match=factories.Match(need=need, technology=factories.Technology(organisation=far)),
        stage_since=now() - timedelta(days=40),
        value_expected=200_000_000,
    )
    client.sign_in(officer)

    for address in ("/deals/list", "/deals/"):
        assert ("Ủ phân từ rơm" in client.get(f"{address}?{query}").text) is found


def test_the_name_of_a_blind_firm_finds_its_deal_for_those_let_in_alone(
    client, factories, deal, blind, institute
):
    name = {"q": blind}
    client.sign_in(factories.Membership(organisation=deal.need.organisation).user)
    assert deal.code in client.get("/deals/list", query_string=name).text
    for person in (institute, factories.member("ministry")):
        client.sign_in(person)
        assert deal.code not in client.get("/deals/list", query_string=name).text


@pytest.mark.parametrize(
    "query",
    [
        "sort=nonsense",
        "stage=x",
        "officer=zz",
        "page=99",
        "page=-1",
        "field=%00",
        "page=٣",
        "age=1",
        "value=x",
        "colour=blue",
        "q=%25_%00",
        "province=zz",
        "given=1&centre=x",
        "given=9",
    ],
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
            more = factories.Deal(
                centre=deal.centre,
                officer=factories.User(),
                match=factories.Match(need=need),
                opened_at=now(),
                next_step_due=local_today(),
            )
            factories.ClearanceStep(deal=more)

    fill(2)
    client.get(f"/deals/{address}")
    few = cost()
    fill(6)

    assert cost() == few
    assert few < 45


def test_a_value_in_dollars_says_so_on_the_page_and_in_the_file(client, session, officer, deal):
    deal.value_expected, deal.value_signed, deal.currency = 250_000_000, 1_000_050, "USD"
    session.commit()
    client.sign_in(officer)

    page = client.get("/deals/list?sort=value").text
    head, row = rows_of(client.get("/deals/list.csv"))
    cells = dict(zip(head, row, strict=True))

    assert "10.000,50 USD" in page
    assert "Chỉ so sánh giá trị bằng đồng" in page
    assert (cells["Giá trị dự kiến"], cells["Loại tiền dự kiến"]) == ("250000000", "VND")
    assert (cells["Giá trị hợp đồng"], cells["Loại tiền"]) == ("10000.5", "USD")


def test_a_shared_deal_shows_whose_part_is_how_large(client, factories, session, officer, deal):
    other = factories.Organisation(org_type="centre", name_vi="Trung tâm Hà Nội")
    deal.credits[:] = [
        DealCredit(centre=deal.centre, percent=70),
        DealCredit(centre=other, percent=30),
    ]
    session.commit()
    client.sign_in(officer)

    shares = "Trung tâm Cần Thơ 70 %; Trung tâm Hà Nội 30 %"

    assert f'title="{shares}"' in client.get("/deals/list").text
    assert shares in rows_of(client.get("/deals/list.csv"))[1]
