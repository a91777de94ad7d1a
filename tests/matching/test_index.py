"""The index ranks by how much of a query a document covers."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from matchmaker.matching import weighting
from matchmaker.matching.analysis import (
    analyse,
    term_name,
    terms,
)
from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index
from tests.matching.documents import (
    DRYER,
    ENGLISH,
    INDEX,
    WATER,
    apply,
    collections,
    fields,
    keys,
    steps,
)
from tests.matching.formula import by_hand


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
    index, query = Index(documents), Document(0, asked)
    found = {c.key: c.score for c in index.query(query, top=len(documents))}

    expected = by_hand(index.read(query), documents) if documents else []

    for document, score in zip(documents, expected, strict=True):
        assert found.get(document.key, 0) == pytest.approx(score, abs=1e-6)
        assert (document.key in found) == (score > 0)


@given(collections, steps, fields)
def test_a_changed_index_scores_by_the_formula_with_the_mean_length_it_was_written_with(
    documents, changes, asked
):
    index, query = Index(documents), Document(0, asked)
    mean = index.generation.mean
    now = apply(index, documents, changes)
    found = {c.key: c.score for c in index.query(query, top=1000)}

    expected = by_hand(index.read(query), now, mean or index.recent.mean) if now else []

    assert len(index) == len(now)
    assert set(found) <= {document.key for document in now}
    for document, score in zip(now, expected, strict=True):
        assert found.get(document.key, 0) == pytest.approx(score, abs=1e-6)


@given(collections, steps, steps, fields)
def test_after_compaction_an_index_answers_as_one_made_afresh(documents, first, second, asked):
    query = Document(0, asked)
    index = Index(documents)
    half = apply(index, documents, first)
    index = Index.over(index.compacted())
    now = apply(index, half, second)
    fresh = Index(now)

    compacted = Index.over(index.compacted())

    assert len(compacted) == len(fresh) == len(now)
    found, expected = compacted.query(query, 1000), fresh.query(query, 1000)
    assert {c.key: c.score for c in found} == pytest.approx(
        {c.key: c.score for c in expected}, abs=1e-6
    )
    for document in now:
        again = compacted.explain(query, document)
        assert again.score == pytest.approx(fresh.explain(query, document).score, abs=1e-6)


@given(collections, steps, fields)
@settings(max_examples=30)
def test_in_a_larger_index_the_best_are_found_among_many(documents, changes, asked):
    """There the best are told from the others before they are sorted."""
    others = [Document(1000 + n, {"description": f"máy khác {n}"}) for n in range(400)]
    index, query = Index([*documents, *others]), Document(0, asked)
    now = apply(index, [*documents, *others], changes)

    scores = by_hand(index.read(query), now, index.generation.mean)
    best = sorted((score for score in scores if score > 0), reverse=True)[:5]

    assert [found.score for found in index.query(query, 5)] == pytest.approx(best, abs=1e-6)


@given(collections, fields, st.integers(0, 5))
def test_the_top_is_the_beginning_of_all_sorted_by_score_and_key(documents, asked, top):
    index, query = Index(documents), Document(0, asked)
    everything = index.query(query, top=1000)

    assert everything == sorted(everything, key=lambda found: (-found.score, found.key))
    assert index.query(query, top) == everything[:top]


@given(collections, fields)
def test_scores_are_shares(documents, asked):
    assert all(0 < found.score < 1 for found in Index(documents).query(Document(0, asked)))


@given(collections, steps, fields, st.sets(st.integers(85, 105)))
def test_among_and_exclude_only_leave_documents_out(documents, changes, asked, some):
    index, query = Index(documents), Document(0, asked)
    apply(index, documents, changes)
    everything = index.query(query, top=1000)

    assert index.query(query, 1000, among=some) == [c for c in everything if c.key in some]
    assert index.query(query, 1000, exclude=some) == [c for c in everything if c.key not in some]


def test_inverse_document_frequencies_are_those_of_scikit_learn():
    documents = [" ".join(d.fields.values()) for d in (DRYER, WATER, ENGLISH)]
    index = Index(Document(n, {"description": text}) for n, text in enumerate(documents))
    reference = TfidfVectorizer(analyzer=terms).fit(documents)

    for text in documents:
        analysis = analyse([text])
        for kind, stream in enumerate(analysis.streams):
            at = np.flatnonzero(stream)
            names = [term_name(analysis, kind, each) for each in at.tolist()]
            expected = [reference.idf_[reference.vocabulary_[name]] for name in names]
            assert weighting.idf(index.frequencies(stream[at]), 3) == pytest.approx(expected)


def test_an_empty_index_answers_nothing():
    assert (len(Index([])), Index([]).query("máy sấy")) == (0, [])


def test_an_empty_index_can_be_filled():
    index = Index()
    index.put(Document(1, {}))
    index.put(DRYER)

    assert keys(index.query("máy sấy")) == [7]
    assert keys(Index.over(index.compacted()).query("máy sấy")) == [7]


def test_an_index_can_be_emptied():
    index = Index([DRYER])
    index.remove(7)

    assert (len(index), index.query("máy sấy")) == (0, [])
    assert Index.over(index.compacted()).query("máy sấy") == []


def test_removing_what_is_not_there_changes_nothing():
    index = Index([DRYER])

    index.remove(8)

    assert (len(index), index.changes) == (1, 0)


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


def test_equally_good_documents_come_by_their_keys():
    index = Index([Document(n, {"title": "máy sấy"}) for n in (5, 3, 9)])
    for key in (4, 1):
        index.put(Document(key, {"title": "máy sấy"}))

    assert keys(index.query("máy sấy", 4)) == [1, 3, 4, 5]


def test_four_hundred_postings_are_indexed_at_once():
    documents = [
        Document(n, {"title": f"máy {n} sấy", "description": f"bơm nhiệt số {n} cho mít " * 20})
        for n in range(400)
    ]
    Index(documents[:1])
    started = time.process_time()

    Index(documents)

    assert time.process_time() - started < 1
