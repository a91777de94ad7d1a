"""A requirement is met, missed or unknown; in doubt it is unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.requirements import Condition, Fact, check, is_same_indicator


def status(operator, value, unit, *facts, indicator="công suất"):
    return check(
        Condition(indicator, operator, value, unit), [Fact(*fact) for fact in facts]
    ).status


@pytest.mark.parametrize(
    ("operator", "wanted", "found", "expected"),
    [
        (">=", ("500", "kg/giờ"), ("0,5", "tấn/h"), "met"),
        (">=", ("500", "kg/giờ"), ("0,4", "tấn/h"), "missed"),
        (">=", ("500", "kg/giờ"), ("300-600", "kg/h"), "unknown"),
        (">=", ("500", "kg/giờ"), ("600-800", "kg/h"), "met"),
        (">=", ("500", "kg/giờ"), ("lên đến 800", "kg/h"), "unknown"),
        (">=", ("500", "kg/giờ"), ("khoảng 500", "kg/h"), "unknown"),
        (">=", ("500", "kg/giờ"), ("5", "tấn/ngày"), "unknown"),
        (">=", ("500", "kg/giờ"), ("15", "kW"), "unknown"),
        (">=", ("500", "kg/giờ"), ("1,200", "kg/h"), "unknown"),
        (">=", ("500-600", "kg/giờ"), ("550", "kg/h"), "unknown"),
        ("<=", ("12", "%"), ("dưới 12", "%"), "met"),
        ("<=", ("12", "%"), ("10-12", "%"), "met"),
        ("<=", ("12", "%"), ("12-14", "%"), "unknown"),
        ("<=", ("12", "%"), ("13-14", "%"), "missed"),
        ("<=", ("0,05", "g/L"), ("50", "mg/l"), "met"),
        ("=", ("220", "V"), ("220", "V"), "met"),
        ("=", ("220", "V"), ("380", "V"), "missed"),
        ("between", ("10-12", "%"), ("11", "%"), "met"),
        ("between", ("10-12", "%"), ("9", "%"), "missed"),
        ("between", ("10-12", "%"), ("11-13", "%"), "unknown"),
        (">=", ("", "kg/giờ"), ("500", "kg/h"), "unknown"),
        (">=", ("500", ""), ("500", "kg/h"), "unknown"),
        (">=", ("dưới 500", "kg/h"), ("600", "kg/h"), "unknown"),
        (">", ("500", "kg/h"), ("600", "kg/h"), "unknown"),
    ],
)
def test_values_are_compared_in_one_unit(operator, wanted, found, expected):
    assert status(operator, *wanted, ("năng suất", *found)) == expected


def test_nothing_known_is_unknown():
    verdict = check(Condition("Độ ẩm cuối", "<=", "12", "%"), [Fact("công suất", "5", "kW")])

    assert (verdict.status, verdict.wanted, verdict.found) == ("unknown", "≤ 12 %", None)


def test_the_verdict_shows_both_values_as_written():
    verdict = check(Condition("Công suất", ">=", "500", "kg/giờ"), [Fact("N/suất", "1", "kg")])
    assert verdict.found is None

    verdict = check(
        Condition("Công suất", ">=", "500", "kg/giờ"), [Fact("Năng suất", "0,6", "tấn/h")]
    )
    assert (verdict.status, verdict.wanted, verdict.found) == ("met", "≥ 500 kg/giờ", "0,6 tấn/h")


def test_facts_in_another_unit_do_not_disturb():
    assert (
        status(">=", "500", "kg/h", ("công suất", "5", "kW"), ("công suất", "600", "kg/h")) == "met"
    )


def test_facts_that_disagree_are_unknown():
    facts = [("công suất", "400", "kg/h"), ("năng suất", "600", "kg/h")]

    assert status(">=", "500", "kg/h", *facts) == "unknown"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Công suất", "NĂNG SUẤT", True),
        ("cong suat", "Công suất", True),
        ("độ ẩm cuối", "Độ ẩm sản phẩm", True),
        ("tỉ lệ hao hụt", "Hao hụt", True),
        ("COD", "cod", True),
        ("độ ẩm", "độ ẩm cuối", False),
        ("giảm hao hụt", "hao hụt", False),
        ("COD đầu vào", "COD đầu ra", False),
        ("", "", False),
        ("\u200b", "?", False),
    ],
)
def test_indicators_are_the_same_only_when_they_certainly_are(one, other, same):
    assert is_same_indicator(one, other) is same
    assert is_same_indicator(other, one) is same


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_at_least_agrees_with_arithmetic(wanted, found):
    expected = "met" if found >= wanted else "missed"

    assert status(">=", str(wanted), "kg/h", ("công suất", str(found), "kg/giờ")) == expected


@given(st.text(), st.text(), st.text())
def test_any_text_gets_a_verdict(indicator, value, unit):
    verdict = check(Condition(indicator, ">=", value, unit), [Fact(indicator, value, unit)])

    assert verdict.status in {"met", "unknown"}
