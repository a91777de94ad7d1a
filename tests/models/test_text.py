"""Stored text: clean, searchable without accents, sorted as a Vietnamese dictionary sorts."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from models.text import clean, fold, sort_key


def test_names_sort_in_vietnamese_order():
    names = ["Đắk Lắk", "Ân", "Ăn", "Dung", "Cần Thơ", "Cà Mau", "An", "Quảng Ngãi", "Quảng Nam"]

    assert sorted(names, key=sort_key) == [
        "An", "Ăn", "Ân", "Cà Mau", "Cần Thơ", "Dung", "Đắk Lắk", "Quảng Nam", "Quảng Ngãi",
    ]  # fmt: skip


def test_tones_decide_only_between_equal_letters():
    assert sorted(["má", "ma", "mạ", "mả", "mã", "mà", "man"], key=sort_key) == [
        "ma", "mà", "mả", "mã", "má", "mạ", "man",
    ]  # fmt: skip


def test_characters_nobody_sees_are_dropped():
    assert clean("má\x00y\u200b \u202esấy\ufeff") == "máy sấy"


@given(st.text())
def test_decomposed_text_is_stored_as_composed(text):
    assert clean(unicodedata.normalize("NFD", text)) == clean(text)


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_a_folded_text_has_no_accents_left(text):
    assert not any(unicodedata.combining(char) for char in fold(text))
