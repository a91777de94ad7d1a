"""The index ranks by how much of a query a document covers, and can say why."""

import math
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from matchmaker.matching.documents import FIELD_WEIGHTS, Document, count_terms
from matchmaker.matching.index import FOLDED_WEIGHT, PAIR_WEIGHT, Index
from matchmaker.matching.text import terms

DRYER = Document(
    7,
    {
        "title": "Máy sấy bơm nhiệt",
        "summary": "Sấy mít, chuối ở nhiệt độ thấp",
        "keywords": "máy sấy, nông sản",
        "description": "Thiết bị dùng bơm nhiệt để sấy trái cây, tiết kiệm điện.",
    },
)
WATER = Document(8, {"title": "Xử lý nước thải", "description": "Bùn hoạt tính cho nước thải."})
ENGLISH = Document(9, {"title": "Heat pump dryer", "description": "Drying of jackfruit chips"})
INDEX = Index([DRYER, WATER, ENGLISH])

WORDS = ["máy", "sấy", "mít", "may", "say", "nước", "thải", "drying", "dry", "pump", "và", "500"]
fields = st.dictionaries(
    st.sampled_from(["title", "summary", "description", "other"]),
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
)
collections = st.lists(fields, max_size=12).map(
    lambda all_fields: [Document(100 - n, each) for n, each in enumerate(all_fields)]
)


def keys(candidates):
    return [candidate.key for candidate in candidates]


def by_hand(query, documents):
    """Work the formula out term by term, without numpy, scipy or scikit-learn."""
    held = [count_terms(document, FIELD_WEIGHTS) for document in documents]
    asked = count_terms(query, FIELD_WEIGHTS).counts
    frequencies = Counter(term for each in held for term in each.counts)
    mean = sum(each.length for each in held) / len(held) or 1

    def need(term):
        idf = math.log((1 + len(held)) / (1 + frequencies[term])) + 1
        kind = (PAIR_WEIGHT if " " in term else 1) * (FOLDED_WEIGHT if term[0] == "~" else 1)
        return (1 + math.log(asked[term])) * idf**2 * kind

    def part(term, each):
        count = each.counts.get(term, 0)
        return count / (count + 1.2 * (0.25 + 0.75 * each.length / mean))

    whole = sum(map(need, asked)) or 1
    return [sum(need(term) * part(term, each) for term in asked) / whole for each in held]


@pytest.mark.parametrize(
    "text", ["máy sấy mít", "may say mit", "MÁY SẤY", "bơm nhiệt", "noong sản"]
)
def test_vietnamese_is_found_however_it_is_typed(text):
    assert keys(INDEX.query(text))[0] == 7


@pytest.mark.parametrize("text", ["jackfruit dryers", "drying of jackfruits", "PUMPS"])
def test_english_is_found_by_its_stems(text):
    assert keys(INDEX.query(text)) == [9]


def test_accents_bring_the_accented_text_forward():
    index = Index([Document(1, {"title": "máy"}), Document(2, {"title": "mày"})])

    assert keys(index.query("mày")) == [2, 1]


@pytest.mark.parametrize("text", ["", "   ", "\x00\u200b", "xoài", "?!", Document(1, {}), "the of"])
def test_a_query_without_a_shared_term_finds_nothing(text):
    assert INDEX.query(text) == []


@given(collections, fields)
def test_scores_are_those_of_the_formula(documents, asked):
    query = Document(0, asked)
    found = {c.key: c.score for c in Index(documents).query(query, top=len(documents))}

    expected = by_hand(query, documents) if documents else []

    for document, score in zip(documents, expected, strict=True):
        assert found.get(document.key, 0) == pytest.approx(score, abs=1e-6)
        assert (document.key in found) == (score > 0)


@given(collections, fields, st.integers(0, 5))
def test_the_top_is_the_beginning_of_all_sorted_by_score_and_key(documents, asked, top):
    index, query = Index(documents), Document(0, asked)
    everything = index.query(query, top=1000)

    assert everything == sorted(everything, key=lambda found: (-found.score, found.key))
    assert index.query(query, top) == everything[:top]


@given(collections, fields)
def test_scores_are_shares(documents, asked):
    assert all(0 < found.score < 1 for found in Index(documents).query(Document(0, asked)))


