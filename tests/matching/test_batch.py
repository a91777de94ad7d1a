"""Many queries at once get the answers each would get alone."""

import random
from itertools import count, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching import batch
from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index
from matchmaker.matching.translation import Entry, Glossary

GLOSSARY = Glossary(
    [
        Entry("máy sấy", ("dryer",)),
        Entry("mít", ("jackfruit",)),
        Entry("bơm nhiệt", ("heat pump",)),
        Entry("nước thải", ("waste water", "effluent")),
    ]
)
VIETNAMESE = ["máy", "sấy", "mít", "bơm", "nhiệt", "nước", "thải", "và", "của", "500", "kg"]
BARE = ["may", "say", "mit", "bom", "nhiet", "nuoc", "thai"]
ENGLISH = ["dryer", "jackfruit", "heat", "pump", "waste", "water", "the", "of", "500"]
FIELDS = ["title", "summary", "description", "other"]

texts = st.sampled_from([VIETNAMESE, BARE, ENGLISH, VIETNAMESE + ENGLISH]).flatmap(
    lambda words: st.lists(st.sampled_from(words), max_size=9).map(" ".join)
)
fields = st.dictionaries(st.sampled_from(FIELDS), texts)
collections = st.lists(fields, max_size=10).map(
    lambda all_fields: [Document(number, each) for number, each in enumerate(all_fields)]
)


def glossary():
    return GLOSSARY


def written(key, rng):
    """Return a posting in one of the ways people write."""
    words = rng.choice([VIETNAMESE, BARE, ENGLISH])
    return Document(
        key, {name: " ".join(rng.choices(words, k=rng.randrange(9))) for name in FIELDS}
    )


def one_by_one(index, queries, top):
    return [(query.key, index.query(query, top)) for query in queries]


def same(answers, others):
    """Compare keys exactly, and scores to the last digits of single precision."""
    pairs = zip(answers, others, strict=True)
    return all(
        (key, [each.key for each in found]) == (other_key, [each.key for each in other])
        and [each.score for each in found]
        == pytest.approx([each.score for each in other], abs=1e-6)
        for (key, found), (other_key, other) in pairs
    )


@given(collections, collections, st.sampled_from([None, glossary]))
def test_a_batch_answers_as_one_by_one(documents, queries, translating):
    index = Index(documents, glossary=translating)

    assert same(batch.best(index, queries, 3), one_by_one(index, queries, 3))


@pytest.mark.parametrize("translating", [None, glossary])
def test_more_than_a_block_is_answered_and_recent_changes_count(translating):
    rng = random.Random(5)
    index = Index([written(key, rng) for key in range(1000)], glossary=translating)
    for key in range(950, 1050):
        index.put(written(key, rng))
    for key in range(100, 130):
        index.remove(key)
    queries = [written(key, rng) for key in range(batch.BLOCK * 2 + 1)]

    assert same(batch.best(index, queries), one_by_one(index, queries, 10))


def test_queries_are_read_a_block_at_a_time():
    index = Index([Document(7, {"title": "máy sấy"})])
    endless = (Document(number, {"title": "máy"}) for number in count())

    answers = islice(batch.best(index, endless), 2)

    assert [(key, [each.key for each in found]) for key, found in answers] == [(0, [7]), (1, [7])]


def test_who_asks_nothing_finds_nothing():
    index = Index([Document(7, {"title": "máy sấy"})])
    queries = [Document(1, {}), Document(2, {"title": ""}), Document(3, {"title": "xoài"})]

    assert list(batch.best(index, queries)) == [(1, []), (2, []), (3, [])]
    assert list(batch.best(Index(), queries)) == [(1, []), (2, []), (3, [])]
    assert list(batch.best(index, [])) == []


@given(collections, collections, collections, st.sampled_from([None, glossary]))
def test_pairs_are_scored_as_they_are_explained(documents, queries, others, translating):
    index = Index(documents, glossary=translating)

    scores = batch.scores(index, queries, others)

    for query, row in zip(queries, scores, strict=True):
        explained = [each.score for each in index.explain_all(query, others)]
        assert list(row) == pytest.approx(explained, abs=1e-9)
