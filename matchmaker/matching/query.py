"""What is asked of an index: the terms of a text and how much each is wanted."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.analysis import FOLDED_WORD, WORD, Language, analyse, counted
from matchmaker.matching.documents import Document
from matchmaker.matching.lexicon import ENGLISH, Terms
from matchmaker.matching.weighting import Doubles


@dataclass(frozen=True, slots=True)
class Query:
    """The different terms of a text, their weighted counts and kinds, and how many words it has."""

    terms: Terms
    counts: Doubles
    kinds: NDArray[np.int64]
    words: int
    language: Language


def read(document: Document, weights: Mapping[str, float], *, pairs: bool = True) -> Query:
    """Read a posting as a query."""
    named = [(name, text) for name, text in document.fields.items() if text]
    analysis = analyse([text for _, text in named], pairs=pairs)
    factors = np.array([weights.get(name, 1.0) for name, _ in named])
    terms, counts, kinds = counted(analysis, factors)
    english = analysis.scripts[analysis.text] == ENGLISH
    language: Language = "en" if 2 * int(english.sum()) >= len(english) else "vi"
    words = max(int(np.count_nonzero(kinds == kind)) for kind in (WORD, FOLDED_WORD))
    return Query(terms, counts, kinds, words, language)
