"""Words that were typed half or wrong: what they may become, from the words of the index itself."""

import string
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import Final

import numpy as np

from matchmaker.matching.analysis import FOLDED_PAIR, FOLDED_WORD, PAIR, WORD, analyse
from matchmaker.matching.lexicon import Terms
from matchmaker.matching.postings import Integers
from matchmaker.matching.text import fold, is_accented, tokenize

#: How many endings of an unfinished word are tried.
ENDINGS: Final = 8
#: A shorter word is one letter away from too many others.
SHORTEST: Final = 3

_CANDIDATES: Final = 200
_LETTERS: Final = string.ascii_lowercase
_LAST: Final = "\uffff"


class _Words:
    """Words sorted without their accents."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words, key=spelling_key)
        self._folded = [spelling_key(word)[0] for word in self._words]

    def spelt(self, folded: str) -> list[str]:
        """Return the words that are ``folded`` without their accents."""
        start, end = bisect_left(self._folded, folded), bisect_right(self._folded, folded)
        return self._words[start:end]

    def longer(self, prefix: str) -> list[str]:
        """Return the first words that begin with ``prefix`` and go on."""
        start, end = bisect_right(self._folded, prefix), bisect_left(self._folded, prefix + _LAST)
        return self._words[start : min(end, start + _CANDIDATES)]


def spelling_key(word: str) -> tuple[str, str]:
    """Return what words are sorted by to be found without their accents."""
    return (word if word.isascii() else fold(word)), word


class Spelling:
    """The words of an index, those that came lately apart, and how many documents have each."""

    def __init__(
        self,
        words: Callable[[], Iterable[str]],
        recent: Callable[[], Collection[str]],
        frequencies: Callable[[Terms], Integers],
    ) -> None:
        self._words = words
        self._recent = recent
        self._frequencies = frequencies
        self._sorted_recent = 0, _Words(())

    @cached_property
    def _old(self) -> _Words:
        return _Words(self._words())

    @property
    def _new(self) -> _Words:
        words = list(self._recent())
        if self._sorted_recent[0] != len(words):
            self._sorted_recent = len(words), _Words(words)
        return self._sorted_recent[1]

    def endings(self, text: str) -> list[str]:
        """Return words that the last, unfinished word of ``text`` may become, commonest first.

        Those that follow its neighbour somewhere in the index come alone if there are any; a word
        that is whole becomes nothing else.
        """
        words = [token.text for token in tokenize(text)]
        if not words or not text[-1:].isalnum():
            return []
        prefix = fold(words[-1])
        begun = self._old.longer(prefix) + self._new.longer(prefix)
        if not begun or any(self._counts(self._spelt([prefix]))):
            return []
        if len(words) > 1:
            met = self._following(words[-2], begun)
            begun = met or begun
        return self._commonest(begun)[:ENDINGS]

    def correction(self, text: str) -> str:
        """Return ``text`` with the words that no document has put right by one letter, or "".

        A letter too many, missing, wrong, or changed with its neighbour (F. J. Damerau, CACM 7(3),
        1964); of several words the one that stands beside its neighbours in most documents, then
        the one with the accents that were typed, then the commonest.
        """
        tokens = tokenize(text)
        words = [token.text for token in tokens]
        right = [self._right(words, place) for place in range(len(words))]
        if not any(right):
            return ""
        return " ".join(
            better or text[token.start : token.end]
            for token, better in zip(tokens, right, strict=True)
        )

    def _right(self, words: list[str], place: int) -> str:
        """Return what an unknown word should have been, "" for a known one or a hopeless one."""
        word, folded = words[place], fold(words[place])
        if len(folded) < SHORTEST or not folded.isalpha():
            return ""
        if self._is_known(word):
            return self._sounding_alike(words, place) if self._is_foreign(word) else ""
        near = list(dict.fromkeys(self._spelt(_edits(folded))))
        beside = sum(
            self._met([" ".join([*before, each, *after]) for each in near])
            for before, after in ((words[:place][-1:], []), ([], words[place + 1 :][:1]))
            if before or after
        )
        ranked = sorted(
            zip(near, np.broadcast_to(beside, len(near)).tolist(), self._counts(near), strict=True),
            key=lambda each: (-each[1], _marks(each[0]) != _marks(word), -each[2], each[0]),
        )
        return next((each for each, _, count in ranked if count), "")

    def _sounding_alike(self, words: list[str], place: int) -> str:
        """Return the word of the same accents that stands beside the neighbours: s for x, l for n.

        Others may be meant that differ by accents only ("máy xay"), so nothing less will do.
        """
        word, before, after = words[place], words[:place][-1:], words[place + 1 :][:1]
        near = [e for e in self._spelt(_edits(fold(word))) if _marks(e) == _marks(word)]
        near = list(dict.fromkeys(near))
        met = np.zeros(len(near), np.int64)
        for first, last in ((before, []), ([], after)):
            if first or last:
                met += self._counted([" ".join([*first, each, *last]) for each in near], (PAIR,))
        return near[int(met.argmax())] if met.any() else ""

    def _is_foreign(self, word: str) -> bool:
        """Say whether a word has accents with which no document writes it."""
        return is_accented(word) and not self._counted([word], (WORD,)).any()

    def _is_known(self, word: str) -> bool:
        """Say whether some document has a word, whatever its accents; its stem is enough."""
        return any(self._counts([word, *self._spelt([fold(word)])]))

    def _spelt(self, folded: Iterable[str]) -> list[str]:
        lists = self._old, self._new
        return [word for each in folded for words in lists for word in words.spelt(each)]

    def _following(self, first: str, seconds: list[str]) -> list[str]:
        """Keep the words that stand after another one in some document."""
        met = self._met([f"{first} {second}" for second in seconds])
        return [second for second, count in zip(seconds, met.tolist(), strict=True) if count]

    def _met(self, pairs: list[str]) -> Integers:
        """Return in how many documents each pair stands; as it is written counts more."""
        return self._counted(pairs, (PAIR, FOLDED_PAIR))

    def _commonest(self, words: list[str]) -> list[str]:
        counts = self._counts(words)
        ranked = sorted(zip(words, counts, strict=True), key=lambda each: (-each[1], each[0]))
        return list(dict.fromkeys(word for word, count in ranked if count))

    def _counts(self, words: list[str]) -> list[int]:
        """Return in how many documents each word stands; as it is written counts more."""
        found: list[int] = self._counted(words, (WORD, FOLDED_WORD)).tolist()
        return found

    def _counted(self, texts: list[str], kinds: tuple[int, ...]) -> Integers:
        """Add up in how many documents the terms of some kinds stand, for each text."""
        analysis = analyse(texts, pairs=PAIR in kinds)
        counts = np.zeros(len(texts), np.int64)
        for kind in kinds:
            stream = analysis.streams[kind]
            at = np.flatnonzero(stream)
            np.add.at(counts, analysis.text[at], self._frequencies(stream[at]))
        return counts


def _marks(word: str) -> str:
    """Return the accents of a word without its letters."""
    return "".join(
        each
        for each in unicodedata.normalize("NFD", word)
        if each in "đ\u031b\u0302\u0306" or unicodedata.combining(each)
    )


def _edits(word: str) -> set[str]:
    """Return what is one letter away from ``word``."""
    parts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    less = {a + b[1:] for a, b in parts if b}
    turned = {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    wrong = {a + letter + b[1:] for a, b in parts if b for letter in _LETTERS}
    more = {a + letter + b for a, b in parts for letter in _LETTERS}
    return less | turned | wrong | more
