"""A posting is taken off, and comes back, while its deal runs."""

from datetime import timedelta

import pytest

from models import DealStage, PostingMove, local_today, now


@pytest.fixture
def firm(factories, deal):
    return factories.Membership(organisation=deal.need.organisation).user


def pages(client, deal):
    return [client.get(f"/deals/{deal.code}").text, client.get("/deals/monday?mine=1").text]


def test_a_paused_need_is_said_and_the_deal_runs_on(client, session, officer, deal, firm):
    deal.need.move(PostingMove.PAUSE, firm, "Chờ vốn vay")
    deal.next_step_due = local_today()
    session.commit()
    client.sign_in(officer)

    sheet, monday = pages(client, deal)

    assert "Bên cầu đang tạm ẩn nhu cầu" in sheet
    assert "Chờ vốn vay" in sheet
    assert "Bên cầu đang tạm ẩn nhu cầu" in monday
    assert "Gọi điện cho hai bên" in sheet
    step = {"version": deal.version, "next_step": "Hỏi ngân hàng", "owner": officer.id}
    step["due"] = local_today().isoformat()
    client.post(f"/deals/{deal.code}/next-step", data=step)
    session.refresh(deal)
    assert deal.next_step == "Hỏi ngân hàng"
    assert deal.stage is DealStage.PROPOSED


def test_that_it_is_back_is_said_for_a_month(client, session, officer, deal, firm):
    deal.need.move(PostingMove.PAUSE, firm, "")
    deal.need.move(PostingMove.RESUME, firm, "")
    session.commit()
    client.sign_in(officer)

    assert "Bên cầu đã đăng lại nhu cầu" in pages(client, deal)[0]
    deal.need.state_since = now() - timedelta(days=31)
    session.commit()
    assert "Bên cầu đã đăng lại nhu cầu" not in pages(client, deal)[0]


@pytest.mark.parametrize(
    ("side", "move", "said"),
    [
        ("technology", PostingMove.PAUSE, "Bên cung đang tạm ẩn công nghệ"),
        ("technology", PostingMove.EXPIRE, "Tin công nghệ đã hết hạn"),
        ("technology", PostingMove.REMOVE, "Bên cung đã gỡ tin công nghệ"),
        ("need", PostingMove.EXPIRE, "Tin nhu cầu đã hết hạn"),
        ("need", PostingMove.REMOVE, "Bên cầu đã gỡ tin nhu cầu"),
    ],
)
def test_whatever_takes_a_posting_off_is_said(client, deal, side, move, said):
    getattr(deal, side).move(move, None, "")
    client.sign_in(deal.officer)

    assert said in pages(client, deal)[0]


def test_the_reason_of_a_blind_firm_names_nobody(client, session, deal, blind, institute):
    deal.need.move(PostingMove.PAUSE, None, f"{blind} chờ vốn")
    session.commit()
    client.sign_in(institute)

    text = client.get(f"/deals/{deal.code}").text

    assert "chờ vốn" in text
    assert blind not in text


def test_of_a_deal_that_ended_nothing_is_said(client, session, deal):
    deal.stage, deal.closed_at = DealStage.LOST, now()
    deal.need.move(PostingMove.PAUSE, None, "")
    session.commit()
    client.sign_in(deal.officer)

    assert "tạm ẩn nhu cầu" not in client.get(f"/deals/{deal.code}").text


def test_the_deal_page_shows_a_clock_that_has_run_out(client, session, deal):
    client.sign_in(deal.officer)
    assert "clock-red" not in client.get(f"/deals/{deal.code}").text

    deal.stage_since = now() - timedelta(days=30)
    session.commit()

    assert "clock-red" in client.get(f"/deals/{deal.code}").text
