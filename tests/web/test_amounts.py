"""Amounts as people type them, in any currency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.web.formats import money_in
from matchmaker.web.forms.numbers import MOST_MONEY, amount_in, rate

CURRENCIES = st.sampled_from(["VND", "USD", "EUR", "JPY", "KRW", "CNY"])


@pytest.mark.parametrize(
    ("written", "currency", "units"),
    [
        ("120 triệu", "VND", 120_000_000),
        ("1,2 tỷ", "VND", 1_200_000_000),
        ("1.200.000.000", "VND", 1_200_000_000),
        ("1,200,000", "VND", 1_200_000),
        ("850.000.000 đồng", "VND", 850_000_000),
        ("12.500,50", "USD", 1_250_050),
        ("12,500.50 USD", "USD", 1_250_050),
        ("usd 12500", "USD", 1_250_000),
        ("12,5 nghìn", "USD", 1_250_000),
        ("12.500", "JPY", 12_500),
        ("0,05", "USD", 5),
    ],
)
def test_an_amount_is_read_as_it_is_meant(written, currency, units):
    assert amount_in(written, currency) == units


@pytest.mark.parametrize(
    ("written", "currency"),
    [
        ("", "USD"),
        ("nhiều", "VND"),
        ("-5", "USD"),
        ("500 đồng", "USD"),
        ("500 USD", "VND"),
        ("500 EUR", "USD"),
        ("0,5", "VND"),
        ("0,5", "JPY"),
        ("0,005", "USD"),
        ("khoảng 5", "USD"),
    ],
)
def test_what_is_not_an_amount_of_the_currency_is_not_guessed(written, currency):
    assert amount_in(written, currency) is None


@given(st.integers(0, MOST_MONEY), CURRENCIES, st.sampled_from(["vi", "en"]))
def test_what_is_written_is_read_back_to_the_last_cent(app, amount, currency, language):
    with app.test_request_context(headers={"Cookie": f"language={language}"}):
        assert amount_in(money_in(amount, currency), currency) == amount


@given(st.text(max_size=30), CURRENCIES)
def test_whatever_is_typed_is_an_amount_or_nothing(written, currency):
    found = amount_in(written, currency)

    assert found is None or found >= 0


def test_a_rate_is_kept_in_hundredths_of_a_per_cent():
    assert [rate(each) for each in ("2,5 %", "2.5", "3%", "0,01", "ba phần trăm")] == [
        250,
        250,
        300,
        1,
        None,
    ]
