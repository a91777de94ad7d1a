"""Numbers with units are read as people write them, or not at all."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.quantities import Quantity, read
from matchmaker.matching.units import convert

INF = math.inf


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("0,5 tấn/h", 500, 500, "kg/h"),
        ("1.200 kg", 1200, 1200, "kg"),
        ("1 200 kg", 1200, 1200, "kg"),
        ("1.234.567 đồng", 1234567, 1234567, "VND"),
        ("1,234.5", 1234.5, 1234.5, ""),
        ("1.234,5", 1234.5, 1234.5, ""),
        ("0.500 kg", 0.5, 0.5, "kg"),
        ("12.5 %", 12.5, 12.5, "%"),
        ("8-10", 8, 10, ""),
        ("8 – 10 %", 8, 10, "%"),
        ("8% - 10%", 8, 10, "%"),
        ("từ 8 đến 10 %", 8, 10, "%"),
        ("60÷65 °C", 60, 65, "°C"),
        ("500 ± 50 kg/h", 450, 550, "kg/h"),
        ("khoảng 500 kg", 450, 550, "kg"),
        ("500kg/giờ", 500, 500, "kg/h"),
        ("dưới 12 %", -INF, 12, "%"),
        ("duoi 12%", -INF, 12, "%"),
        ("≤12%", -INF, 12, "%"),
        ("không quá 12 %", -INF, 12, "%"),
        ("lên đến 500 kg/h", -INF, 500, "kg/h"),
        ("≥ 500 kg/h", 500, INF, "kg/h"),
        ("ít nhất 500 kg/h", 500, INF, "kg/h"),
        ("từ 500 kg/h trở lên", 500, INF, "kg/h"),
        ("-18 °C", -18, -18, "°C"),
        ("-20 đến -18 °C", -20, -18, "°C"),
        ("1,3 tỷ", 1.3e9, 1.3e9, "VND"),
        ("500 triệu - 1 tỷ đồng", 5e8, 1e9, "VND"),
        ("100 m³/ngày đêm", 1e5, 1e5, "L/ngày"),
        ("5 m3/ngày.đêm", 5e3, 5e3, "L/ngày"),
        ("3 ngày", 72, 72, "h"),
        ("2 năm", 24, 24, "tháng"),
        ("2 MW", 2000, 2000, "kW"),
        ("5000 con/m2", 5000, 5000, "con/m2"),
        ("90\u200b phu\u0301t", 1.5, 1.5, "h"),
    ],
)
def test_quantities_are_read(text, low, high, unit):
    found = read(text)

    assert found is not None
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert found.unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\x00", "abc", "1,200 kg", "2 mw", "1/2", "24/7", "10-8", "1.2.3", "1,2,3 kg",
        "máy 500 kg", "TCVN 5945", "10^6 CFU/g", "trên 8-10 %", "1 2 3 kg", "9" * 100,
        "٣,٤,٥", "8-10 kg hoặc 12", "5 kg - 10 lít", "12.34.567",
    ],
)  # fmt: skip
def test_what_is_not_certain_is_not_read(text):
    assert read(text) is None


def test_the_unit_may_stand_apart():
    assert read("8-10", "%") == Quantity(8, 10, "%")
    assert read("1,3 tỷ", "đồng") == Quantity(1.3e9, 1.3e9, "VND")
    assert read("300", "triệu đồng") == Quantity(3e8, 3e8, "VND")
    assert read("500 kg/h", "kg/giờ") == Quantity(500, 500, "kg/h")


def test_two_units_that_differ_are_not_read():
    assert read("500 kg/h", "tấn/giờ") is None


def test_a_number_may_stand_under_the_fraction_bar():
    assert read("1.000", "CFU/100 mL") == read("10", "CFU/mL")


def test_a_day_of_work_has_no_number_of_hours():
    assert convert("tấn/ngày") == (1000, "kg/ngày")
    assert convert("tấn/h") == (1000, "kg/h")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1 L/s", "3,6 m³/giờ"),
        ("0,05 g/L", "50 mg/l"),
        ("10 µg/L", "0,01 mg/L"),
        ("58 kWh/tấn", "0,058 kWh/kg"),
        ("3,6 MJ/kg", "1 kWh/kg"),
        ("0,4 ha", "4.000 m²"),
        ("52 tạ/ha", "5,2 tấn/ha"),
        ("0,9 triệu đồng/tấn", "900 đồng/kg"),
        ("1,4 triệu/tháng", "1.400.000 đồng/tháng"),
        ("600 kPa", "6 bar"),
        ("2,5 ‰", "0,25 %"),
        ("600 kg mỗi giờ", "0.6 tonnes per hour"),
        ("20 tiếng", "1.200 phút"),
        ("3 tuần", "21 ngày"),
        ("1.500 con/phút", "1500 con/phut"),
        ("0,38 kV", "380 vôn"),
    ],
)
def test_units_of_one_kind_are_converted(one, other):
    first, second = read(one), read(other)

    assert first is not None
    assert (first.low, first.unit) == (pytest.approx(second.low), second.unit)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1 ppm", "1 mg/L"), ("1 hp", "0,746 kW"), ("70 dB", "70 dB(A)"), ("30 ngày", "1 tháng"),
        ("7 tấn/tuần", "1 tấn/ngày"), ("1 kWh", "860 kcal"), ("1 kg/mẻ", "1 kg/h"),
    ],
)  # fmt: skip
def test_units_that_are_not_the_same_everywhere_are_not_converted(one, other):
    assert read(one).unit != read(other).unit


def vietnamese(number, decimals):
    english = f"{number:,.{decimals}f}"
    return english.translate(str.maketrans(",.", ".,"))


@given(st.integers(0, 10**12))
def test_whole_numbers_with_points_come_back(number):
    assert read(vietnamese(number, 0) + " kg") == Quantity(number, number, "kg")


@given(st.integers(0, 10**9), st.integers(1, 2))
def test_decimals_come_back_in_both_formats(number, decimals):
    value = number / 10**decimals
    expected = Quantity(value, value, "kg")

    assert read(vietnamese(value, decimals) + " kg") == expected
    assert read(f"{value:.{decimals}f} kg") == expected


@given(
    st.integers(0, 999), st.integers(0, 999), st.sampled_from(["-", " – ", " đến ", "~", " to "])
)
def test_ranges_come_back(one, other, joint):
    low, high = sorted([one, other])

    assert read(f"{low}{joint}{high} %") == Quantity(low, high, "%")


@given(st.text(st.sampled_from(list("0123456789.,-–~≤> kgtấnh/%đếnừtrở\x00\u200b²"))) | st.text())
def test_any_text_gives_a_quantity_or_nothing(text):
    found = read(text, "kg")
    assert found is None or found.low <= found.high
