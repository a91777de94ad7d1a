"""The funnel of deals as a page."""

import re
from datetime import datetime, timedelta

import pytest

from models import VIETNAM, DealCredit, DealStage, Party, local_today
from tests.services.deals.test_funnel import walked
from tests.web.sheets import rows_of
from tests.web.world import organisation_of


@pytest.fixture
def deals(session, factories, officer):
    """Five deals of the officer's centre: on trial, completed, back and forth, two lost."""
    centre = organisation_of(officer)
    way = [(stage, 5) for stage in (*DealStage,)[1:8]]
    made = [
        walked(factories, *moves, centre=centre, match__need=need, **fields)
        for moves, need, fields in (
            (way[:3], factories.Need(province="92", province_63="94"), {}),
            (way, factories.Need(province="92", vn_field="401"), {"value_signed": 250_000_000}),
            ([*way[:2], way[0], way[1]], factories.Need(province="92"), {}),
            ([(DealStage.LOST, 4)], factories.Need(province="92"), lost("price", Party.DEMAND)),
            ([(DealStage.LOST, 4)], factories.Need(province="92"), lost("ip", Party.SUPPLY)),
        )
    ]
    session.commit()
    return made


def lost(reason, party):
    return {"loss_reason": reason, "loss_party": party}


def figures(text):
    """Return every figure of the page that leads to a list: the number, and where it leads."""
    links = re.findall(r'<td[^>]*><a href="(/deals/list[^"]*)">([\d.]+)</a>', text)
    return [(url.replace("&amp;", "&"), number) for url, number in links]


@pytest.mark.parametrize(
    "query", ["", "by=field", "by=period", "by=province", "by=province&map=63"]
)
def test_every_figure_opens_as_many_deals_as_it_says(client, officer, deals, query):
    client.sign_in(officer)

    text = client.get(f"/figures/deals/?{query}").text
    counted = [each for each in figures(text) if "left=" not in each[0]]

    assert len(counted) > 20
    for url, number in counted:
        listed = client.get(url).text
        assert f"Tìm thấy {number} thương vụ" in listed, url


def test_the_days_open_the_deals_that_left_the_stage(client, officer, deals):
    client.sign_in(officer)

    (url,) = {
        url
        for url, _days in figures(client.get("/figures/deals/").text)
        if "left=introduced" in url
    }

    assert "Tìm thấy 3 thương vụ" in client.get(url).text


def test_a_period_is_kept_on_the_way_to_the_list(client, factories, session, officer, deals):
    walked(
        factories,
        centre=organisation_of(officer),
        opened=datetime(2023, 2, 3, tzinfo=VIETNAM),
    )
    session.commit()
    client.sign_in(officer)

    text = client.get("/figures/deals/?opened_from=2023-01-01&opened_to=2023-12-31").text

    assert ("/deals/list?opened_from=2023-01-01&opened_to=2023-12-31&reached=proposed", "1") in (
        figures(text)
    )


def test_a_part_of_the_question_can_be_taken_back_on_the_list(client, officer, deals):
    client.sign_in(officer)

    text = client.get("/deals/list?reached=trial&loss=price&side=demand&province=92").text

    for label in ("Đã tới “Thử nghiệm", "Không thành: Giá quá cao", "Bên cầu dừng", "Cần Thơ"):
        assert label in text
    assert 'href="/deals/list?reached=trial&amp;loss=price&amp;side=demand"' in text


@pytest.mark.parametrize(
    "query",
    [
        "opened_from=hôm qua",
        "opened_to=2026-02-31",
        "province=zz",
        "province=~01&map=63",
        "by=nonsense",
        "centre=%00",
        "loss=group:x&side=both",
        "reached=lost",
        "passed=completed",
    ],
)
def test_a_broken_question_still_gets_a_page(client, officer, deals, query):
    client.sign_in(officer)

    assert client.get(f"/figures/deals/?{query}").status_code == 200
    assert client.get(f"/deals/list?{query}").status_code == 200


