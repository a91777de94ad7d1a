"""Texts become terms, whatever people type."""

import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.text import (
    ANALYSED_LENGTH,
    fold,
    language_of,
    normalise,
    occurrences,
    terms,
    tokenize,
)

HOSTILE = "\x00\u200b\u200f\u202e\ufeff\u0301\u0323"
texts = st.text(
    st.sampled_from(list("aăâbcđeêghioôơtuưyáạẻõýỳ  .,-_1²Ả" + HOSTILE)) | st.characters()
)


@given(texts)
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(texts)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_positions_point_at_the_word_in_the_original_text(text):
    for token in tokenize(text):
        assert normalise(text[token.start : token.end]) == token.text


@given(texts)
def test_tokens_are_in_order_and_apart(text):
    ends = [0, *(token.end for token in tokenize(text))]
    assert all(
        end <= token.start < token.end for end, token in zip(ends, tokenize(text), strict=False)
    )


@given(st.text("máysấmítđườnghoàbìkg h50DRYING\u200b,."))
def test_occurrences_are_the_terms(text):
    assert sorted(found.term for found in occurrences(text)) == sorted(terms(text))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("MÁY  SẤY", "máy sấy"),
        (unicodedata.normalize("NFD", "máy sấy"), "máy sấy"),
        ("má\u200by\x00 \u202esấy\u202c", "máy sấy"),
        ("Hoà Bình, khoẻ, thuỷ", "hòa bình, khỏe, thủy"),
        ("hoàn toàn, quý, loài", "hoàn toàn, quý, loài"),
    ],
)
def test_equal_words_are_written_equally(written, meant):
    assert normalise(written) == meant


def test_terms_do_not_depend_on_how_accents_are_encoded_or_placed():
    assert terms(unicodedata.normalize("NFD", "Máy sấy hoà nhiệt")) == terms("máy sấy hòa nhiệt")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Máy sấy mít bơm nhiệt", "vi"),
        ("may say mit", "vi"),
        ("can tim cong nghe xu ly nuoc thai 500 m3", "vi"),
        ("Giải pháp IoT sensor cho trang trại", "vi"),
        ("Heat pump drying of jackfruit", "en"),
        ("A café by the sea and its crème brûlée recipe", "en"),
        ("", "en"),
        ("500 kg/h", "en"),
    ],
)
def test_the_language_is_recognised_with_and_without_accents(text, language):
    assert language_of(text) == language


def test_a_text_without_accents_shares_terms_with_the_accented_one():
    assert set(terms("may say mit")) < set(terms("máy sấy mít"))


def test_stop_words_are_left_out_of_english_only():
    assert "may" not in terms("it may dry the fruits")
    assert "~may" in terms("may say mit")


def test_english_words_in_vietnamese_texts_meet_english_texts():
    assert {"sensor", "membran"} <= set(terms("Màng lọc membrane và sensors đo độ mặn"))
    assert {"sensor", "membran"} <= set(terms("A membrane with a sensor"))


@pytest.mark.parametrize("text", ["", " \n\t", "\x00", "\u200b\u202e", "!!! --- ...", "\u0301"])
def test_texts_without_words_have_no_terms(text):
    assert terms(text) == []
    assert tokenize(text) == []


def test_right_to_left_words_are_words():
    assert [token.text for token in tokenize("مضخة \u202bmáy\u202c")] == ["مضخة", "máy"]


def test_a_huge_text_is_analysed_up_to_a_limit_and_in_time():
    text = "máy sấy " * (10_000_000 // 8)
    started = time.perf_counter()

    assert len(tokenize(text)) == ANALYSED_LENGTH // 4
    assert len(terms(text)) == 4 * (ANALYSED_LENGTH // 4) - 2
    assert time.perf_counter() - started < 5


def test_text_and_requirements_come_without_scikit_learn():
    code = (
        "import sys, matchmaker.matching.text, matchmaker.matching.requirements;"
        "print([name for name in ('sklearn', 'scipy', 'numpy') if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "[]"
