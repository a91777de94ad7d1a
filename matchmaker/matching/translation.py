"""Translate what is asked into the terms of the other language, by a glossary.

A Vietnamese need finds an English-only technology, and the other way round, when its phrases are
looked up, the longest first, and the terms of their renderings are asked for instead: "máy sấy mít"
asks for "dryer" and "jackfruit". The renderings of a phrase share a weight of 1, and each word of a
rendering carries the whole of its share. Measured: to keep only the first rendering loses 8 % of
the answers; to let it weigh more, to drop common terms, to add the translations of single syllables
or of related phrases, and idf by phrase instead of by term (A. Pirkola, SIGIR 1998) gain nothing.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.analysis import FOLDED_WORD, WORD, Language, analyse
from matchmaker.matching.lexicon import ENGLISH, VIETNAMESE, Terms, forms_of, lexicon
from matchmaker.matching.syllables import is_syllable
from matchmaker.matching.text import Token, fold, is_accented, normalise, tokenize, words_of

#: Vietnamese phrases an English one is translated to, at most; "rice" has more than a dozen.
MOST_RENDERINGS: Final = 12

Kinds = NDArray[np.int64]
Weights = NDArray[np.float64]


class Entry(NamedTuple):
    """A Vietnamese phrase and its English renderings, the commonest first."""

    vietnamese: str
    english: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rendering:
    """A phrase of the target language, the terms it is counted as and their kinds."""

    text: str
    terms: Terms
    kinds: Kinds


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was translated, where it stands in the text, and what it became.

    A word that needs no translation ("LSTM", "500") is its own only rendering.
    """

    start: int
    end: int
    phrase: str
    renderings: tuple[Rendering, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """The terms of a text in the other language, each once, with weights, kinds and origin."""

    language: Language
    terms: Terms
    weights: Weights
    kinds: Kinds
    hits: tuple[Hit, ...]


class Glossary:
    """Vietnamese phrases and their English renderings, to be used in both directions."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)

    @classmethod
    def read(cls, path: Path) -> "Glossary":
        """Read a CSV file with the columns vi and en; renderings are separated by "|"."""
        with path.open(encoding="utf-8", newline="") as lines:
            return cls(
                Entry(row["vi"], tuple(row["en"].split("|"))) for row in csv.DictReader(lines)
            )

    def translate(self, text: str, language: Language) -> Translation:
        """Translate ``text``, written in ``language``, into the other language.

        At each word the longest phrase of the glossary is taken. What it does not have is left
        out, but for words that need no translation.
        """
        return (self._to_english if language == "vi" else self._to_vietnamese).translate(text)

    @cached_property
    def _to_english(self) -> "_Direction":
        phrases = {_words(e.vietnamese): dict.fromkeys(e.english, 1.0) for e in self.entries}
        return _Direction("en", phrases, _vietnamese_words)

    @cached_property
    def _to_vietnamese(self) -> "_Direction":
        """Turn the glossary round.

        An English phrase stands the less for a Vietnamese one the more renderings that has, and
        the later this one comes among them.
        """
        phrases: defaultdict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
        for entry in self.entries:
            for place, english in enumerate(entry.english, 1):
                weights = phrases[_stems(_words(english))]
                weights.setdefault(entry.vietnamese, 1 / (place * len(entry.english)))
        phrases.pop((), None)
        best = {
            phrase: dict(sorted(weights.items(), key=itemgetter(1), reverse=True)[:MOST_RENDERINGS])
            for phrase, weights in phrases.items()
        }
        return _Direction("vi", best, _english_words)


class _Word(NamedTuple):
    """A word of a text: as phrases are looked up, as they are spelt, and where it stands."""

    key: str
    spelt: str
    token: Token


class _Sense(NamedTuple):
    """A phrase as it is spelt, and its renderings with weights that add up to 1."""

    spelt: tuple[str, ...]
    renderings: list[tuple[Rendering, float]]


class _Direction:
    """A glossary made ready for translating into one language.

    ``_senses`` holds phrases by their words without accents, and nothing for mere beginnings.
    """

    def __init__(
        self,
        target: Language,
        phrases: Mapping[tuple[str, ...], Mapping[str, float]],
        read: Callable[[str], list[_Word]],
    ) -> None:
        self._target: Language = target
        self._read = read
        self._senses: dict[str, list[_Sense]] = {}
        renderings = _renderings(
            dict.fromkeys(text for weights in phrases.values() for text in weights), target
        )
        for spelt, weights in phrases.items():
            whole = sum(weights.values())
            shares = [(renderings[text], weight / whole) for text, weight in weights.items()]
            self._add(_Sense(spelt, shares))

    def _add(self, sense: _Sense) -> None:
        keys = [fold(word) for word in sense.spelt]
        for end in range(1, len(keys)):
            self._senses.setdefault(" ".join(keys[:end]), [])
        self._senses.setdefault(" ".join(keys), []).append(sense)

    def translate(self, text: str) -> Translation:
        """Translate a text of the other language."""
        words = self._read(text)
        accented = any(is_accented(word.spelt) for word in words)
        hits: list[Hit] = []
        parts: list[tuple[Rendering, float]] = []
        at = 0
        while at < len(words):
            end, senses = self._longest(words, at, accented)
            shares = _shares(senses) if senses else self._passed(words[at].token.text, accented)
            if shares:
                hits.append(_hit(text, words[at:end], shares))
                parts += shares
            at = end
        return Translation(self._target, *_summed(parts), tuple(hits))

    def _longest(self, words: list[_Word], start: int, accented: bool) -> tuple[int, list[_Sense]]:
        """Return where the longest known phrase ends, and what it can mean."""
        best: tuple[int, list[_Sense]] = (start + 1, [])
        key = ""
        for end in range(start + 1, len(words) + 1):
            key = f"{key} {words[end - 1].key}" if key else words[start].key
            senses = self._senses.get(key)
            if senses is None:
                break
            if senses and (meant := _meant(senses, words[start:end], accented)):
                best = (end, meant)
        return best

    def _passed(self, word: str, accented: bool) -> list[tuple[Rendering, float]]:
        """Hand on a number, an acronym or an English word.

        Where Vietnamese is written without accents, its syllables are not taken for English.
        """
        if not word.isascii() or (self._target == "en" and not accented and is_syllable(word)):
            return []
        known = lexicon()
        row = known.rows([word])[0]
        script = ENGLISH if self._target == "en" else VIETNAMESE
        terms = np.array([known.exact[script, row], known.folded[script, row]])
        kept = np.flatnonzero(terms)
        kinds = np.array([WORD, FOLDED_WORD])
        return [(Rendering(word, terms[kept], kinds[kept]), 1.0)] if len(kept) else []


def _meant(senses: list[_Sense], words: list[_Word], accented: bool) -> list[_Sense]:
    """Return the senses that words can have as they are spelt.

    A word without accents can stand for one with them, but not alone in a text that has accents.
    """
    spelt = tuple(word.spelt for word in words)
    exact = [sense for sense in senses if sense.spelt == spelt]
    if accented and (exact or len(words) == 1):
        return exact
    pairs = ((sense, zip(spelt, sense.spelt, strict=True)) for sense in senses)
    return [sense for sense, pair in pairs if all(w == s or w.isascii() for w, s in pair)]


def _shares(senses: list[_Sense]) -> list[tuple[Rendering, float]]:
    """Return the renderings of all senses, with weights that add up to 1."""
    return [(r, weight / len(senses)) for sense in senses for r, weight in sense.renderings]


def _hit(text: str, words: list[_Word], shares: list[tuple[Rendering, float]]) -> Hit:
    start, end = words[0].token.start, words[-1].token.end
    return Hit(start, end, text[start:end], tuple(rendering for rendering, _ in shares))


def _summed(parts: list[tuple[Rendering, float]]) -> tuple[Terms, Weights, Kinds]:
    """Return the terms of all parts, each once, with the sums of their weights, and their kinds."""
    if not parts:
        return np.zeros(0, np.uint64), np.zeros(0), np.zeros(0, np.int64)
    found = np.concatenate([rendering.terms for rendering, _ in parts])
    kinds = np.concatenate([rendering.kinds for rendering, _ in parts])
    sizes = [len(rendering.terms) for rendering, _ in parts]
    shares = np.repeat([share for _, share in parts], sizes)
    terms, first, which = np.unique(found, return_index=True, return_inverse=True)
    return terms, np.bincount(which, shares, len(terms)).astype(np.float64), kinds[first]


def _renderings(texts: Iterable[str], language: Language) -> dict[str, Rendering]:
    """Analyse phrases of the target language, all in one go."""
    ordered = list(texts)
    analysis = analyse(ordered, language=language)
    places = [np.flatnonzero(stream) for stream in analysis.asked]
    text = np.concatenate([analysis.text[place] for place in places])
    terms = np.concatenate([s[place] for s, place in zip(analysis.asked, places, strict=True)])
    kinds = np.repeat(np.arange(len(places)), [len(place) for place in places])
    order = np.argsort(text, kind="stable")
    terms, kinds = terms[order], kinds[order]
    ends = np.searchsorted(text[order], np.arange(len(ordered) + 1)).tolist()
    return {
        phrase: Rendering(phrase, terms[start:end], kinds[start:end])
        for phrase, (start, end) in zip(ordered, pairwise(ends), strict=True)
    }


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(normalise(word) for word in words_of(phrase))


def _stems(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(stem for word in words if (stem := forms_of(word, ENGLISH)[0]))


def _vietnamese_words(text: str) -> list[_Word]:
    return [_Word(fold(token.text), token.text, token) for token in tokenize(text)]


def _english_words(text: str) -> list[_Word]:
    """Return the words that count; phrases reach across the others: "removal of arsenic"."""
    stemmed = ((forms_of(token.text, ENGLISH)[0], token) for token in tokenize(text))
    return [_Word(fold(stem), stem, token) for stem, token in stemmed if stem]
