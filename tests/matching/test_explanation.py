"""What a query and a document share is said as people read it, and adds up."""

import pytest
from hypothesis import given

from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index
from tests.matching.documents import DRYER, INDEX, WATER, apply, collections, fields, steps


@given(collections, steps, fields)
def test_shares_add_up_to_one_and_the_explained_score_is_the_ranked_one(documents, changes, asked):
    index, query = Index(documents), Document(0, asked)
    texts = {document.key: document for document in apply(index, documents, changes)}

    for found in index.query(query):
        explanation = index.explain(query, texts[found.key])
        assert explanation.score == pytest.approx(found.score, abs=1e-6)
        assert sum(term.share for term in explanation.terms) == pytest.approx(1, abs=1e-6)
        for term in explanation.terms:
            product = term.query_weight * term.document_weight
            assert product == pytest.approx(term.share * explanation.score, abs=1e-6)
            assert term.query.fields
            assert term.document.fields


@given(collections, fields)
def test_several_documents_are_explained_as_each_alone(documents, asked):
    index, query = Index(documents), Document(0, asked)

    assert index.explain_all(query, documents) == [index.explain(query, d) for d in documents]


def test_people_see_terms_once_with_accents_and_as_pairs():
    need = Document(1, {"title": "Can tim may say", "problem": "Chúng tôi sấy mít bằng than"})

    shown = INDEX.explain(need, DRYER).terms

    assert "máy sấy" in [term.term for term in shown]
    assert not {"~may", "=may", "may", "máy", "sấy"} & {term.term for term in shown}
    assert list(shown) == sorted(shown, key=lambda term: (-term.share, term.term))


def test_a_shared_term_names_the_fields_and_the_writing_of_both_sides():
    need = Document(1, {"title": "may say", "problem": "Nhà máy mới"})

    term = INDEX.explain(need, DRYER).terms[0]

    assert term.term == "máy sấy"
    assert (list(term.query.fields), list(term.document.fields)) == (
        ["title"],
        ["title", "keywords"],
    )
    assert (list(term.query.forms), list(term.document.forms)) == (["may say"], ["máy sấy"])


def test_a_shared_term_says_where_it_stands_in_either_text():
    need = Document(1, {"title": "Cần MÁY  sấy", "problem": "không có"})

    term = INDEX.explain(need, DRYER).terms[0]

    assert [need.fields[name][start:end] for name, start, end in term.query.places()] == [
        "MÁY  sấy"
    ]
    assert [DRYER.fields[name][start:end] for name, start, end in term.document.places()] == [
        "Máy sấy",
        "máy sấy",
    ]


def test_words_of_grammar_make_no_pair():
    document = Document(1, {"title": "sấy và nghiền"})

    shown = [
        term.term for term in Index([document, WATER]).explain("sấy và nghiền", document).terms
    ]

    assert sorted(shown) == ["nghiền", "sấy", "và"]


def test_words_that_differ_by_their_accents_are_both_shown():
    document = Document(1, {"title": "đội trưởng"})

    shown = Index([document, WATER]).explain("đổi mới", document).terms

    assert [term.term for term in shown] == ["đổi ~ đội"]


def test_the_form_that_both_sides_wrote_is_shown():
    document = Document(1, {"title": "tro trấu cho cây, nuôi chó"})

    shown = Index([document, WATER]).explain("tro cho cây", document).terms

    assert "chó" not in [term.term for term in shown]


def test_nothing_shared_is_explained_by_nothing():
    explanation = INDEX.explain("xoài", DRYER)

    assert (explanation.score, explanation.terms) == (0, ())


def test_a_document_that_is_not_in_the_index_is_explained_as_if_it_were():
    elsewhere = Document(0, DRYER.fields)

    assert INDEX.explain("máy sấy", elsewhere) == INDEX.explain("máy sấy", DRYER)
