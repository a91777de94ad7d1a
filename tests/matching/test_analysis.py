"""Texts become terms, with accents and without, single and in pairs, each language in its way."""

import subprocess
import sys
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching import lexicon
from matchmaker.matching.analysis import (
    BARE_PAIR,
    BARE_WORD,
    FOLDED_PAIR,
    FOLDED_WORD,
    PAIR,
    WORD,
    analyse,
    folded_of,
    language_of,
    term_name,
    terms,
)
from matchmaker.matching.text import ANALYSED_LENGTH

WORDS = [
    "máy",
    "sấy",
    "mít",
    "may",
    "say",
    "nước",
    "drying",
    "pump",
    "IoT",
    "và",
    "the",
    "500",
    "!",
]
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
vietnamese = st.lists(st.sampled_from(["máy", "may", "mày", "sấy", "say", "IoT"])).map(" ".join)


def names(analysis, text, streams):
    """Return the terms of one of the texts, kind by kind, as they are spelt."""
    return [
        [
            term_name(analysis, kind, at)
            for at in np.flatnonzero(stream)
            if analysis.text[at] == text
        ]
        for kind, stream in enumerate(streams)
    ]


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


def test_the_beginning_of_a_text_tells_its_language():
    assert language_of("Máy sấy mít bơm nhiệt " * 50 + "heat pump drying " * 500) == "vi"


def test_a_language_that_is_known_better_can_be_given():
    assert analyse(["ion"]).language(0) == "en"
    assert analyse(["ion"], language="vi").language(0) == "vi"


def test_a_text_without_accents_shares_terms_with_the_accented_one():
    shared = set(terms("may say mit")) & set(terms("máy sấy mít"))

    assert shared == {"~may", "~say", "~mit", "~may say", "~say mit"}


def test_a_word_with_accents_asks_for_the_same_one_written_without():
    asking, holding = analyse(["máy sấy"]), analyse(["may say"])

    assert set(asking.asked[BARE_WORD]) == set(holding.streams[BARE_WORD]) != {0}
    assert set(asking.asked[BARE_PAIR]) == set(holding.streams[BARE_PAIR]) != {0}
    assert not asking.streams[BARE_WORD].any()


def test_a_word_with_accents_does_not_ask_for_one_with_other_accents():
    asking, holding = analyse(["máy"]), analyse(["mày"])

    assert not set(asking.asked[BARE_WORD]) & set(holding.streams[BARE_WORD]) - {0}


def test_stop_words_are_left_out_of_english_only():
    assert "may" not in terms("it may dry the fruits")
    assert "~may" in terms("may say mit")


def test_words_beside_a_stop_word_are_neighbours():
    assert terms("drying of mangoes") == ["dri", "mango", "dri mango"]


def test_english_words_in_vietnamese_texts_meet_english_texts():
    assert {"sensor", "membran"} <= set(terms("Màng lọc membrane và sensors đo độ mặn"))
    assert {"sensor", "membran"} <= set(terms("A membrane with a sensor"))


@pytest.mark.parametrize("text", ["", " \n\t", "\x00", "\u200b\u202e", "!!! --- ...", "\u0301"])
def test_texts_without_words_have_no_terms(text):
    assert terms(text) == []


def test_a_huge_text_is_analysed_up_to_a_limit():
    text = "máy sấy " * (10_000_000 // 8)

    assert len(terms(text)) == 4 * (ANALYSED_LENGTH // 4) - 2


@given(st.lists(texts, max_size=5))
def test_texts_analysed_together_have_the_terms_that_they_have_alone(several):
    together = analyse(several)

    for number, text in enumerate(several):
        alone = analyse([text])
        assert together.language(number) == alone.language(0)
        assert names(together, number, together.streams) == names(alone, 0, alone.streams)
        assert names(together, number, together.asked) == names(alone, 0, alone.asked)


@given(texts)
def test_without_pairs_the_words_stay_the_same(text):
    whole, single = analyse([text]), analyse([text], pairs=False)

    for kind in (WORD, FOLDED_WORD, BARE_WORD):
        assert names(single, 0, single.streams)[kind] == names(whole, 0, whole.streams)[kind]
    for kind in (PAIR, FOLDED_PAIR, BARE_PAIR):
        assert not single.streams[kind].any()


@given(vietnamese)
def test_equal_terms_are_equal_numbers_and_different_ones_differ(text):
    analysis = analyse([text], language="vi")
    numbers = {}

    for kind, stream in enumerate(analysis.streams):
        for at in np.flatnonzero(stream):
            numbers.setdefault(term_name(analysis, kind, at), set()).add(int(stream[at]))

    assert all(len(each) == 1 for each in numbers.values())
    assert len(set.union(set(), *numbers.values())) == len(numbers)


@given(texts)
def test_a_bare_term_says_which_folded_one_it_was_made_from(text):
    analysis = analyse([text])

    for bare, folded in ((BARE_WORD, FOLDED_WORD), (BARE_PAIR, FOLDED_PAIR)):
        at = np.flatnonzero(analysis.asked[bare])
        assert (folded_of(analysis.asked[bare][at]) == analysis.streams[folded][at]).all()


@given(texts)
def test_every_word_is_counted_in_its_place(text):
    analysis = analyse([text])
    written = [analysis.lexicon.words[row] for row in analysis.rows]

    words = text.lower().replace("!", " ").split()
    assert written == [words[place] for place in analysis.place]


def test_terms_are_the_same_numbers_in_every_process():
    code = "from matchmaker.matching.analysis import analyse;"
    code += "print([stream.tolist() for stream in analyse(['máy sấy mít']).streams])"
    answers = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
        for _ in range(2)
    }

    assert answers == {f"{[s.tolist() for s in analyse(['máy sấy mít']).streams]}\n".encode()}


def test_a_lexicon_that_has_met_very_many_words_begins_anew(monkeypatch):
    monkeypatch.setattr(lexicon, "_present", lexicon.Lexicon())
    monkeypatch.setattr(lexicon, "MOST_WORDS", 100)
    before = lexicon.lexicon()

    many = analyse([" ".join(f"w{n}" for n in range(6000))])

    assert lexicon.lexicon() is not before
    assert term_name(many, WORD, 5999) == "w5999"
    assert analyse(["w5999"]).streams[WORD] == many.streams[WORD][5999]
