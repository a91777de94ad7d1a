"""What is paid, on the page of a deal and added up."""

from datetime import timedelta

import pytest

from models import DealStage, Payment, PaymentKind, local_today

DUE = local_today() + timedelta(days=30)


@pytest.fixture
def signed(session, deal):
    deal.stage, deal.value_signed = DealStage.CONTRACTED, 850_000_000
    session.commit()
    return deal


@pytest.fixture
def payment(session, signed):
    made = Payment(deal=signed, due=DUE, amount=850_000_000)
    session.add(made)
    session.commit()
    return made


def sent(**changes):
    values = {
        "payment-kind": "instalment",
        "payment-due": DUE.isoformat(),
        "payment-currency": "VND",
        "payment-amount": "1,2 tỷ",
    }
    return {**values, **{f"payment-{name}": value for name, value in changes.items()}}


def test_a_deal_without_a_contract_speaks_of_no_payments(client, officer, deal):
    client.sign_in(officer)

    assert "Thanh toán</h2>" not in client.get(f"/deals/{deal.code}").text


def test_a_small_contract_is_split_with_one_press(client, officer, signed):
    client.sign_in(officer)
    assert "Chia đều giá trị đã ký" in client.get(f"/deals/{signed.code}").text

    form = {"split-count": "2", "split-first": DUE.strftime("%d/%m/%Y")}
    client.post(f"/deals/{signed.code}/payments/split", data=form)

    page = client.get(f"/deals/{signed.code}").text
    assert page.count("425.000.000 đồng") >= 2
    assert "Chia đều giá trị đã ký" not in page
    assert "Thêm khoản thanh toán: Trả một khoản định trước" in page


def test_a_split_without_its_day_is_asked_again(client, officer, signed):
    client.sign_in(officer)

    answer = client.post(f"/deals/{signed.code}/payments/split", data={"split-count": "2"})

    assert answer.status_code == 422
    assert "Hãy điền mục này" in answer.text


def test_a_payment_is_added_in_words_people_use(client, session, officer, signed):
    client.sign_in(officer)

    client.post(f"/deals/{signed.code}/payments", data=sent(note="Đợt 1"))

    page = client.get(f"/deals/{signed.code}").text
    assert "1.200.000.000 đồng" in page
    assert "nhiều hơn giá trị đã ký 350.000.000 đồng" in page
    assert session.query(Payment).one().amount == 1_200_000_000


def test_dollars_have_cents(client, session, officer, signed):
    client.sign_in(officer)

    client.post(f"/deals/{signed.code}/payments", data=sent(currency="USD", amount="12.500,50"))

    assert session.query(Payment).one().amount == 1_250_050
    assert "12.500,50 USD" in client.get(f"/deals/{signed.code}").text


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"amount": "nhiều lắm"}, "nhiều lắm"),
        ({"amount": ""}, "Hãy điền mục này"),
        ({"due": "hôm nào đó"}, "hôm nào đó"),
        ({"kind": "royalty", "rate": "200"}, "200"),
    ],
)
def test_what_cannot_be_understood_is_said_and_kept(client, officer, signed, changes, kept):
    client.sign_in(officer)

    answer = client.post(f"/deals/{signed.code}/payments", data=sent(note="Đợt 1", **changes))

    assert answer.status_code == 422
    assert kept in answer.text
    assert "Đợt 1" in answer.text
    assert signed.payments == []


def test_a_forged_currency_is_refused(client, session, officer, signed):
    client.sign_in(officer)

    answer = client.post(f"/deals/{signed.code}/payments", data=sent(currency="((("))

    assert answer.status_code == 422
    assert session.query(Payment).count() == 0


def test_a_payment_comes_in_with_one_press_and_is_taken_back(client, session, officer, payment):
    client.sign_in(officer)
    address = f"/deals/{payment.deal.code}/payments/{payment.id}"

    client.post(f"{address}/paid", data={"version": "1", "whole": "1"})
    assert payment.paid_amount == 850_000_000
    assert "Hoàn tác" in client.get(f"/deals/{payment.deal.code}").text

    client.post(f"{address}/unpaid", data={"version": "2"})
    assert payment.paid_on is None


