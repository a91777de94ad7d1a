"""What the engine reads: postings as texts by field, and how much each field counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

#: How often a word of each field counts; a field that is not listed counts once. Multiples of an
#: eighth, so that counts stay exact in single precision.
FIELD_WEIGHTS: Final[Mapping[str, float]] = {
    "title": 1.25,
    "summary": 1.5,
    "problem": 1.0,
    "keywords": 1.5,
    "description": 1.0,
}
#: How often a word of each field of a query counts: a title says best what is asked.
ASKING_WEIGHTS: Final[Mapping[str, float]] = {**FIELD_WEIGHTS, "title": 2.5}


@dataclass(frozen=True, slots=True)
class Document:
    """A technology or a need as the engine sees it; an empty or absent field is nothing."""

    key: int
    fields: Mapping[str, str]


def as_document(query: Document | str) -> Document:
    """Take a bare text for a document of one field that counts once."""
    return Document(0, {"": query}) if isinstance(query, str) else query