@given(collections, fields, st.sets(st.integers(85, 105)))
def test_among_and_exclude_only_leave_documents_out(documents, asked, some):
    index, query = Index(documents), Document(0, asked)
    everything = index.query(query, top=1000)

    assert index.query(query, 1000, among=some) == [c for c in everything if c.key in some]
    assert index.query(query, 1000, exclude=some) == [c for c in everything if c.key not in some]


@given(collections, fields)
def test_shares_add_up_to_one_and_the_explained_score_is_the_ranked_one(documents, asked):
    index, query = Index(documents), Document(0, asked)
    for found in index.query(query):
        explanation = index.explain(query, found.key)
        assert explanation.score == pytest.approx(found.score, abs=1e-6)
        assert sum(term.share for term in explanation.terms) == pytest.approx(1, abs=1e-6)
        assert all(term.query_fields and term.document_fields for term in explanation.terms)


def test_inverse_document_frequencies_are_those_of_scikit_learn():
    documents = [" ".join(d.fields.values()) for d in (DRYER, WATER, ENGLISH)]
    index = Index(Document(n, {"description": text}) for n, text in enumerate(documents))
    reference = TfidfVectorizer(analyzer=terms).fit(documents)

    for term, row in index.vocabulary_.items():
        assert index.idf_[row] == pytest.approx(reference.idf_[reference.vocabulary_[term]])


def test_people_see_terms_once_with_accents_and_as_pairs():
    need = Document(1, {"title": "Can tim may say", "problem": "Chúng tôi sấy mít bằng than"})

    shown = INDEX.explain(need, 7).terms

    assert "máy sấy" in [term.term for term in shown]
    assert not {"~may", "may", "máy", "sấy"} & {term.term for term in shown}
    assert list(shown) == sorted(shown, key=lambda term: (-term.share, term.term))


def test_a_shared_term_names_the_fields_and_the_writing_of_both_sides():
    need = Document(1, {"title": "may say", "problem": "Nhà máy mới"})

    term = INDEX.explain(need, 7).terms[0]

    assert (term.term, term.query_fields, term.document_fields) == (
        "máy sấy",
        ("title",),
        ("title", "keywords"),
    )
    assert (term.query_forms, term.document_forms) == (("may say",), ("máy sấy",))


def test_words_of_grammar_make_no_pair():
    index = Index([Document(1, {"title": "sấy và nghiền"}), WATER])

    shown = [term.term for term in index.explain("sấy và nghiền", 1).terms]

    assert sorted(shown) == ["nghiền", "sấy", "và"]


def test_words_that_differ_by_their_accents_are_both_shown():
    index = Index([Document(1, {"title": "đội trưởng"}), WATER])

    assert [term.term for term in index.explain("đổi mới", 1).terms] == ["đổi ~ đội"]


def test_the_form_that_both_sides_wrote_is_shown():
    index = Index([Document(1, {"title": "tro trấu cho cây, nuôi chó"}), WATER])

    assert "chó" not in [term.term for term in index.explain("tro cho cây", 1).terms]


def test_nothing_shared_is_explained_by_nothing():
    explanation = INDEX.explain("xoài", 7)

    assert (explanation.score, explanation.terms) == (0, ())


def test_explaining_an_unknown_document_is_a_key_error():
    with pytest.raises(KeyError):
        INDEX.explain("máy", 123)


def test_an_empty_index_answers_nothing():
    assert (len(Index([])), Index([]).query("máy sấy")) == (0, [])


def test_documents_without_words_are_never_found():
    index = Index([Document(1, {}), Document(2, {"title": ""}), Document(3, {"title": "\x00"})])

    assert len(index) == 3
    assert index.query("máy") == []


def test_two_documents_with_one_key_are_refused():
    with pytest.raises(ValueError, match="same key"):
        Index([Document(1, {}), Document(1, {})])


def test_a_title_counts_more_than_a_description():
    index = Index(
        [
            Document(1, {"title": "bơm nước", "description": "máy sấy"}),
            Document(2, {"title": "máy sấy", "description": "bơm nước"}),
        ]
    )

    assert keys(index.query("máy sấy")) == [2, 1]


def test_four_hundred_postings_are_indexed_at_once():
    documents = [
        Document(n, {"title": f"máy {n} sấy", "description": f"bơm nhiệt số {n} cho mít " * 20})
        for n in range(400)
    ]
    Index(documents[:1])
    started = time.process_time()

    Index(documents)

    assert time.process_time() - started < 1