def test_a_part_that_came_in_is_told_beside_what_was_owed(client, officer, payment):
    client.sign_in(officer)
    address = f"/deals/{payment.deal.code}/payments/{payment.id}"
    form = {
        "version": "1",
        "paid-paid_on": local_today().isoformat(),
        "paid-paid_amount": "800 triệu",
        "paid-currency": "VND",
    }

    client.post(f"{address}/paid", data=form)

    page = client.get(f"/deals/{payment.deal.code}").text
    assert "800.000.000 đồng (phải trả 850.000.000 đồng)" in page


def test_two_officers_on_one_payment_both_texts_are_shown(client, session, officer, payment):
    client.sign_in(officer)
    address = f"/deals/{payment.deal.code}/payments/{payment.id}"
    client.post(address, data={"version": "1", **sent(amount="700 triệu")})

    answer = client.post(address, data={"version": "1", **sent(amount="600 triệu")})

    assert answer.status_code == 409
    assert "700.000.000 đồng" in answer.text
    assert "600 triệu" in answer.text
    assert payment.amount == 700_000_000


def test_a_payment_removed_meanwhile_is_said_to_be(client, session, officer, payment):
    client.sign_in(officer)
    address = f"/deals/{payment.deal.code}/payments/{payment.id}"
    client.post(f"{address}/remove", data={"version": "1"})

    assert client.post(address, data={"version": "1", **sent()}).status_code == 404
    assert session.query(Payment).count() == 0


def test_the_parties_read_the_plan_and_change_nothing(client, institute, payment):
    client.sign_in(institute)

    page = client.get(f"/deals/{payment.deal.code}").text
    answer = client.post(f"/deals/{payment.deal.code}/payments", data=sent())

    assert "850.000.000 đồng" in page
    assert "Đã nhận đủ" not in page
    assert answer.status_code == 403


def test_a_figure_opens_the_records_it_adds_up(client, officer, payment):
    client.sign_in(officer)

    sums = client.get("/deals/payments").text
    centre = payment.deal.centre_id
    query = f"centre={centre}&year={DUE.year}&currency=VND&state=due"
    listed = client.get(f"/deals/payments/list?{query}").text
    exported = client.get(f"/deals/payments/list.csv?{query}")

    assert f"/deals/payments/list?{query}".replace("&", "&amp;") in sums
    assert "850.000.000 đồng" in sums
    assert payment.deal.code in listed
    assert payment.deal.code in exported.text
    assert payment.deal.code not in client.get("/deals/payments/list?state=paid").text


def test_of_a_royalty_whose_revenue_is_unknown_nothing_is_counted(
    client, session, officer, payment
):
    payment.kind, payment.rate, payment.amount = PaymentKind.ROYALTY, 300, None
    session.commit()
    client.sign_in(officer)

    listed = client.get(f"/deals/payments/list?centre={payment.deal.centre_id}").text

    assert "Chờ báo doanh thu" in listed
    assert "0 đồng" not in listed


def test_nothing_to_add_up_says_what_to_do(client, officer):
    client.sign_in(officer)

    assert "empty-state" in client.get("/deals/payments").text
    assert "empty-state" in client.get("/deals/payments/list").text


def test_the_records_of_another_centre_are_not_there(client, factories, payment):
    client.sign_in(factories.member("centre", province="01"))

    answer = client.get(f"/deals/payments/list?centre={payment.deal.centre_id}")

    assert answer.status_code == 404


def test_a_blind_firm_is_named_in_no_list_of_payments(client, factories, payment, blind):
    client.sign_in(factories.member("ministry"))
    centre = payment.deal.centre_id

    for address in ("list", "list.csv"):
        text = client.get(f"/deals/payments/{address}?centre={centre}").text
        assert payment.deal.code in text
        assert blind not in text
