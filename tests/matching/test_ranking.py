"""The compiled loops add up and choose exactly as the plain definition does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching import ranking, weighting

SOME_LISTS = st.integers(0, 2**32 - 1).map(lambda seed: random_lists(np.random.default_rng(seed)))
LOOPS = [ranking.add_with_scipy, ranking.add_with_numpy]


def random_lists(rng, documents=700, terms=9):
    """Return random posting lists as (starts, documents, held), some of them empty."""
    parts = rng.choice([0, 0.02, 0.5], terms)
    lists = [np.flatnonzero(rng.random(documents) < part) for part in parts]
    starts = np.cumsum([0, *map(len, lists)])
    held = rng.random(starts[-1], np.float32)
    return starts, np.concatenate(lists).astype(np.int32), held


def test_scipy_still_has_the_private_loop():
    from scipy.sparse._sparsetools import csc_matvec

    assert ranking.csc_matvec is csc_matvec


@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: loop.__name__)
@given(lists=SOME_LISTS, chosen=st.sets(st.integers(0, 8)))
def test_scores_are_sums_over_posting_lists(loop, lists, chosen):
    rows = np.array(sorted(chosen, reverse=True), np.int64)
    needs = np.linspace(0.1, 1, len(rows), dtype=np.float32)
    starts, places, held = lists

    scores = np.zeros(700, np.float32)
    loop(scores, (starts[rows], starts[rows + 1]), needs, (places, held))

    expected = np.zeros(700)
    for row, need in zip(rows, needs, strict=True):
        for at in range(starts[row], starts[row + 1]):
            expected[places[at]] += float(need) * float(held[at])
    assert scores == pytest.approx(expected, abs=1e-6)


@given(lists=SOME_LISTS, order=st.permutations(range(9)))
def test_the_order_of_the_terms_does_not_matter(lists, order):
    rows, needs = np.array(order), np.linspace(0.1, 1, 9, dtype=np.float32)[order]
    starts, places, held = lists

    sums = []
    for rank in (np.arange(9), np.argsort(rows)):
        scores = np.zeros(700, np.float32)
        ranking.accumulate(scores, rows[rank], needs[rank], starts, (places, held))
        sums.append(scores)

    assert (sums[0] == sums[1]).all()


def test_lists_farther_apart_than_scipy_counts_are_added_in_parts(monkeypatch):
    monkeypatch.setattr(ranking, "_LONGEST", 500)
    starts, places, held = random_lists(np.random.default_rng(5))
    rows, needs = np.arange(9), np.linspace(0.1, 1, 9, dtype=np.float32)
    rows = rows[np.diff(starts) <= 500]

    scores, expected = np.zeros(700, np.float32), np.zeros(700, np.float32)
    ranking.accumulate(scores, rows, needs[rows], starts, (places, held))
    for row in rows:
        here = slice(starts[row], starts[row + 1])
        expected[places[here]] += needs[row] * held[here]

    assert starts[-1] > 500
    assert scores == pytest.approx(expected, abs=1e-6)


def best_by_hand(scores, top, lengths):
    """Return the ``top`` best by sorting everything, and the score of the last."""
    final = scores * lengths.kept(np.arange(len(scores)))
    found = sorted(final[scores > 0].tolist(), reverse=True)
    return final, (found[:top] or [0])[-1]


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([0, 1, 511, 512, 513, 5000, 20000]),
    st.sampled_from([0, 1, 3, 10, 60]),
    st.sampled_from([0.0, 0.01, 0.3, 1.0]),
    st.sampled_from([2, 10, 1000]),
)
def test_the_best_are_those_that_sorting_everything_finds(seed, documents, top, part, levels):
    """Few levels make many ties; a small part makes most scores 0."""
    rng = np.random.default_rng(seed)
    scores = rng.integers(1, levels + 1, documents).astype(np.float32) / levels
    scores[rng.random(documents) >= part] = 0
    lengths = ranking.Lengths(
        rng.integers(0, 300, documents).astype(np.float32), 100.0, weighting.verbosity(400)
    )

    places, values = ranking.best(scores, top, lengths)

    final, last = best_by_hand(scores, top, lengths)
    expected = np.flatnonzero((final >= last) & (scores > 0)) if top else []
    assert sorted(places.tolist()) == list(expected)
    assert (values == final[places]).all()


def test_short_documents_overtake_long_ones_with_a_higher_sum():
    scores = np.full(6000, 0.5, np.float32)
    scores[17], scores[3000:3010] = 0.49, 0.51
    words = np.full(6000, 1000, np.float32)
    words[17] = 10

    places, _ = ranking.best(scores, 1, ranking.Lengths(words, 500.0, weighting.verbosity(100)))

    assert places.tolist() == [17]
