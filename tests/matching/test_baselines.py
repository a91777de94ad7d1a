"""The rivals are used as their makers intend, on all the words of a posting."""

import math

import pytest

from matchmaker.matching.baselines import BASELINES, bm25, tfidf
from matchmaker.matching.documents import Document

ENGLISH = ["the drying of mango", "the filtering of water and of waste", "pumps"]


def documents(*texts):
    return [Document(10 + n, {"title": text}) for n, text in enumerate(texts)]


def ranking(baseline, texts, query, top=10):
    (found,) = baseline.rank(documents(*texts), documents(query), top)
    return found


@pytest.fixture(params=BASELINES, ids=[each.name for each in BASELINES])
def baseline(request):
    return request.param


def test_the_best_document_comes_first_and_strangers_not_at_all(baseline):
    texts = ["máy sấy xoài", "máy sấy mít", "bể lọc nước"]

    assert ranking(baseline, texts, "sấy mít") == [11, 10]


def test_no_more_are_returned_than_asked_and_equal_ones_in_their_order(baseline):
    texts = ["xoài", "mít", "xoài", "xoài"]

    assert ranking(baseline, texts, "xoài", top=2) == [10, 12]


def test_all_fields_of_a_posting_are_read(baseline):
    posting = Document(3, {"title": "máy sấy", "description": "bơm nhiệt"})
    queries = [Document(0, {"title": "sấy"}), Document(0, {"title": "", "problem": "nhiệt"})]

    assert list(baseline.rank([posting], queries, 10)) == [[3], [3]]


def test_english_stop_words_are_left_out_of_english_sets_only(baseline):
    assert ranking(baseline, ENGLISH, "of the and") == []
    assert ranking(baseline, ["máy in the của xưởng", "máy lọc nước ao"], "the") == [10]


@pytest.mark.parametrize("texts", [[], [""], ["the"]], ids=["none", "empty", "stop word"])
def test_nothing_is_found_where_no_document_holds_a_word(baseline, texts):
    assert ranking(baseline, texts, "mango") == []


@pytest.mark.parametrize("query", ["", "the", "unheard"])
def test_a_query_without_a_known_word_finds_nothing(baseline, query):
    assert ranking(baseline, ENGLISH, query) == []


def test_the_score_of_scikit_learn_is_the_cosine_of_sublinear_tf_idf():
    score = tfidf(["mango mango pump", "pump"], "en")

    mango, pump = (1 + math.log(2)) * (math.log(3 / 2) + 1), 1
    assert score("mango") == pytest.approx([mango / math.hypot(mango, pump), 0])


@pytest.mark.parametrize(("parameters", "k1"), [({}, 1.5), ({"k1": 1.2, "b": 0.75}, 1.2)])
def test_the_score_of_bm25s_is_lucenes_bm25(parameters, k1):
    score = bm25(["mango mango pump", "pump"], "en", **parameters)

    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    saturated = 2 / (2 + k1 * (1 - 0.75 + 0.75 * 3 / 2))
    assert score("mango") == pytest.approx([idf * saturated, 0])
