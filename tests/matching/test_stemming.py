"""English words are reduced as the Snowball project's page on Porter's second algorithm shows."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.stemming import stem

SAMPLE = re.findall(
    r"\w+",
    """
consign consign consigned consign consigning consign consignment consign consist consist
consistency consist consistent consist consistently consist consisting consist consolation consol
consolatory consolatori consolingly consol consonant conson conspicuously conspicu
conspiracies conspiraci conspirator conspir constable constabl constancy constanc
knack knack knackeries knackeri knacks knack knaves knave knavish knavish kneaded knead
kneel kneel kneeled kneel kneels kneel knew knew knightly knight knitted knit knives knive
knob knob knocker knocker knots knot
""",
)


@pytest.mark.parametrize(("word", "root"), list(zip(SAMPLE[::2], SAMPLE[1::2], strict=True)))
def test_words_of_the_sample(word, root):
    assert stem(word) == root


@pytest.mark.parametrize("words", ["drying dries dried", "filter filters filtered", "ties tie"])
def test_forms_of_a_word_meet(words):
    assert len({stem(word) for word in words.split()}) == 1


@pytest.mark.parametrize("word", ["", "of", "máy", "500", "h2o", "x" * 500])
def test_what_is_no_english_word_stays(word):
    assert stem(word) == word


@given(st.text("aeiouybdglmnrstz", max_size=30))
def test_a_stem_is_never_longer_by_more_than_a_letter(word):
    assert len(stem(word)) <= len(word) + 1
