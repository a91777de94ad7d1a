"""Check that the engine's top ten are those of brute force.

The scores of all documents are worked out anew from scikit-learn's counts, in double precision and
straight from the formula in `matchmaker.matching.weighting`, without any of the engine's arrays.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from matchmaker.matching.analysis import PAIR, WORD
from matchmaker.matching.text import is_pair
from matchmaker.matching.weighting import (
    BREVITY,
    BREVITY_HALF,
    LENGTH_NORMALISATION,
    PROFILES,
    SATURATION,
)
from tests.benchmarks.rivals import TOP

#: Documents whose scores differ by no more than single precision are ties.
TOLERANCE = 2e-6


@dataclass(frozen=True)
class Exactness:
    """How many needs had the same top ten, ties aside, and how far a score was off at most."""

    engine: str
    needs: int
    equal: int
    largest_difference: float


class BruteForce:
    """Scores of all documents for an English need, from the counts of a vectoriser."""

    def __init__(self, vectorizer, counts_by_term):
        self.terms_of = vectorizer.build_analyzer()
        self.vocabulary = vectorizer.vocabulary_
        self.counts = counts_by_term
        self.documents = counts_by_term.shape[1]
        lengths = self._lengths()
        self.lengths = lengths / lengths.mean()
        self.k = SATURATION * (1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * self.lengths)

    def scores(self, text):
        counts = Counter(self.terms_of(text))
        whole, scores = 0.0, np.zeros(self.documents)
        for term, times in counts.items():
            documents, held = self._held(term)
            need = self._need(term, times, len(documents))
            scores[documents] += need * held
            whole += need
        words = sum(not is_pair(term) for term in counts)
        v = BREVITY * words / (words + BREVITY_HALF)
        return scores / whole / (1 - v + v * self.lengths)

    def _need(self, term, times, df):
        profile = PROFILES["en"]
        idf = np.log((1 + self.documents) / (1 + df)) + 1
        kind = profile.kinds[PAIR if is_pair(term) else WORD]
        return (1 + np.log(times)) * idf**profile.idf_power * kind

    def _held(self, term):
        row = self.vocabulary.get(term)
        if row is None:
            return np.array([], int), np.array([])
        here = slice(*self.counts.indptr[row : row + 2])
        documents, counts = self.counts.indices[here], self.counts.data[here].astype(float)
        return documents, counts / (counts + self.k[documents])

    def _lengths(self):
        """Return the words of each document; pairs are no words."""
        words = np.ones(len(self.vocabulary), np.float32)
        words[[row for term, row in self.vocabulary.items() if is_pair(term)]] = 0
        return (words @ self.counts).astype(float)


def check(engine, brute_force, needs):
    """Compare the engine's answers with brute force's."""
    equal, worst = 0, 0.0
    for need in needs:
        scores = brute_force.scores(need)
        keys, given = engine.query(need)
        due = -np.sort(-scores)[: len(keys)]
        difference = max(np.abs(scores[keys] - given).max(), np.abs(due - given).max())
        equal += int(len(set(keys)) == TOP and difference <= TOLERANCE)
        worst = max(worst, float(difference))
    return Exactness(engine.name, len(needs), equal, worst)
