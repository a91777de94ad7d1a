"""English words are reduced as in Porter's paper."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.stemming import stem

PAPER = re.findall(
    r"\w+",
    """
caresses caress ponies poni ties ti cats cat feed feed agreed agre plastered plaster bled bled
motoring motor sing sing conflated conflat troubled troubl sized size hopping hop tanned tan
falling fall hissing hiss fizzed fizz failing fail filing file happy happi sky sky relational relat
conditional condit rational ration digitizer digit operator oper decisiveness decis formality formal
triplicate triplic formative form electrical electr hopeful hope goodness good revival reviv
allowance allow inference infer airliner airlin adjustable adjust defensible defens replacement
replac adoption adopt homologous homolog effective effect bowdlerize bowdler probate probat rate
rate cease ceas controlling control rolling roll
""",
)


@pytest.mark.parametrize(("word", "root"), list(zip(PAPER[::2], PAPER[1::2], strict=True)))
def test_words_of_the_paper(word, root):
    assert stem(word) == root


@pytest.mark.parametrize("word", ["", "of", "máy", "500", "h2o", "x" * 500])
def test_what_is_no_english_word_stays(word):
    assert stem(word) == word


@given(st.text("aeiouybdglmnrstz", max_size=30))
def test_a_stem_is_never_longer_by_more_than_a_letter(word):
    assert len(stem(word)) <= len(word) + 1
