"""Shared terms are found again in the text as people wrote it."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.highlight import spans


def marked(text, *terms):
    return [text[start:end] for start, end, _ in spans(text, terms)]


def test_the_original_writing_is_marked():
    assert marked("Cần MÁY SẤY mít, máy-sấy!", "máy sấy") == ["MÁY SẤY", "máy-sấy"]


def test_words_without_accents_agree_with_any():
    assert marked("Máy sấy", "may say") == ["Máy sấy"]
    assert marked("may say", "máy sấy") == ["may say"]


def test_words_with_other_accents_are_not_marked():
    assert marked("mày sậy", "máy sấy") == []


def test_decomposed_and_invisible_characters_stay_inside_the_mark():
    text = "x " + unicodedata.normalize("NFD", "má\u200by sấy") + " y"

    assert marked(text, "máy sấy") == [text[2:-2]]


def test_english_words_agree_by_their_stems_and_across_small_words():
    assert marked("The drying of the mangoes", "dry mango") == ["drying of the mangoes"]


def test_overlapping_terms_are_marked_one_after_the_other():
    assert spans("máy sấy mít", ["máy sấy", "sấy mít"]) == [(0, 7, "máy sấy"), (8, 11, "sấy mít")]


def test_the_longer_term_wins():
    assert spans("máy sấy", ["máy", "máy sấy"]) == [(0, 7, "máy sấy")]


def test_nothing_is_marked_in_or_by_empty_texts():
    assert spans("", ["máy"]) == spans("máy", []) == spans("máy", ["", "\x00"]) == []


@given(
    st.text("máysấymítdrying of\u200b\u0301,.<"),
    st.lists(st.sampled_from(["máy", "may say", "sấy mít", "drying", "dry of", "m"])),
)
def test_spans_are_in_order_inside_the_text_and_apart(text, terms):
    end = 0
    for start, stop, term in spans(text, terms):
        assert end <= start < stop <= len(text)
        assert term in terms
        end = stop
