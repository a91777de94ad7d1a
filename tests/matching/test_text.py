"""Words are found in what people type, and made comparable."""

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.text import (
    ANALYSED_LENGTH,
    fold,
    is_accented,
    is_stop_word,
    is_unit,
    normalise,
    tokenize,
    word_spans,
    words_of,
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


@given(texts)
def test_words_are_the_same_however_they_are_found(text):
    tokens = tokenize(text)

    assert [normalise(word) for word in words_of(text)] == [token.text for token in tokens]
    assert word_spans(text) == [(token.start, token.end) for token in tokens]


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


@pytest.mark.parametrize(
    ("word", "accented"),
    [("máy", True), ("đo", True), ("moi", False), ("kg", False), ("crème", True), ("señor", False)],
)
def test_accents_are_those_of_vietnamese(word, accented):
    assert is_accented(word) == accented


@pytest.mark.parametrize(
    ("word", "unit"), [("kwh", True), ("kg", True), ("m3", True), ("on", False), ("ăn", False)]
)
def test_units_have_no_vowel(word, unit):
    assert is_unit(word) == unit


def test_stop_words_say_nothing_of_a_technology():
    assert all(map(is_stop_word, ("the", "of", "may")))
    assert not any(map(is_stop_word, ("fire", "system", "pump")))


@pytest.mark.parametrize("text", ["", " \n\t", "\x00", "\u200b\u202e", "!!! --- ...", "\u0301"])
def test_some_texts_have_no_words(text):
    assert tokenize(text) == []


def test_right_to_left_words_are_words():
    assert [token.text for token in tokenize("مضخة \u202bmáy\u202c")] == ["مضخة", "máy"]


def test_underscores_are_spaces():
    assert [token.text for token in tokenize("máy_sấy__mít")] == ["máy", "sấy", "mít"]


def test_a_huge_text_is_read_up_to_a_limit():
    text = "máy sấy " * (10_000_000 // 8)

    assert len(tokenize(text)) == len(words_of(text)) == ANALYSED_LENGTH // 4


def test_text_and_requirements_come_without_the_numeric_libraries():
    code = (
        "import sys, matchmaker.matching.text, matchmaker.matching.requirements;"
        "print([name for name in ('sklearn', 'scipy', 'numpy') if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "[]"
