"""The index ranks by how much of a query a document covers, and can say why."""

import math
import time
from collections import Counter
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from matchmaker.matching import weighting
from matchmaker.matching.analysis import (
    BARE_PAIR,
    BARE_WORD,
    analyse,
    folded_of,
    term_name,
    terms,
)
from matchmaker.matching.documents import FIELD_WEIGHTS, Document
from matchmaker.matching.index import Index
from matchmaker.matching.weighting import (
    BREVITY,
    BREVITY_HALF,
    LENGTH_NORMALISATION,
    PROFILES,
    SATURATION,
)

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
steps = st.lists(st.tuples(st.integers(85, 105), fields | st.just("remove")), max_size=15)


def keys(candidates):
    return [candidate.key for candidate in candidates]


def counted(document):
    """Return how often a document has each term, and how many words of each language."""
    counts, words = Counter(), Counter()
    for field, text in document.fields.items():
        weight = FIELD_WEIGHTS.get(field, 1.0)
        found, language, many = terms_in(text)
        words[language] += weight * many
        for term in found:
            counts[term] += weight
    return counts, words


@cache
def terms_in(text):
    """Return the terms of a text, its language and the number of its words."""
    analysis = analyse([text])
    found = [term for stream in analysis.streams for term in stream[stream != 0].tolist()]
    return found, analysis.language(0), len(analysis.rows)


def by_hand(query, documents, mean=None):
    """Work the formula out term by term, without posting lists; ``query`` is one that was read."""
    held = list(map(counted, documents))
    lengths = [words.total() for _, words in held]
    there = sum(words[query.language] >= 0.15 * words.total() > 0 for _, words in held)
    mean = mean or sum(lengths) / len(lengths) or 1
    profile = PROFILES[query.language]

    def need(term, count, kind):
        (rarity,) = folded_of(np.array([term])) if kind in {BARE_WORD, BARE_PAIR} else [term]
        df = sum(rarity in counts for counts, _ in held)
        idf = math.log((1 + max(there, df)) / (1 + df)) + 1
        wanted = 1 + math.log(count) if count >= 1 else count
        return wanted * idf**profile.idf_power * profile.kinds[kind]

    asked = zip(query.terms, query.counts, query.kinds, strict=True)
    needs = {int(term): (need(term, count, kind), kind) for term, count, kind in asked}
    whole = sum(need for need, kind in needs.values() if kind not in {BARE_WORD, BARE_PAIR})
    v = BREVITY * query.words / (query.words + BREVITY_HALF)

    def score(counts, length):
        half = SATURATION * (1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * length / mean)
        parts = [need * counts[t] / (counts[t] + half) for t, (need, _) in needs.items()]
        return sum(parts) / (whole or 1) / (1 - v + v * length / mean)

    return [score(counts, length) for (counts, _), length in zip(held, lengths, strict=True)]


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


def apply(index, documents, changes):
    """Put and remove documents, in the index and in the list that is returned."""
    now = {document.key: document for document in documents}
    for key, change in changes:
        if change == "remove":
            index.remove(key)
            now.pop(key, None)
        else:
            now[key] = Document(key, change)
            index.put(now[key])
        assert (key in index) == (key in now)
    return list(now.values())


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