def test_on_paper_the_page_says_what_it_counts(client, officer, deals):
    client.sign_in(officer)

    def said(query):
        text = client.get(f"/figures/deals/?{query}").text
        line = re.search(r'<p class="d-none d-print-block">(.*?)</p>', text, re.DOTALL)
        return " ".join(line[1].split())

    chosen = said("opened_from=2026-01-01&province=92&field=401")
    assert chosen.startswith("Mở từ ngày 01/01/2026 đến ngày … · Cần Thơ · ")
    assert said("") == "Từ trước đến nay"


def test_without_deals_the_page_says_what_to_do(client, officer):
    client.sign_in(officer)

    assert "empty-state" in client.get("/figures/deals/").text


@pytest.mark.parametrize(
    ("kind", "status"),
    [("centre", 200), ("department", 200), ("ministry", 200), ("institute", 403), ("coop", 403)],
)
def test_the_funnel_is_for_centres_and_those_above(client, factories, kind, status):
    client.sign_in(factories.member(kind))

    assert client.get("/figures/deals/").status_code == status


def test_each_currency_stands_by_itself_and_opens_its_deals(client, factories, session, officer):
    centre = organisation_of(officer)
    for amount, currency in ((250_000_000, "VND"), (1_000_050, "USD")):
        walked(factories, centre=centre, value_signed=amount, currency=currency)
    session.commit()
    client.sign_in(officer)

    text = client.get("/figures/deals/").text

    for written, asked in (("250 triệu đồng", "signed=VND"), ("10.000,50 USD", "signed=USD")):
        (url,) = set(re.findall(rf'<a href="([^"]*{asked})">{written}</a>', text)) - {
            f"/deals/list?{asked}"
        }
        listed = client.get(url.replace("&amp;", "&")).text
        assert "Tìm thấy 1 thương vụ" in listed
        assert written in listed
    assert "Ngoại tệ ghi riêng, không quy đổi ra đồng." in text


def test_the_page_says_how_a_shared_deal_counts(client, factories, session, officer):
    other = factories.Organisation(org_type="centre", name_vi="Trung tâm Hà Nội")
    deal = walked(factories, centre=organisation_of(officer), value_signed=900_000_000)
    deal.credits[:] = [
        DealCredit(centre=deal.centre, percent=60),
        DealCredit(centre=other, percent=40),
    ]
    session.commit()
    client.sign_in(officer)

    text = client.get("/figures/deals/").text
    rows = rows_of(client.get("/figures/deals/groups.csv"))

    assert "dòng “Cộng” tính mỗi thương vụ một lần" in text
    assert all(each in text for each in ("540 triệu đồng", "360 triệu đồng", "900 triệu đồng"))
    assert [row[1] for row in rows[1:]] == ["1", "1", "1"]
    assert [row[-1] for row in rows[1:]] == ["540000000", "360000000", "900000000"]


def test_days_of_waiting_for_rights_are_counted_by_authority_and_open_their_deals(
    client, session, factories, officer, deals
):
    today = local_today()
    for deal, days, decided in ((deals[0], 12, None), (deals[2], 30, 20)):
        factories.ClearanceStep(
            deal=deal,
            authority="Sở KH&CN",
            requested_on=today - timedelta(days=days),
            decided_on=today - timedelta(days=decided) if decided else None,
        )
    session.commit()
    client.sign_in(officer)

    section = client.get("/figures/deals/").text.partition('id="blocked"')[2]
    counted = figures(section.partition("</section>")[0])

    assert [number for _url, number in counted] == ["2", "1", "22"] * 2
    for url, number in counted:
        if number != "22":
            assert f"Tìm thấy {number} thương vụ" in client.get(url).text, url
    file = rows_of(client.get("/figures/deals/blocked.csv"))
    assert file[1] == ["Sở KH&CN", "2", "1", "22"]
