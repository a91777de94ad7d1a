"""Posting lists say exactly which documents have a term and how often, however they were made."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.analysis import analyse
from matchmaker.matching.documents import FIELD_WEIGHTS, Document
from matchmaker.matching.generation import generation_of
from matchmaker.matching.postings import build, chunks, count, merge, rows_of, without
from matchmaker.matching.recent import Recent

WORDS = ["máy", "sấy", "mít", "may", "say", "drying", "pump", "IoT", "và", "the", "500"]
fields = st.dictionaries(
    st.sampled_from(["title", "summary", "description", "other"]),
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
)
collections = st.lists(fields, max_size=8).map(
    lambda all_fields: [Document(100 - n, each) for n, each in enumerate(all_fields)]
)


def by_hand(document):
    """Count the terms of a document one by one."""
    counts = Counter()
    for name, text in document.fields.items():
        for stream in analyse([text]).streams:
            for term in stream[stream != 0].tolist():
                counts[term] += FIELD_WEIGHTS.get(name, 1.0)
    return dict(counts)


def contents(postings):
    """Return what posting lists hold: (key, length, languages, {term: count}) by place."""
    held = [{} for _ in postings.keys]
    for row, term in enumerate(postings.terms.tolist()):
        start, end = postings.starts[row], postings.starts[row + 1]
        places, counts = postings.documents[start:end], postings.counts[start:end]
        for place, counted in zip(places.tolist(), counts.tolist(), strict=True):
            held[place][term] = counted
    columns = postings.keys, postings.lengths, postings.languages, held
    return list(zip(*map(list, columns), strict=True))


def check_order(postings):
    """Terms and, in each list, places ascend; no list is empty."""
    assert (np.diff(postings.terms.astype(object)) > 0).all()
    assert (np.diff(postings.starts) > 0).all()
    for start, end in zip(postings.starts, postings.starts[1:], strict=False):
        assert (np.diff(postings.documents[start:end]) > 0).all()


@given(collections)
def test_terms_are_counted_by_the_weights_of_their_fields(documents):
    postings = count(documents, FIELD_WEIGHTS)

    check_order(postings)
    assert [key for key, *_ in contents(postings)] == [document.key for document in documents]
    assert [held for *_, held in contents(postings)] == list(map(by_hand, documents))


def test_the_length_of_a_document_is_the_weighted_number_of_its_words():
    document = Document(1, {"title": "máy sấy", "description": "the drying of mangoes"})

    assert count([document], FIELD_WEIGHTS).lengths.tolist() == [1.25 * 2 + 2]


@pytest.mark.parametrize(
    ("fields", "languages"),
    [
        ({"title": "máy sấy mít"}, 1),
        ({"title": "jackfruit dryer"}, 2),
        ({"title": "máy sấy mít", "title_en": "jackfruit dryer"}, 3),
        ({"title": "máy sấy mít " * 20, "title_en": "jackfruit dryer"}, 1),
        ({}, 0),
    ],
)
def test_a_document_is_in_the_languages_that_it_has_more_than_a_few_words_of(fields, languages):
    assert count([Document(1, fields)], FIELD_WEIGHTS).languages.tolist() == [languages]


@given(collections, st.integers(1, 4))
def test_lists_that_were_made_apart_are_the_same_when_they_are_merged(documents, size):
    together = count(documents, FIELD_WEIGHTS)

    parts = [count(chunk, FIELD_WEIGHTS) for chunk in chunks(documents, size)]
    merged = merge([count([], FIELD_WEIGHTS), *parts])

    check_order(merged)
    assert contents(merged) == contents(together)
    assert merged.words == together.words


@pytest.mark.slow
def test_processes_count_the_same():
    documents = [Document(n, {"title": f"máy sấy {n} mít"}) for n in range(4100)]

    apart, alone = build(documents, FIELD_WEIGHTS, processes=2), build(documents, FIELD_WEIGHTS)

    assert contents(apart) == contents(alone)
    assert apart.words == alone.words


@given(collections, st.data())
def test_documents_can_be_left_out(documents, data):
    gone = data.draw(st.sets(st.integers(0, len(documents) - 1))) if documents else set()
    postings = count(documents, FIELD_WEIGHTS)

    rest = without(postings, np.array(sorted(gone), np.int64))

    check_order(rest)
    left = [document for place, document in enumerate(documents) if place not in gone]
    assert contents(rest) == contents(count(left, FIELD_WEIGHTS))


@given(collections)
def test_counts_are_recovered_exactly_from_what_is_held(documents):
    postings = count(documents, FIELD_WEIGHTS)

    assert contents(generation_of(postings).postings()) == contents(postings)


def long_texts(most):
    """Some documents that say a word again and again."""
    said = st.tuples(st.integers(1, most), st.sampled_from(["title", "summary", "other"]))
    return st.lists(said, min_size=1, max_size=5).map(
        lambda texts: [
            Document(n, {field: "mít " * times + "máy sấy " * 50})
            for n, (times, field) in enumerate(texts)
        ]
    )


@given(long_texts(350))
def test_counts_of_long_texts_are_recovered_exactly_too(documents):
    postings = count(documents, FIELD_WEIGHTS)

    again = generation_of(generation_of(postings).postings()).postings()

    assert (again.counts == postings.counts).all()


@given(long_texts(10_000))
@settings(max_examples=20)
def test_counts_of_absurd_texts_are_recovered_well_enough(documents):
    generation = generation_of(count(documents, FIELD_WEIGHTS))

    again = generation_of(generation.postings())

    assert np.abs(again.held - generation.held).max() < 1e-6


@given(collections)
def test_a_generation_knows_the_terms_of_each_document(documents):
    generation = generation_of(count(documents, FIELD_WEIGHTS))

    for document in documents:
        place = generation.place(document.key)
        terms = generation.terms[generation.terms_of(place)]
        assert sorted(terms.tolist()) == sorted(by_hand(document))
    assert generation.place(12345) == -1


STEPS = st.lists(st.tuples(st.integers(1, 4), fields | st.none()), max_size=90)


@given(STEPS)
def test_the_recent_part_holds_what_was_put_and_not_removed(steps):
    recent, present = Recent(7.0), {}
    for key, its_fields in steps:
        if key in recent:
            recent.remove(key)
            del present[key]
        if its_fields is not None:
            recent.put(count([Document(key, its_fields)], FIELD_WEIGHTS))
            present[key] = Document(key, its_fields)

    expected = {key: by_hand(document) for key, document in present.items()}
    found = recent.postings()
    assert {key: held for key, *_, held in contents(found)} == expected
    assert len(recent) - len(recent.gone) == len(expected)
    check_order(found)

    frequencies = Counter(term for held in expected.values() for term in held)
    terms = np.unique(count([Document(0, {"": " ".join(WORDS)})], {}).terms)
    assert recent.frequencies(terms).tolist() == [frequencies[term] for term in terms.tolist()]


def test_rows_are_found_in_ascending_terms():
    terms = np.array([3, 5, 9], np.uint64)

    assert rows_of(np.array([9, 4, 3, 10, 0], np.uint64), terms).tolist() == [2, -1, 0, -1, -1]
    assert rows_of(terms, terms[:0]).tolist() == [-1, -1, -1]
