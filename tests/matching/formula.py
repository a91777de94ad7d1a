"""The score of a document, worked out by hand."""

import math
from collections import Counter
from functools import cache

import numpy as np

from matchmaker.matching.analysis import (
    BARE_PAIR,
    BARE_WORD,
    analyse,
    folded_of,
)
from matchmaker.matching.documents import FIELD_WEIGHTS
from matchmaker.matching.weighting import (
    BREVITY,
    BREVITY_HALF,
    LENGTH_NORMALISATION,
    PROFILES,
    SATURATION,
)


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
