"""Shared terms are named as people say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index
from matchmaker.services.engine.phrases import LONGEST, joined

OTHERS = [Document(n, {"title": t}) for n, t in enumerate(("Đệm lót chuồng gà", "Máy in vải"), 1)]


def shared(need, technology):
    """Return the terms that two texts share, as they are shown."""
    document = Document(9, {"title": technology})
    explanation = Index([*OTHERS, document]).explain(Document(0, {"title": need}), document)
    return joined(explanation.terms)


def names(need, technology):
    return [term.term for term in shared(need, technology)]


def test_torn_pieces_become_the_whole():
    assert names("giảm tiêu thụ điện", "đo tiêu thụ điện từng máy") == ["tiêu thụ điện"]


def test_what_also_stands_alone_is_kept_beside_it():
    found = names("vỏ cà phê của xưởng cà phê", "ủ vỏ cà phê, rang cà phê")

    assert "vỏ cà phê" in found
    assert "cà phê" in found
    assert "vỏ cà" not in found


def test_words_that_only_one_text_has_together_stay_apart():
    assert set(names("máy sấy mít", "máy sấy lúa, mứt sấy mít")) >= {"máy sấy", "sấy mít"}


def test_a_word_of_grammar_ends_what_it_always_follows():
    assert names("nước có độ mặn đầu vào cao", "đo độ mặn đầu vào")[0].endswith("đầu vào")


def test_abbreviations_are_written_as_the_need_writes_them():
    assert "COD" in names("Nước thải có COD cao", "đo cod tự động")
    assert "COD" not in names("NUOC THAI CO COD CAO", "đo cod tự động")


def test_a_comma_keeps_pieces_apart():
    assert "số đo chi phí" not in names("xem số đo, chi phí thấp", "có số đo, chi phí rẻ")


def test_nobody_reads_a_whole_sentence_as_one_term():
    sentence = "hệ thống tưới nhỏ giọt bù áp vùng rễ sầu riêng"

    assert all(len(name.split()) <= LONGEST for name in names(sentence, sentence))


words = st.lists(
    st.sampled_from(["máy", "sấy", "mít", "vỏ", "cà", "phê", "COD", "đầu", "ra", "vào", "và"]),
    max_size=12,
)


@given(words.map(" ".join), words.map(" ".join))
def test_shares_still_make_the_score_and_each_term_stands_in_both_texts(need, technology):
    terms = shared(need, technology)

    assert not terms or sum(each.share for each in terms) == pytest.approx(1, abs=1e-6)
    for each in terms:
        assert each.query.forms
        assert each.document.forms
        for side, text in ((each.query, need), (each.document, technology)):
            assert {text[start:end].lower() for _, start, end in side.places()} <= set(side.forms)
