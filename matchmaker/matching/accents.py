"""Give words that were typed without accents back the accents they have in an index.

"may" can be "máy", "mây", "mày" or "may". Which one is meant is told by how many documents have
each, and have it beside what the neighbours can be. That is a hidden Markov model: the forms are
its states, what was typed is seen, and

    P(forms) ∝ Π φ(fᵢ) · Π ψ(fᵢ, fᵢ₊₁)
    φ(f)     ∝ (df(f) + ½) · (1 if f is as typed, else the part of its accents the text has lost)
    ψ(f, g)  = (1 - λ) · df(f g) / Σ df of all such pairs / (φ(f) φ(g)) + λ

Messages between neighbours give every form and pair its probability. Nothing is decided: a query
asks for each likely form as much as it is likely, and in doubt more for the word without accents.

Sources: L. R. Rabiner, Proc. IEEE 77(2), 1989 (forward-backward); F. Jelinek, R. Mercer, 1980
(interpolation); J. Pearl, "Probabilistic Reasoning", 1988 (the messages of all words at a time).
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.analysis import (
    ACCENTED_SHARE,
    BARE_PAIR,
    BARE_WORD,
    FOLDED_PAIR,
    FOLDED_WORD,
    PAIR,
    WORD,
    Analysis,
    join,
)
from matchmaker.matching.lexicon import ACCENTED, ENGLISH, SHAPED, VIETNAMESE, Terms, lexicon
from matchmaker.matching.syllables import is_syllable
from matchmaker.matching.text import fold, is_accented

#: Forms of a word that are weighed: as it was typed, and its commonest accented ones.
FORMS: Final = 8
#: λ: how far neighbours are taken to know nothing of each other.
INDEPENDENCE: Final = 0.1
#: What is less likely is not asked for.
LEAST_SHARE: Final = 0.1
#: How often a word counts without accents where nothing is known of them. Counts are sublinear, so
#: that makes it weigh about as much as a word with its accents.
DOUBT: Final = 16.0

#: How many words a message passes; farther ones were measured not to matter.
_REACH: Final = 2
_UNSEEN: Final = 0.5
_NEVER: Final = 1e-12
_NONE: Final = np.uint64(0)
_WORDS: Final = (WORD, FOLDED_WORD, BARE_WORD)
_PAIRS: Final = (PAIR, FOLDED_PAIR, BARE_PAIR)

Doubles = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
_Part = tuple[Terms, Integers, Integers, Doubles]


@dataclass(frozen=True, slots=True)
class Restored:
    """What texts ask for: terms, the word each begins at, their kinds, and how surely."""

    terms: Terms
    at: Integers
    kinds: Integers
    shares: Doubles


class _Forms:
    """Terms of accented syllables by their folded terms, the commonest first."""

    def __init__(self, words: list[str], frequencies: Callable[[Terms], Integers]) -> None:
        known = lexicon()
        rows = known.rows(words)
        terms, folded = known.exact[VIETNAMESE].take(rows), known.folded[VIETNAMESE].take(rows)
        order = np.lexsort((-frequencies(terms), folded))
        self._terms = np.append(terms[order], _NONE)
        self._folded, self._starts = np.unique(folded[order], return_index=True)
        self._ends = np.append(self._starts[1:], len(words))

    def accented(self, folded: Terms) -> Terms:
        """Return a row of terms for each folded one; 0 where there are no more."""
        last = len(self._terms) - 1
        found = np.full((len(folded), FORMS - 1), last)
        if len(self._folded):
            at = np.minimum(np.searchsorted(self._folded, folded), len(self._folded) - 1)
            places = self._starts[at][:, None] + np.arange(FORMS - 1)
            held = (self._folded[at] == folded)[:, None] & (places < self._ends[at][:, None])
            found[held] = places[held]
        terms: Terms = self._terms[found]
        return terms


class Accents:
    """The accented syllables of an index, found by what they are without accents."""

    def __init__(
        self,
        words: Callable[[], Iterable[str]],
        recent: Callable[[], Collection[str]],
        frequencies: Callable[[Terms], Integers],
    ) -> None:
        self._words = words
        self._recent = recent
        self._frequencies = frequencies
        self._gathered: tuple[int, _Forms] | None = None

    def restored(self, analysis: Analysis) -> Restored:
        """Return what texts ask for, with accents for those words that seem to have lost them."""
        lost = _lost(analysis)
        open_ = lost > 0
        parts = list(_untouched(analysis, open_))
        if open_.any():
            parts += self._opened(analysis, _around(analysis, open_), lost)
        return Restored(*map(np.concatenate, zip(*parts, strict=True)))

    def _opened(self, analysis: Analysis, at: Integers, lost: Doubles) -> Iterator[_Part]:
        """Ask for the forms of open words and for pairs with them; ``at`` has neighbours too."""
        open_ = lost[at] > 0
        linked = _linked(analysis, at)
        terms, chances = self._forms_of(analysis, at, lost[at])
        pairs = _pairs(terms)
        near = np.flatnonzero(linked & (open_[1:] | open_[:-1]))
        fit = self._fit(analysis.streams[FOLDED_PAIR], at, near, pairs, chances)
        words, both = _probabilities(chances, fit)
        own = np.flatnonzero(open_)
        yield from _asked(analysis, at[own], _WORDS, terms[own], words[own])
        yield from _asked(analysis, at[near], _PAIRS, pairs[near], both[near])

    def _forms_of(self, analysis: Analysis, at: Integers, lost: Doubles) -> tuple[Terms, Doubles]:
        """Return the terms of the forms of words, as typed first, and how likely each is alone."""
        typed = analysis.asked[WORD][at]
        exact = analysis.lexicon.exact[VIETNAMESE].take(analysis.rows[at])
        own, folded = np.where(typed, typed, exact), analysis.streams[FOLDED_WORD][at]
        terms = np.column_stack([own, self._forms.accented(np.where(lost > 0, folded, _NONE))])
        df = self._frequencies(np.column_stack([terms, folded]).ravel()).reshape(len(at), -1)
        chances = np.where(df[:, :-1], (df[:, :-1] + _UNSEEN) * lost[:, None], 0)
        # An English word can be spelt as a syllable; it has not that syllable's folded term.
        chances[:, 0] = np.minimum(df[:, 0], df[:, -1]) + _UNSEEN
        return terms, _normal(chances)

    def _fit(
        self, folded: Terms, at: Integers, near: Integers, pairs: Terms, chances: Doubles
    ) -> Doubles:
        """Return ψ of all forms of neighbours, 1 where no document has the two."""
        fit = np.ones(pairs.shape)
        near = near[self._frequencies(folded[at[near]]) > 0] if len(near) else near
        asked, df = pairs[near], np.zeros((len(near), *pairs.shape[1:]))
        df[asked != 0] = self._frequencies(asked[asked != 0])
        seen = df.sum(axis=(1, 2), keepdims=True)
        expected = chances[near, :, None] * chances[near + 1, None, :]
        shares = (1 - INDEPENDENCE) * df / np.maximum(seen * expected, _NEVER) + INDEPENDENCE
        fit[near] = np.where(seen, shares, 1)
        return fit

    @property
    def _forms(self) -> _Forms:
        """The forms known now; gathered anew when documents have brought new words."""
        recent = self._recent()
        if self._gathered is None or self._gathered[0] != len(recent):
            words = dict.fromkeys([*self._old, *_syllables(recent)])
            self._gathered = len(recent), _Forms(list(words), self._frequencies)
        return self._gathered[1]

    @cached_property
    def _old(self) -> list[str]:
        return _syllables(self._words())


def _syllables(words: Iterable[str]) -> list[str]:
    return [word for word in words if is_accented(word) and is_syllable(fold(word))]


def _lost(analysis: Analysis) -> Doubles:
    """Return for each word what part of its accents the text has lost; 0 where it has its own."""
    shapes = analysis.lexicon.shapes.take(analysis.rows)
    shaped, accented = (shapes & SHAPED) != 0, (shapes & ACCENTED) != 0
    texts = len(analysis.scripts)
    expected = ACCENTED_SHARE * np.bincount(analysis.text, shaped, texts)
    kept = np.bincount(analysis.text, accented, texts)
    lost = np.maximum(1 - (kept + 1) / (expected + 1), 0)
    lost[analysis.scripts == ENGLISH] = 0
    found: Doubles = lost[analysis.text] * (shaped & ~accented)
    return found


def _around(analysis: Analysis, open_: Flags) -> Integers:
    """Return the open words and their neighbours."""
    around = open_.copy()
    around[1:] |= open_[:-1]
    around[:-1] |= open_[1:]
    return np.flatnonzero(around)


def _linked(analysis: Analysis, at: Integers) -> Flags:
    """Tell which words have the next one for a neighbour, where pairs are counted at all."""
    text, counted = analysis.text[at], len(analysis.asked[PAIR]) > 0
    linked: Flags = (np.diff(at) == 1) & (text[1:] == text[:-1]) & counted
    return linked


def _pairs(terms: Terms) -> Terms:
    """Return the terms of all pairs of forms of neighbours, 0 where there are none."""
    first, second = terms[:-1, :, None], terms[1:, None, :]
    return np.where((first != 0) & (second != 0), join(first, second), _NONE)


def _probabilities(chances: Doubles, fit: Doubles) -> tuple[Doubles, Doubles]:
    """Return the probabilities of forms and of pairs of forms."""
    forward, backward = np.ones_like(chances), np.ones_like(chances)
    for _ in range(_REACH):
        forward[1:] = _normal(((chances * forward)[:-1, None, :] @ fit)[:, 0, :])
        backward[:-1] = _normal((fit @ (chances * backward)[1:, :, None])[:, :, 0])
    first, second = (chances * forward)[:-1, :, None], (chances * backward)[1:, None, :]
    return _normal(chances * forward * backward), _normal(first * fit * second)


def _normal(values: Doubles) -> Doubles:
    """Let what is said of each word or pair add up to 1."""
    sums = values.sum(axis=tuple(range(1, values.ndim)), keepdims=True)
    normal: Doubles = values / np.maximum(sums, _NEVER)
    return normal


def _untouched(analysis: Analysis, open_: Flags) -> Iterator[_Part]:
    """Ask for everything that does not depend on how an open word is spelt."""
    either = open_.copy()
    either[:-1] |= open_[1:]
    streams = list(analysis.asked)
    streams[WORD] = np.where(open_, _NONE, streams[WORD])
    streams[PAIR] = np.where(either[: len(streams[PAIR])], _NONE, streams[PAIR])
    for kind, stream in enumerate(streams):
        at = np.flatnonzero(stream)
        yield stream[at], at, np.full(len(at), kind), np.ones(len(at))


def _asked(
    analysis: Analysis, at: Integers, kinds: tuple[int, int, int], terms: Terms, shares: Doubles
) -> Iterator[_Part]:
    """Ask for likely forms, for what they share, and for texts that have no accents either."""
    exact, folded, bare = kinds
    flat = len(at), math.prod(terms.shape[1:])
    terms, shares = terms.reshape(flat), shares.reshape(flat)
    doubt, other = 1 - shares.max(axis=1), 1 - shares[:, 0]
    yield _likely(exact, at, terms, shares)
    yield _likely(folded, at, analysis.streams[folded][at], doubt, DOUBT)
    yield _likely(bare, at, analysis.streams[bare][at], other)


def _likely(kind: int, at: Integers, terms: Terms, shares: Doubles, count: float = 1.0) -> _Part:
    kept = (shares >= LEAST_SHARE) & (terms != 0)
    where = at[np.nonzero(kept)[0]]
    return terms[kept], where, np.full(len(where), kind), shares[kept] * count
