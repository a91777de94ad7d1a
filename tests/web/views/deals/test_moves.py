"""Moving a deal from stage to stage."""

import io
from datetime import timedelta

import pytest

from models import DealStage, local_today
from tests.web.views.deals.sending import PDF, form_for, move


def test_the_whole_life_of_a_deal(client, session, factories, officer, deal):
    requirement = factories.Requirement(need=deal.need)
    today = local_today().isoformat()
    client.sign_in(officer)
    path = [
        ("introduced", {"fit": "Đúng công suất 500 kg/mẻ"}),
        ("qualified", {"supply_answer": "good", "demand_answer": "good"}),
        ("trial", {"check_kind": "visit", "requirements": str(requirement.id)}),
        ("negotiation", {"minutes_file": (io.BytesIO(PDF), "bien-ban.pdf")}),
        (
            "contracted",
            {"contract_number": "12/2026/HĐ", "contract_date": today, "value_signed": "850 triệu"},
        ),
        ("implementing", {"registration": "other"}),
        ("completed", {"acceptance_minutes": "Đạt mọi chỉ tiêu", "acceptance_date": today}),
    ]

    for stage, evidence in path:
        answer = move(client, session, deal, stage, officer, **evidence)
        assert answer.location == f"/deals/{deal.code}", answer.text

    page = client.get(f"/deals/{deal.code}").text
    session.refresh(deal)
    assert deal.stage is DealStage.COMPLETED
    assert (deal.value_signed, deal.contract_number) == (850_000_000, "12/2026/HĐ")
    assert deal.next_step == ""
    for words in ("Đúng công suất 500 kg/mẻ", "Đến tận nơi", "bien-ban.pdf", "850 triệu đồng"):
        assert words in page
    assert "Chuyển giai đoạn" not in page


@pytest.mark.parametrize(
    "way",
    [
        ("proposed", "introduced"),
        ("introduced", "qualified"),
        ("qualified", "negotiation"),
        ("trial", "negotiation"),
        ("negotiation", "contracted"),
        ("contracted", "implementing"),
        ("implementing", "completed"),
        ("trial", "introduced"),
        ("trial", "paused"),
        ("trial", "lost"),
    ],
)
def test_a_move_without_its_evidence_says_what_is_missing(client, session, officer, deal, way):
    here, onward = way
    deal.stage = DealStage(here)
    client.sign_in(officer)

    form = client.get(f"/deals/{deal.code}/move?stage={onward}")
    answer = move(client, session, deal, onward, officer)

    assert form.status_code == 200
    assert answer.status_code == 422
    assert "Hãy điền mục này." in answer.text
    session.refresh(deal)
    assert deal.stage == here


def test_what_was_typed_is_still_there_after_an_error(client, session, officer, deal):
    client.sign_in(officer)

    answer = move(client, session, deal, "introduced", officer, fit="Rất hợp", next_step="")

    assert answer.status_code == 422
    assert "Rất hợp" in answer.text


@pytest.mark.parametrize(
    "case",
    [
        ("value_signed", "nhiều tiền", "Hãy viết số tiền"),
        ("contract_date", "31/02/2026", "ngày/tháng/năm"),
        ("contract_date", "2999-01-01", "Ngày này chưa tới"),
        ("due", "2020-01-01", "Hạn này đã qua"),
        ("terms", "x" * 4001, "Tối đa"),
    ],
)
def test_a_value_that_makes_no_sense_is_explained(client, session, officer, deal, case):
    field, value, message = case
    deal.stage = DealStage.NEGOTIATION
    client.sign_in(officer)
    good = {"contract_number": "1/HĐ", "contract_date": "2026-01-02", "value_signed": "5.000.000"}

    answer = move(client, session, deal, "contracted", officer, **{**good, field: value})

    assert answer.status_code == 422
    assert message in answer.text


def test_a_file_that_is_not_what_it_says_is_refused(client, session, officer, deal):
    deal.stage = DealStage.TRIAL
    client.sign_in(officer)
    lie = (io.BytesIO(b"<script>alert(1)</script>"), "bien-ban.pdf")

    answer = move(client, session, deal, "negotiation", officer, minutes_file=lie)

    assert answer.status_code == 422
    assert "Không nhận được tệp" in answer.text


def test_the_board_is_led_to_the_form_of_the_move(client, officer, deal):
    client.sign_in(officer)

    answer = client.post(f"/deals/{deal.code}/move", data={"stage": "introduced", "version": "1"})

    assert answer.status_code == 303
    assert answer.location == f"/deals/{deal.code}/move?stage=introduced"


