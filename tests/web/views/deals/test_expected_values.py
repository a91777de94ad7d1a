"""The officer writes the expected value down on the deal's page, as people write amounts."""

import pytest

from models import DealStage


@pytest.fixture
def send(client, session, officer, deal):
    def _send(amount, currency="VND", version=None):
        session.refresh(deal)
        sent = {
            "version": deal.version if version is None else version,
            "expected-amount": amount,
            "expected-currency": currency,
        }
        session.rollback()
        return client.post(f"/deals/{deal.code}/expected-value", data=sent, follow_redirects=True)

    client.sign_in(officer)
    return _send


@pytest.mark.parametrize(
    ("typed", "currency", "shown"),
    [
        ("20 triệu", "VND", "20 triệu đồng"),
        ("20.000.000", "VND", "20 triệu đồng"),
        ("1,2 tỷ", "VND", "1,2 tỷ đồng"),
        ("12.500,50", "USD", "12.500,50 USD"),
    ],
)
def test_a_value_is_typed_as_people_write_it(send, typed, currency, shown):
    page = send(typed, currency).text

    assert "Đã lưu giá trị dự kiến." in page
    assert f"<dt>Giá trị dự kiến</dt><dd>{shown}</dd>" in page
    assert "Sửa giá trị dự kiến" in page


def test_the_timeline_and_the_list_say_it_too(client, send):
    page = send("12.500,50", "USD").text

    assert "Giá trị dự kiến: 12.500,50 USD" in page
    assert "12.500,50 USD" in client.get("/deals/list?value=foreign").text


def test_nobody_has_to_know_it(send):
    send("20 triệu")

    page = send("").text

    assert "<dt>Giá trị dự kiến</dt><dd>Chưa ghi</dd>" in page
    assert "Giá trị dự kiến: chưa rõ" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("vài triệu", "Hãy viết số tiền theo loại tiền đã chọn"),
        ("0", "Hãy viết số tiền lớn hơn 0"),
    ],
)
def test_what_is_no_amount_is_refused_and_stays_in_its_field(send, typed, said):
    answer = send(typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed}"' in answer.text


@pytest.mark.parametrize("typed", ["30 triệu", "vài triệu"])
def test_a_stale_value_is_refused_and_both_are_shown(session, deal, send, typed):
    opened = deal.version
    send("20 triệu")

    answer = send(typed, version=opened)

    assert answer.status_code == 409
    assert "Đang lưu: 20.000.000 đồng" in answer.text
    assert f"Bạn vừa gửi: {'30.000.000 đồng' if '30' in typed else typed}" in answer.text
    assert f'value="{typed}"' in answer.text
    session.refresh(deal)
    assert deal.value_expected == 20_000_000


def test_the_parties_read_it_and_only_the_centre_writes_it(client, session, deal, institute, send):
    send("20 triệu")
    client.sign_in(institute)

    page = client.get(f"/deals/{deal.code}").text

    assert "20 triệu đồng" in page
    assert "expected-amount" not in page
    assert send("30 triệu").status_code == 403


def test_a_deal_that_has_ended_keeps_its_value_without_a_form(client, session, deal, send):
    send("20 triệu")
    session.refresh(deal)
    deal.stage = DealStage.LOST
    session.commit()

    page = client.get(f"/deals/{deal.code}").text

    assert "20 triệu đồng" in page
    assert "expected-amount" not in page
    assert send("30 triệu").status_code == 409


def test_the_contract_is_signed_with_the_expected_value_filled_in(client, session, deal, send):
    send("12.500,50", "USD")
    session.refresh(deal)
    deal.stage = DealStage.NEGOTIATION
    session.commit()

    page = client.get(f"/deals/{deal.code}/move?stage=contracted").text

    assert 'value="12.500,50 USD"' in page
    assert '<option selected value="USD">' in page
