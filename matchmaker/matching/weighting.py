"""The formula of the ranking, piece by piece.

With c(t, d) the weighted count of term t in document d, |d| the weighted number of its words, and
for a query q of |q| different words:

    idf(t)      = ln((1 + n) / (1 + df(t))) + 1                      scikit-learn's smooth idf
    need(t)     = (1 + ln c(t, q)) · idf(t)^p · kind(t)              sublinear, as in TF-IDF;
                                                                     c in place of 1 + ln c below 1
    held(t, d)  = c / (c + K(d)),  K(d) = k₁ · (1 - b + b · |d| / mean |d|)    saturated, as in BM25
    brevity(d)  = 1 / (1 - v + v · |d| / mean |d|),  v = V · |q| / (|q| + H)
    score(q, d) = brevity(d) · Σ need(t) · held(t, d)  /  Σ need(t)  over all terms of the query

The score is the share of the query's weight that the document holds, and each shared term's part
of it can be shown. ``kind`` lets pairs and unaccented forms count less than plain words.
``brevity`` is our own: a long query shares ordinary words with any long document, so the longer the
query, the more a long document has to hold; for a title it does next to nothing.

Sources: G. Salton, C. Buckley, Inf. Process. Manage. 24(5), 1988 (sublinear tf); S. Robertson,
H. Zaragoza, "The Probabilistic Relevance Framework", 2009 (saturation, k₁ and b); A. Singhal et
al., SIGIR 1996 (pivoted length normalisation, of which ``brevity`` is a form).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.analysis import Language

SATURATION: Final = 1.2
LENGTH_NORMALISATION: Final = 0.6
BREVITY: Final = 0.5
BREVITY_HALF: Final = 150.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What depends on the language of the query: p, and kind(t) by the numbers of ``analysis``."""

    idf_power: float
    kinds: NDArray[np.float64]


#: Words, folded ones, ones written bare, and pairs likewise. A Vietnamese pair is mostly a word.
PROFILES: Final[Mapping[Language, Profile]] = {
    "vi": Profile(2.0, np.array([1.0, 0.3, 0.8, 0.6, 0.15, 0.4])),
    "en": Profile(2.2, np.array([1.0, 0.3, 0.8, 0.57, 0.15, 0.4])),
}

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


def idf(df: NDArray[np.int64], documents: int) -> Doubles:
    """Return the smooth inverse document frequency, as scikit-learn's ``TfidfTransformer``.

    ``documents`` are those in the language of the query; where others have a term too, there may
    be fewer of them than have it.
    """
    frequencies: Doubles = np.log((1 + np.maximum(documents, df)) / (1 + df)) + 1
    return frequencies


def need(counts: Doubles, idfs: Doubles, kinds: NDArray[np.int64], language: Language) -> Doubles:
    """Return how much a query in a language asks for each of its terms."""
    profile = PROFILES[language]
    asked: Doubles = wanted(counts) * idfs**profile.idf_power
    return asked * profile.kinds.take(kinds)


def wanted(counts: Doubles) -> Doubles:
    """Return how much a term is wanted for being counted so often: 1 + ln c, or c below 1."""
    often: Doubles = np.where(counts < 1, counts, 1 + np.log(np.maximum(counts, 1.0)))
    return often


def halves(lengths: Floats, mean: float) -> Floats:
    """Return K(d): the count at which a document of each length holds half of a term."""
    relative = lengths / np.float32(mean or 1)
    return np.float32(SATURATION) * (
        np.float32(1 - LENGTH_NORMALISATION) + np.float32(LENGTH_NORMALISATION) * relative
    )


def verbosity(words: int) -> float:
    """Return v for a query of so many different words."""
    return BREVITY * words / (words + BREVITY_HALF)


def brevity(lengths: Floats, mean: float, v: float) -> Floats:
    """Return how much of its score a document of each length keeps."""
    kept: Floats = np.float32(1) / (np.float32(1 - v) + np.float32(v / (mean or 1)) * lengths)
    return kept
