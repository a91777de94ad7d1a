"""Every word ever met, once: what it counts as in each script, as numbers ready for arrays.

A term is a 64-bit fingerprint of its spelling (BLAKE2b), the same in every process and on every
machine, so that parts of an index made apart can be put together without comparing strings.
"""

import threading
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.stemming import stem
from matchmaker.matching.syllables import is_syllable
from matchmaker.matching.text import FOLDED, fold, is_accented, is_stop_word, is_unit, normalise

Terms = NDArray[np.uint64]

#: The ways a text can be written, as rows of the tables below: accented Vietnamese, Vietnamese
#: without any accents, and everything else.
VIETNAMESE: Final = 0
BARE: Final = 1
ENGLISH: Final = 2

#: What ``Lexicon.shapes`` says of a word, as bits: it has letters of a language, the shape of a
#: syllable, accents, and is no English stop word although it has that shape.
SPELT: Final = 1
SHAPED: Final = 2
ACCENTED: Final = 4
TELLING: Final = 8

#: A process that has met more words than this begins anew; ten languages have fewer.
MOST_WORDS: Final = 1 << 21
_FIRST_ROOM: Final = 1 << 12


def fingerprint(term: str) -> int:
    """Return the number that stands for ``term``; never 0, which stands for no term."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little") or 1


class _Rows(dict[str, int]):
    """The row of each word as it was written in lower case; an unknown one gets the next."""

    def __init__(self, lexicon: "Lexicon") -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, word: str) -> int:
        return self._lexicon.add(word)


class Lexicon:
    """Tables over words: a column for each row number that ``rows`` gives.

    ``exact[script]`` holds the term a word counts as, ``folded[script]`` the one without its
    accents; 0 where it has none. ``shapes`` are bits by which the script of a text is told.
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self.exact: Terms = np.zeros((3, _FIRST_ROOM), np.uint64)
        self.folded: Terms = np.zeros((3, _FIRST_ROOM), np.uint64)
        self.shapes: NDArray[np.uint8] = np.zeros(_FIRST_ROOM, np.uint8)
        self._rows = _Rows(self)
        self._adding = threading.Lock()

    def __len__(self) -> int:
        return len(self.words)

    def rows(self, words: list[str]) -> NDArray[np.int32]:
        """Return the rows of ``words``, lower-case as they were written."""
        return np.fromiter(map(self._rows.__getitem__, words), np.int32, len(words))

    def add(self, written: str) -> int:
        """Give a word its row."""
        with self._adding:
            row = len(self.words)
            if row == len(self.shapes):
                self._grow()
            word = written if written.isascii() else normalise(written)
            forms = [forms_of(word, script) for script in (VIETNAMESE, BARE, ENGLISH)]
            terms = {form: fingerprint(form) for both in forms for form in both if form}
            self.exact[:, row] = [terms.get(own, 0) for own, _ in forms]
            self.folded[:, row] = [terms.get(bare, 0) for _, bare in forms]
            self.shapes[row] = _shape(word)
            self.words.append(word)
            self._rows[written] = row
            return row

    def _grow(self) -> None:
        room = len(self.shapes)
        self.exact = np.pad(self.exact, ((0, 0), (0, room)))
        self.folded = np.pad(self.folded, ((0, 0), (0, room)))
        self.shapes = np.pad(self.shapes, (0, room))


def forms_of(word: str, script: int) -> tuple[str, str]:
    """Return the term a normalised word counts as and its folded one; "" where it has none.

    In a Vietnamese text a word that is no syllable ("sensors", "IoT") is taken for English.
    """
    if script == ENGLISH and is_stop_word(word):
        return "", ""
    if word.isascii() and (script == ENGLISH or not is_syllable(word)):
        return stem(word), ""
    return "" if script == BARE else word, FOLDED + fold(word)


def _shape(word: str) -> int:
    """Say what a word tells of the script of its text: numbers and units tell nothing."""
    if not word.isalpha() or is_unit(word):
        return 0
    if not is_syllable(fold(word)):
        return SPELT
    telling = 0 if is_stop_word(word) else TELLING
    return SPELT | SHAPED | telling | (ACCENTED if is_accented(word) else 0)


_present = Lexicon()


def lexicon() -> Lexicon:
    """Return the lexicon of this process."""
    global _present  # noqa: PLW0603 - one memory of words for the whole process
    if len(_present) > MOST_WORDS:
        _present = Lexicon()
    return _present
