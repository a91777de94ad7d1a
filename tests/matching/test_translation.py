"""A need is asked in the other language, phrase by phrase."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.config import SEED_DATA
from matchmaker.matching.analysis import FOLDED_WORD, PAIR, WORD, analyse
from matchmaker.matching.lexicon import fingerprint
from matchmaker.matching.text import fold
from matchmaker.matching.translation import Entry, Glossary

PAIRS = Path(__file__).with_name("cross_language_pairs.csv")
SMALL = Glossary(
    [
        Entry("máy", ("machine",)),
        Entry("máy sấy", ("dryer", "drying machine")),
        Entry("sấy", ("drying",)),
        Entry("máy may", ("sewing machine",)),
        Entry("may", ("sewing",)),
        Entry("mít", ("jackfruit",)),
        Entry("bã", ("residue",)),
        Entry("ba", ("three",)),
        Entry("khử asen", ("removal of arsenic",)),
        Entry("tuy nhiên", ("however",)),
        Entry("lúa", ("rice", "paddy")),
        Entry("gạo", ("rice",)),
    ]
)


@pytest.fixture(scope="module")
def glossary():
    return Glossary.read(SEED_DATA / "glossary.csv")


def became(text, language="vi", glossary=SMALL):
    """Return what each phrase of the text became."""
    hits = glossary.translate(text, language).hits
    return [(hit.phrase, [rendering.text for rendering in hit.renderings]) for hit in hits]


def weights(text, language="vi", kind=WORD):
    """Return the weights of the terms of a kind, by fingerprint."""
    found = SMALL.translate(text, language)
    of_kind = found.kinds == kind
    return dict(zip(found.terms[of_kind].tolist(), found.weights[of_kind].tolist(), strict=True))


def test_the_longest_phrase_is_taken():
    assert became("Máy sấy mít") == [
        ("Máy sấy", ["dryer", "drying machine"]),
        ("mít", ["jackfruit"]),
    ]


def test_a_phrase_that_only_begins_like_a_known_one_is_left_at_what_is_known():
    assert became("máy mít") == [("máy", ["machine"]), ("mít", ["jackfruit"])]
    assert became("khử mít") == [("mít", ["jackfruit"])]


def test_the_terms_are_those_that_documents_of_the_other_language_have():
    document = analyse(["A drying machine, or dryer"], language="en")
    held = {int(term) for stream in document.streams for term in stream if term}

    assert set(SMALL.translate("máy sấy", "vi").terms.tolist()) <= held


def test_the_renderings_of_a_phrase_share_its_weight():
    assert weights("máy sấy") == {
        fingerprint("dryer"): 0.5,
        fingerprint("dri"): 0.5,
        fingerprint("machin"): 0.5,
    }
    assert list(weights("máy sấy", kind=PAIR).values()) == [0.5]


def test_a_phrase_that_comes_twice_weighs_twice():
    assert weights("mít, mít") == {fingerprint("jackfruit"): 2}


def test_accented_words_are_only_what_they_are_spelt_as():
    assert became("bã ba") == [("bã", ["residue"]), ("ba", ["three"])]
    assert became("mịt") == []


def test_words_without_accents_are_all_that_they_can_be_spelt_as():
    assert became("may say mit") == [
        ("may say", ["dryer", "drying machine"]),
        ("mit", ["jackfruit"]),
    ]
    assert became("ba") == [("ba", ["residue", "three"])]
    assert weights("ba") == {fingerprint("residu"): 0.5}


def test_half_accented_phrases_are_read_but_no_single_word_is_guessed():
    assert became("máy say") == [("máy say", ["dryer", "drying machine"])]
    assert became("máy sấy ba") == [("máy sấy", ["dryer", "drying machine"]), ("ba", ["three"])]
    assert became("máy say mit") == [
        ("máy say", ["dryer", "drying machine"]),
        ("mit", ["mit"]),
    ]


def test_numbers_acronyms_and_english_words_pass():
    assert became("mít 500 kg IoT membrane") == [
        ("mít", ["jackfruit"]),
        ("500", ["500"]),
        ("kg", ["kg"]),
        ("IoT", ["iot"]),
        ("membrane", ["membrane"]),
    ]
    assert fingerprint("membran") in weights("mít membrane")


def test_vietnamese_syllables_without_accents_are_not_taken_for_english():
    assert became("can mit tong") == [("mit", ["jackfruit"])]


def test_a_phrase_without_a_term_keeps_its_words_from_being_read_otherwise():
    assert became("tuy nhiên mít") == [("tuy nhiên", ["however"]), ("mít", ["jackfruit"])]
    assert weights("tuy nhiên mít") == {fingerprint("jackfruit"): 1}


def test_english_is_translated_by_stems_across_small_words():
    assert became("Removing arsenic with dryers", "en") == [
        ("Removing arsenic", ["khử asen"]),
        ("dryers", ["máy sấy"]),
    ]


def test_vietnamese_terms_are_asked_with_and_without_accents():
    assert weights("jackfruit", "en") == {fingerprint("mít"): 1}
    assert weights("jackfruit", "en", FOLDED_WORD) == {fingerprint("~mit"): 1}


def test_an_english_word_stands_first_for_the_phrase_that_has_no_other():
    assert weights("rice", "en") == {
        fingerprint("gạo"): pytest.approx(2 / 3),
        fingerprint("lúa"): pytest.approx(1 / 3),
    }


def test_each_rendering_says_which_terms_it_brought():
    found = SMALL.translate("máy sấy mít 500", "vi")
    brought = [r.terms.tolist() for hit in found.hits for r in hit.renderings]

    assert sorted(found.terms.tolist()) == sorted({term for terms in brought for term in terms})


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("text", ["", " \n", "!!! ---", "\u200b\u202e", "\u0301"])
def test_a_text_without_words_becomes_nothing(text, language):
    found = SMALL.translate(text, language)

    assert (len(found.terms), len(found.weights), len(found.kinds), found.hits) == (0, 0, 0, ())


@given(st.text("máysấymít bàbã500 IoT,.\u200b\u0301đĐ"), st.sampled_from(["vi", "en"]))
def test_hits_are_in_order_and_stand_where_they_say(text, language):
    found = SMALL.translate(text, language)
    ends = [0, *(hit.end for hit in found.hits)]

    assert all(end <= hit.start for end, hit in zip(ends, found.hits, strict=False))
    assert all(text[hit.start : hit.end] == hit.phrase for hit in found.hits)
    assert len(set(found.terms.tolist())) == len(found.terms)
    assert (found.weights > 0).all()


def test_tone_marks_in_either_place_and_either_encoding_are_read_alike(glossary):
    styles = ["hòa tan", "hoà tan", "ho\u0300a tan", "HÒA TAN"]

    read = {tuple(glossary.translate(style, "vi").terms.tolist()) for style in styles}

    assert len(read) == 1
    assert () not in read


@pytest.fixture(scope="module")
def pairs():
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def titles(pairs):
    """Return the titles of the pairs first, then titles they can be mistaken for."""
    with (SEED_DATA / "technologies.csv").open(encoding="utf-8", newline="") as lines:
        others = [row["title_en"] for row in csv.DictReader(lines) if row["title_en"]]
    return [pair["title"] for pair in pairs] + [pair["distractor"] for pair in pairs] + others


def recall_at_10(glossary, needs, titles):
    """Say how many of the needs find the title of the same number among the first ten."""
    analysis = analyse(titles, language="en")
    held = [set() for _ in titles]
    for stream in analysis.streams:
        for term, title in zip(stream.tolist(), analysis.text.tolist(), strict=False):
            held[title].add(term)
    found = 0
    for number, need in enumerate(needs):
        asked = glossary.translate(need, "vi")
        rarity = [1 + np.log(len(held) / (1 + sum(t in h for h in held))) for t in asked.terms]
        parts = dict(zip(asked.terms.tolist(), asked.weights * rarity, strict=True))
        scores = np.array([sum(part for t, part in parts.items() if t in h) for h in held])
        found += scores[number] > 0 and (scores >= scores[number]).sum() <= 10
    return found / len(needs)


def test_vietnamese_needs_find_english_titles(glossary, pairs, titles):
    needs = [pair["need"] for pair in pairs]

    assert recall_at_10(glossary, needs, titles) >= 0.85
    assert recall_at_10(glossary, [fold(need) for need in needs], titles) >= 0.85
    assert recall_at_10(Glossary([]), needs, titles) <= 0.1
