"""Numbers, money and days as people here write them."""

from datetime import UTC, date, datetime

import pytest

from matchmaker.web import formats


@pytest.fixture(params=["vi", "en"])
def language(request, app):
    with app.test_request_context(headers={"Cookie": f"language={request.param}"}):
        yield request.param


@pytest.mark.parametrize(
    ("amount", "vi", "en"),
    [
        (1_250_000_000, "1,25 tỷ đồng", "1.25 billion VND"),
        (19_500_000, "19,5 triệu đồng", "19.5 million VND"),
        (20_000_000, "20 triệu đồng", "20 million VND"),
        (950_000, "950.000 đồng", "950,000 VND"),
        (0, "0 đồng", "0 VND"),
    ],
)
def test_money_is_short_and_exact_enough(language, amount, vi, en):
    assert formats.money(amount) == {"vi": vi, "en": en}[language]


def test_numbers_have_the_marks_of_the_language(language):
    assert formats.number(1234567.891) == {"vi": "1.234.567,89", "en": "1,234,567.89"}[language]


def test_a_day_is_written_out_with_four_figures_of_the_year(language):
    assert formats.day(date(2026, 3, 1)) == "01/03/2026"


def test_a_moment_is_told_in_the_time_of_viet_nam(language):
    assert formats.moment(datetime(2026, 3, 1, 20, 5, tzinfo=UTC)) == "03:05 02/03/2026"


@pytest.mark.parametrize(
    ("amount", "currency", "vi", "en"),
    [
        (1_250_000_001, "VND", "1.250.000.001 đồng", "1,250,000,001 VND"),
        (1_250_050, "USD", "12.500,50 USD", "12,500.50 USD"),
        (12_500, "JPY", "12.500 JPY", "12,500 JPY"),
    ],
)
def test_an_exact_amount_has_the_digits_of_its_currency(language, amount, currency, vi, en):
    assert formats.money_in(amount, currency) == {"vi": vi, "en": en}[language]
