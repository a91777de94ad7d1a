"""What is asked of an index: the terms of a text and how much each is wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.accents import Accents
from matchmaker.matching.analysis import FOLDED_WORD, WORD, Analysis, Language, glance, summed
from matchmaker.matching.documents import Document
from matchmaker.matching.lexicon import ENGLISH, Terms
from matchmaker.matching.occurrences import Asking, Kinds, Part
from matchmaker.matching.translation import Glossary, Hit
from matchmaker.matching.weighting import Doubles


@dataclass(frozen=True, slots=True)
class Query:
    """The different terms of a text, their weighted counts and kinds, and how many words it has.

    ``hits`` are the phrases that were translated, with the fields they stand in.
    """

    terms: Terms
    counts: Doubles
    kinds: Kinds
    words: int
    language: Language
    hits: tuple[tuple[str, Hit], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A query before an index: rows of its terms in the generation (-1: none), and their needs.

    The needs add up to 1. ``verbosity`` is v of ``weighting``.
    """

    terms: Terms
    rows: NDArray[np.int64]
    needs: Doubles
    verbosity: float
    language: Language
    hits: tuple[tuple[str, Hit], ...] = ()


def read(
    document: Document, weights: Mapping[str, float], accents: Accents, *, pairs: bool = True
) -> Query:
    """Read a posting as a query; what has lost its accents is given back those of an index."""
    if len(document.fields) == 1:
        ((name, text),) = document.fields.items()
        if seen := glance(text, pairs=pairs):
            terms, counts, kinds = summed(seen[0])
            return Query(terms, counts * weights.get(name, 1.0), kinds, _words(kinds), seen[1])
    return asked_by(Asking(document, weights, accents, pairs=pairs))


def asked_by(texts: Asking) -> Query:
    """Return what a posting asks for that was analysed before."""
    terms, counts, kinds = _together([texts.asked()])
    return Query(terms, counts, kinds, _words(kinds), language_of(texts.analysis))


def translated(texts: Asking, glossary: Glossary, language: Language) -> Query:
    """Return what a posting asks of texts in ``language``, which is not its own.

    Fields that are in ``language`` are taken as they are.
    """
    languages = [texts.analysis.language(number) for number in range(len(texts.fields))]
    own = np.array([each == language for each in languages], bool)
    parts: list[Part] = [texts.asked(own)]
    hits: list[tuple[str, Hit]] = []
    for number in np.flatnonzero(~own).tolist():
        _owner, name, text = texts.fields[number]
        found = glossary.translate(text, languages[number])
        parts.append((found.terms, found.weights * texts.factors[number], found.kinds))
        hits += [(name, hit) for hit in found.hits]
    terms, counts, kinds = _together(parts)
    return Query(terms, counts, kinds, _words(kinds), language, tuple(hits))


def _together(parts: Sequence[Part]) -> Part:
    """Add up the counts of several parts, and drop what counts nothing."""
    terms, counts, kinds = map(np.concatenate, zip(*parts, strict=True))
    unique, first, which = np.unique(terms, return_index=True, return_inverse=True)
    sums = np.bincount(which, counts, len(unique)).astype(np.float64)
    kept = np.flatnonzero(sums)
    return unique[kept], sums[kept], kinds[first[kept]]


def _words(kinds: Kinds) -> int:
    """Return how many different words there are; accented ones are not counted twice."""
    return max(int(np.count_nonzero(kinds == kind)) for kind in (WORD, FOLDED_WORD))


def language_of(analysis: Analysis) -> Language:
    """Return the language in which most words of an analysis stand."""
    english = analysis.scripts[analysis.text] == ENGLISH
    return "en" if 2 * int(english.sum()) >= len(english) else "vi"
