"""From running texts only what is certainly a promise, or certainly a wish, is read."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching import readings
from matchmaker.matching.measurements import measurements
from matchmaker.matching.requirements import Condition


def found(text, indicator, subject=""):
    return [fact.value for fact in readings.facts({"text": text}, indicator, subject)]


def asked(text, subject=""):
    return [condition for _, condition in readings.conditions({"text": text}, subject)]


@pytest.mark.parametrize(
    ("text", "indicator", "value"),
    [
        ("Máy sấy có năng suất 500–600 kg/h, độ ẩm cuối dưới 12 %.", "công suất", "500–600 kg/h"),
        ("Máy sấy có năng suất 500–600 kg/h, độ ẩm cuối dưới 12 %.", "độ ẩm cuối", "dưới 12 %"),
        ("Throughput of 0.5 t/h, 2 operators", "công suất", "0.5 t/h"),
        ("Công suất (kg/h): 550 - 650", "năng suất", "550 - 650"),
        ("nang suat dat 650kg/h", "Công suất", "650kg/h"),
        ("Tiêu thụ 0,8 kWh/kg.", "tiêu thụ điện", "0,8 kWh/kg"),
        ("Năng suất 560 kg mỗi giờ", "công suất", "560 kg mỗi giờ"),
        ("Tỷ lệ sợi gãy 3,5 %.", "tỷ lệ sợi gãy", "3,5 %"),
        ("Hao hụt 3 % so với 12 % khi phơi sân.", "hao hụt", "3 %"),
        ("Thông số:\n- năng suất 60 kg/h\n- độ ồn 65 dB", "độ ồn", "65 dB"),
    ],
)
def test_a_promise_is_read_as_it_was_written(text, indicator, value):
    assert found(text, indicator) == [value]


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("Máy cũ năng suất 600 kg/h.", "công suất"),
        ("Máy cũ chạy than. Năng suất 600 kg/h.", "công suất"),
        ("Nếu lắp thêm quạt, năng suất 600 kg/h.", "công suất"),
        ("Chưa đạt năng suất 600 kg/h.", "công suất"),
        ("Tăng năng suất 600 kg/h.", "công suất"),
        ("Lò hơi công suất 600 kg/h.", "công suất"),
        ("Ghép 3 máy năng suất 600 kg/h.", "công suất"),
        ("Năng suất 600 kg hơi/giờ.", "công suất"),
        ("Năng suất 200 kg/h (nhỏ), 600 kg/h (lớn).", "công suất"),
        ("Năng suất 600 kg/h?", "công suất"),
        ("Giảm hao hụt 4 %.", "hao hụt"),
        ("Hao hụt ít hơn 4 % so với ướp đá.", "hao hụt"),
        ("Weight loss of 4 %", "hao hụt"),
        ("Sai số độ ẩm cuối 1 %.", "độ ẩm cuối"),
        ("COD ±8 %", "COD"),
        ("Chất hữu cơ 32 %.", "CO"),
        ("Đánh giá 40 mẫu.", "giá"),
        ("Màng lọc bảo hành 36 tháng.", "bảo hành"),
        ("Năng suất 600 kg/h", ""),
    ],
)
def test_what_may_be_something_else_is_not_read(text, indicator):
    assert found(text, indicator) == []


def test_what_a_value_comes_down_to_is_that_of_the_product():
    text = "Giảm độ ẩm từ 85 % xuống còn 12 %."

    assert found(text, "độ ẩm cuối") == ["12 %"]
    assert found(text, "độ ẩm đầu vào") == []


def test_a_component_counts_only_where_it_is_the_subject():
    text = "Máy bơm lưu lượng 60 m³/h."

    assert found(text, "lưu lượng") == []
    assert found(text, "lưu lượng", "Máy bơm chìm năng lượng mặt trời") == ["60 m³/h"]


def test_a_new_paragraph_speaks_of_the_thing_itself_again():
    assert found("Máy cũ chạy than.\nNăng suất 600 kg/h.", "công suất") == ["600 kg/h"]


def test_a_wish_with_a_bound_is_a_condition():
    assert asked("Cần máy công suất ≥ 500 kg/giờ, độ ẩm dưới 12 %.") == [
        Condition("công suất", ">=", "500 kg/giờ", "", hard=False),
        Condition("độ ẩm", "<=", "12 %", "", hard=False),
    ]
    assert asked("Mong giảm hao hụt từ 12 % xuống 5 %, nhiệt độ sấy 35-45 °C") == [
        Condition("hao hụt", "<=", "5 %", "", hard=False),
        Condition("nhiệt độ sấy", "between", "35-45 °C", "", hard=False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Xưởng chạy công suất trên 300 kg/giờ.",
        "Cần máy công suất 500 kg/giờ.",
        "Cần máy công suất dưới 500 kg/giờ.",
        "Không cần công suất trên 500 kg/giờ.",
        "Hao hụt trên 12 %, cần máy tốt hơn.",
        "Cần độ bóng trên 80 %.",
    ],
)
def test_what_is_no_clear_wish_is_no_condition(text):
    assert asked(text) == []


def test_an_indicator_is_asked_for_once():
    texts = {"vi": "Cần hao hụt dưới 5 %.", "en": "We need losses below 4 %."}

    assert [(field, each.value) for field, each in readings.conditions(texts)] == [("vi", "5 %")]


@pytest.mark.parametrize(
    "piece", [" ", "\n", "-", "1.", "a 1 ", "từ 1 ", "là ", "1 kg/", "máy cũ. ", "năng suất 1 kg, "]
)
def test_a_hostile_text_is_read_in_time(piece):
    started = time.process_time()

    measurements(piece * 20_000 + "năng suất 600 kg/h")

    assert time.process_time() - started < 5


@given(
    st.text(st.sampled_from(list("năng suất độ ẩm từ 12 xuống 5 %,.-–~≥()kg/h\n\x00İß²µ")))
    | st.text()
)
def test_any_text_can_be_read(text):
    for each in measurements(text):
        assert each.quantity.low <= each.quantity.high
