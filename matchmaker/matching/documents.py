"""What the engine reads: postings as texts by field, and how much each field counts."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from matchmaker.matching.text import analyse

#: How often a word of each field counts, at least once; a field that is not listed counts once.
FIELD_WEIGHTS: Final[Mapping[str, float]] = {
    "title": 3.0,
    "summary": 2.0,
    "problem": 1.5,
    "keywords": 2.0,
    "description": 1.0,
}


@dataclass(frozen=True, slots=True)
class TermCounts:
    """How often each term occurs and how many words there are, both weighted by field."""

    counts: dict[str, float]
    length: float


@dataclass(frozen=True, slots=True)
class Document:
    """A technology or a need as the engine sees it; an empty or absent field is nothing."""

    key: int
    fields: Mapping[str, str]


def as_document(query: Document | str) -> Document:
    """Take a bare text for a document of one field that counts once."""
    return Document(0, {"": query}) if isinstance(query, str) else query


def count_terms(document: Document, weights: Mapping[str, float]) -> TermCounts:
    """Count the terms of ``document``: c(t) = Σ over fields of weight · occurrences.

    >>> mango = Document(1, {"title": "drying", "description": "drying mango"})
    >>> count_terms(mango, FIELD_WEIGHTS)
    TermCounts(counts={'dry': 4.0, 'mango': 1.0, 'dry mango': 1.0}, length=5.0)
    """
    counts: defaultdict[str, float] = defaultdict(float)
    length = 0.0
    for name, text in document.fields.items():
        weight = weights.get(name, 1.0)
        analysis = analyse(text)
        length += weight * analysis.words
        for term, times in Counter(analysis.terms).items():
            counts[term] += weight * times
    return TermCounts(dict(counts), length)