def test_a_move_that_the_stage_forbids(client, session, officer, deal):
    client.sign_in(officer)

    refused = client.get(f"/deals/{deal.code}/move?stage=completed")
    assert refused.status_code == 409
    assert f"Mở thương vụ {deal.code}" in refused.text
    assert move(client, session, deal, "completed", officer).status_code == 409
    assert client.get(f"/deals/{deal.code}/move?stage=nonsense").status_code == 404


def test_an_address_without_a_stage_leads_to_the_deal(client, officer, deal):
    client.sign_in(officer)

    assert client.get(f"/deals/{deal.code}/move").location == f"/deals/{deal.code}"


def test_a_stale_form_shows_both_texts_and_overwrites_nothing(client, session, officer, deal):
    client.sign_in(officer)
    old = form_for(deal, "introduced", officer, fit="Lời của tôi")
    plan = form_for(deal, "", officer, next_step="Việc đồng nghiệp vừa đặt")
    client.post(f"/deals/{deal.code}/next-step", data=plan)

    answer = client.post(f"/deals/{deal.code}/move", data=old)

    assert answer.status_code == 409
    assert "Lời của tôi" in answer.text
    assert "Việc đồng nghiệp vừa đặt" in answer.text
    session.refresh(deal)
    assert deal.stage is DealStage.PROPOSED
    assert f'name="version" value="{deal.version}"' in answer.text


def test_a_stale_move_to_where_the_deal_is_already_keeps_the_words(client, session, officer, deal):
    client.sign_in(officer)
    old = form_for(deal, "introduced", officer, fit="Lời của tôi")
    move(client, session, deal, "introduced", officer, fit="Lời của đồng nghiệp")

    answer = client.post(f"/deals/{deal.code}/move", data=old)

    assert answer.status_code == 409
    assert "Lời của tôi" in answer.text
    assert "Lời của đồng nghiệp" in answer.text


def test_a_stale_next_step_shows_both(client, session, officer, deal):
    client.sign_in(officer)
    old = form_for(deal, "", officer, next_step="Việc của tôi")
    new = form_for(deal, "", officer, next_step="Việc của đồng nghiệp")
    client.post(f"/deals/{deal.code}/next-step", data=new)

    answer = client.post(f"/deals/{deal.code}/next-step", data=old)

    assert answer.status_code == 409
    assert "Việc của tôi" in answer.text
    assert "Việc của đồng nghiệp" in answer.text


def test_a_next_step_needs_its_text(client, officer, deal):
    client.sign_in(officer)

    answer = client.post(
        f"/deals/{deal.code}/next-step", data=form_for(deal, "", officer, next_step=" ")
    )

    assert answer.status_code == 422


def test_pausing_and_resuming(client, session, officer, deal):
    deal.stage = DealStage.TRIAL
    client.sign_in(officer)
    later = (local_today() + timedelta(days=40)).isoformat()

    move(client, session, deal, "paused", officer, resume_on=later)
    page = client.get(f"/deals/{deal.code}").text
    listed = client.get("/deals/list").text
    move(client, session, deal, "trial", officer)

    assert "Tạm dừng đến" in page
    assert "Tiếp tục: Thử nghiệm, trình diễn" in page
    assert "tạm dừng đến" in listed
    assert "(mức 90)" not in listed
    session.refresh(deal)
    assert (deal.stage, deal.resume_on) == (DealStage.TRIAL, None)


def test_a_lost_deal_says_why_and_who(client, session, officer, deal):
    client.sign_in(officer)

    move(client, session, deal, "lost", officer, loss_reason="price", loss_party="demand")

    page = client.get(f"/deals/{deal.code}").text
    assert "Giá quá cao" in page
    assert "Bên cầu" in page


def test_the_page_refuses_words_that_name_a_blind_firm(client, session, officer, deal, blind):
    client.sign_in(officer)

    answer = move(client, session, deal, "introduced", officer, fit=f"{blind} cần máy")

    assert answer.status_code == 422
    assert "Bên cầu đăng ẩn danh: hãy bỏ" in answer.text


def test_what_was_signed_in_dollars_is_offered_in_dollars_again(client, session, officer, deal):
    deal.stage, deal.value_signed, deal.currency = DealStage.NEGOTIATION, 1_000_050, "USD"
    session.commit()
    client.sign_in(officer)

    page = client.get(f"/deals/{deal.code}/move?stage=contracted").text

    assert 'value="10.000,50 USD"' in page
