"""Words that were typed half or wrong: what they may become, from the words of the index itself."""

import string
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Final

import numpy as np

from matchmaker.matching.analysis import FOLDED_PAIR, FOLDED_WORD, PAIR, WORD, analyse
from matchmaker.matching.lexicon import Terms
from matchmaker.matching.postings import Integers
from matchmaker.matching.text import fold, tokenize

#: How many endings of an unfinished word are tried.
ENDINGS: Final = 8
#: A shorter word is one letter away from too many others.
SHORTEST: Final = 3

_CANDIDATES: Final = 200
_LETTERS: Final = string.ascii_lowercase

Entry = tuple[str, str]


class Spelling:
    """The words of an index, sorted without their accents, and how many documents have each."""

    def __init__(
        self,
        words: Callable[[], Iterable[str]],
        recent: Callable[[], Iterable[str]],
        frequencies: Callable[[Terms], Integers],
    ) -> None:
        self._words = words
        self._recent = recent
        self._frequencies = frequencies

    @cached_property
    def _sorted(self) -> list[Entry]:
        return _entries(self._words())

    def endings(self, text: str) -> list[str]:
        """Return words that the last, unfinished word of ``text`` may become, commonest first.

        Those that follow its neighbour somewhere in the index come alone if there are any; a word
        that is whole becomes nothing else.
        """
        words = [token.text for token in tokenize(text)]
        if not words or not text[-1:].isalnum():
            return []
        prefix = fold(words[-1])
        begun = [word for folded, word in self._beginning(prefix) if folded != prefix]
        if len(begun) == 0 or self._has(prefix):
            return []
        if len(words) > 1:
            met = self._following(words[-2], begun)
            begun = met or begun
        return self._commonest(begun)[:ENDINGS]

    def correction(self, text: str) -> str:
        """Return ``text`` with the words that no document has put right by one letter, or "".

        A letter too many, missing, wrong, or changed with its neighbour (F. J. Damerau, CACM 7(3),
        1964); of several words the commonest.
        """
        tokens = tokenize(text)
        right = [self._right(token.text) for token in tokens]
        if not any(right):
            return ""
        return " ".join(
            better or text[token.start : token.end]
            for token, better in zip(tokens, right, strict=True)
        )

    def _right(self, word: str) -> str:
        """Return what an unknown word should have been, "" for a known one or a hopeless one."""
        folded = fold(word)
        if len(folded) < SHORTEST or not folded.isalpha() or self._is_known(word):
            return ""
        near = [found for each in _edits(folded) for _, found in self._spelt(each)]
        return next(iter(self._commonest(near)), "")

    def _is_known(self, word: str) -> bool:
        return self._has(fold(word)) or bool(self._counts([word])[0])

    def _has(self, folded: str) -> bool:
        return next(self._spelt(folded), None) is not None

    def _spelt(self, folded: str) -> Iterator[Entry]:
        for entries in (self._sorted, _entries(self._recent())):
            at = bisect_left(entries, (folded, ""))
            while at < len(entries) and entries[at][0] == folded:
                yield entries[at]
                at += 1

    def _beginning(self, prefix: str) -> list[Entry]:
        found: list[Entry] = []
        for entries in (self._sorted, _entries(self._recent())):
            start = bisect_left(entries, (prefix, ""))
            stop = bisect_left(entries, (f"{prefix}\uffff", ""))
            found += entries[start : min(stop, start + _CANDIDATES)]
        return found

    def _following(self, first: str, seconds: list[str]) -> list[str]:
        """Keep the words that stand after another one in some document."""
        analysis = analyse([f"{first} {second}" for second in seconds])
        counts = np.zeros(len(seconds), np.int64)
        for kind in (PAIR, FOLDED_PAIR):
            stream = analysis.streams[kind]
            at = np.flatnonzero(stream)
            np.add.at(counts, analysis.text[at], self._frequencies(stream[at]))
        return [second for second, count in zip(seconds, counts, strict=True) if count]

    def _commonest(self, words: list[str]) -> list[str]:
        counts = self._counts(words)
        ranked = sorted(zip(words, counts, strict=True), key=lambda each: (-each[1], each[0]))
        return list(dict.fromkeys(word for word, count in ranked if count))

    def _counts(self, words: list[str]) -> list[int]:
        """Return in how many documents each word stands, accents apart."""
        analysis = analyse(words, pairs=False)
        counts = np.zeros(len(words), np.int64)
        for kind in (WORD, FOLDED_WORD):
            stream = analysis.streams[kind]
            at = np.flatnonzero(stream)
            np.maximum.at(counts, analysis.text[at], self._frequencies(stream[at]))
        found: list[int] = counts.tolist()
        return found


def _entries(words: Iterable[str]) -> list[Entry]:
    return sorted((fold(word), word) for word in words)


def _edits(word: str) -> set[str]:
    """Return what is one letter away from ``word``."""
    parts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    less = {a + b[1:] for a, b in parts if b}
    turned = {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    wrong = {a + letter + b[1:] for a, b in parts if b for letter in _LETTERS}
    more = {a + letter + b for a, b in parts for letter in _LETTERS}
    return less | turned | wrong | more
