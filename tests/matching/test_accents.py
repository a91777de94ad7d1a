"""Words typed without accents get back those that they have in the index, as far as it can tell."""

from collections import Counter
from itertools import pairwise, product

import numpy as np
import pytest

from matchmaker.matching.accents import DOUBT, Accents
from matchmaker.matching.analysis import FOLDED_WORD, PAIR, WORD, analyse
from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index
from matchmaker.matching.text import fold, is_pair

DRYERS = ["máy sấy mít", "máy sấy chuối", "máy bơm", "mây trắng", "mây trắng", "say nắng"]


def index_of(texts, **options):
    return Index([Document(key, {"": text}) for key, text in enumerate(texts)], **options)


def accents_of(index):
    return Accents(index.generation.spelt, lambda: index.recent.words, index.frequencies)


def restored(texts, typed):
    return accents_of(index_of(texts)).restored(analyse([typed]))


def share_of(found, term, kind=None):
    """How much a word or pair is asked for, spelt as in a text that has its accents."""
    kind = (PAIR if is_pair(term) else WORD) if kind is None else kind
    (wanted,) = set(analyse([term], language="vi").streams[kind].tolist()) - {0}
    return float(found.shares[(found.terms == wanted) & (found.kinds == kind)].sum())


@pytest.mark.parametrize("term", ["máy", "sấy", "mít", "máy sấy", "sấy mít"])
def test_words_without_accents_ask_for_the_words_and_pairs_of_the_index(term):
    assert share_of(restored(DRYERS, "may say mit"), term) > 0.9


def test_the_neighbour_tells_which_word_is_meant():
    beside_say, beside_trang = restored(DRYERS, "may say"), restored(DRYERS, "may trang")

    assert share_of(beside_say, "máy") > 0.8
    assert share_of(beside_trang, "mây") > 0.8


def test_the_commonest_word_is_asked_for_most_where_nothing_else_tells():
    found = restored(["mực khô", "mức nước", "mức độ", "mức giá"], "muc")

    assert share_of(found, "mức") > share_of(found, "mực") > 0.1


def test_probabilities_are_those_of_all_spellings_weighed_by_hand():
    texts = ["bơm nhiệt sấy", "bờm nhiệt", "bơm nhiệt say", "nhiệt sấy", "bơm sảy", "bom mìn"]
    typed = ["bom", "nhiet", "say"]
    df = Counter(word for text in texts for word in set(text.split()))
    pairs = Counter(" ".join(pair) for text in texts for pair in pairwise(text.split()))
    lost = 1 - 1 / (0.8 * 3 + 1)
    forms = [[word, *(w for w in df if fold(w) == word != w)] for word in typed]
    alone = [
        {form: (df[form] + 0.5) * (1 if form == word else lost) for form in each}
        for word, each in zip(typed, forms, strict=True)
    ]
    alone = [{f: chance / sum(each.values()) for f, chance in each.items()} for each in alone]

    def fit(left, right, first, second):
        met = sum(pairs[f"{a} {b}"] for a, b in product(forms[left], forms[right]))
        expected = alone[left][first] * alone[right][second]
        return 0.9 * pairs[f"{first} {second}"] / met / expected + 0.1

    sums = Counter()
    for a, b, c in product(*forms):
        chance = alone[0][a] * alone[1][b] * alone[2][c] * fit(0, 1, a, b) * fit(1, 2, b, c)
        sums.update(dict.fromkeys((a, b, c, f"{a} {b}", f"{b} {c}"), chance))
    whole = sum(sums[form] for form in forms[0])
    likely = {term: n / whole for term, n in sums.items() if n / whole > 0.1}

    found = restored(texts, "bom nhiet say")

    assert {term: share_of(found, term) for term in likely} == pytest.approx(likely)
    assert len(likely) == np.count_nonzero((found.kinds == WORD) | (found.kinds == PAIR))


def test_a_word_in_doubt_is_asked_for_more_without_accents():
    texts = ["mực khô", "mức nước", "máy bơm"]

    sure, unsure = (share_of(restored(texts, word), word, FOLDED_WORD) for word in ("may", "muc"))

    assert 1 < sure < unsure < 1 + DOUBT


def test_a_word_that_no_document_has_stays_as_it_was_typed():
    found = restored(DRYERS, "xoai say")

    assert share_of(found, "xoai") == pytest.approx(1)


def test_a_word_that_is_right_without_accents_is_asked_for_so():
    found = restored(["mủ cao su", "ván cao su", "cáo"], "cao su")

    assert share_of(found, "cao su") > 0.9
    assert share_of(found, "cáo") == 0


@pytest.mark.parametrize(
    "typed", ["máy sấy mít", "máy sấy cao tầng mới", "the pump may fail", "IoT", "500 kg", ""]
)
def test_texts_that_have_lost_no_accents_are_left_alone(typed):
    analysis = analyse([typed])

    found = accents_of(index_of(DRYERS)).restored(analysis)

    assert [found.terms[found.kinds == kind].tolist() for kind in range(6)] == [
        stream[stream != 0].tolist() for stream in analysis.asked
    ]
    assert (found.shares == 1).all()


def test_a_text_that_has_lost_some_accents_gets_those_back():
    found = restored(DRYERS, "máy say mit")

    assert share_of(found, "máy") == 1
    assert share_of(found, "máy sấy") > 0.8
    assert share_of(found, "mít") > 0.8


def test_an_english_word_is_no_sign_of_a_vietnamese_one():
    texts = [*["a long heat pump"] * 5, "lồng sấy", "lồng nuôi cá"]

    found = restored(texts, "long nuoi")

    assert share_of(found, "lồng") > 0.8


def test_words_of_different_texts_are_no_neighbours():
    found = accents_of(index_of(DRYERS)).restored(analyse(["may", "trang"]))

    assert not (found.kinds == PAIR).any()
    assert share_of(found, "máy") > share_of(found, "mây")


def test_texts_are_restored_together_as_they_are_alone():
    accents = accents_of(index_of(DRYERS))
    typed = ["may trang", "máy sấy", "may say mit", "heat pump", "say"]

    together = accents.restored(analyse(typed))

    text = analyse(typed).text[together.at]
    for number, each in enumerate(typed):
        alone = accents.restored(analyse([each]))
        assert together.terms[text == number].tolist() == alone.terms.tolist()
        assert together.shares[text == number] == pytest.approx(alone.shares)


def test_what_is_asked_for_begins_at_its_word():
    found = restored(DRYERS, "may say mit")

    (pair,) = set(analyse(["sấy mít"]).streams[PAIR].tolist()) - {0}
    assert found.at[found.terms == pair].tolist() == [1]


def test_words_of_new_documents_are_known_at_once_and_those_of_old_ones_gone():
    index = index_of(["mức nước"])
    accents = accents_of(index)
    before = accents.restored(analyse(["muc"]))

    index.put(Document(7, {"": "mực khô"}))
    index.remove(0)
    after = accents.restored(analyse(["muc"]))

    assert share_of(before, "mức") == share_of(after, "mực") > 0.5
    assert share_of(before, "mực") == share_of(after, "mức") == 0


def test_an_index_without_pairs_restores_words():
    index = index_of(DRYERS, pairs=False)

    found = accents_of(index).restored(analyse(["may say"], pairs=False))

    assert share_of(found, "máy") > share_of(found, "mây") > 0.1
    assert not (found.kinds == PAIR).any()


def test_an_empty_index_asks_for_what_was_typed():
    assert share_of(restored([], "may say"), "may say") == pytest.approx(1)
