"""Turn texts, in Vietnamese or English, into the terms that are counted, many texts at a time.

Vietnamese: syllables and pairs of neighbouring syllables, each twice: as written ("máy sấy") and,
in a namespace of its own, without accents ("~may say"). A text that has no accents at all is read
in that namespace only, so "may say mit" finds "máy sấy mít" as easily as "may say mit"; who writes
the accents is answered better. A word that was written without accents counts once more, so that
"máy sấy" can ask for "may say" and not for "mày sậy". No word segmenter, no stop words: both were
measured to lose.
English: stems and pairs of them, without the commonest words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.lexicon import (
    ACCENTED,
    BARE,
    ENGLISH,
    SHAPED,
    SPELT,
    VIETNAMESE,
    Lexicon,
    Terms,
    forms_of,
    lexicon,
)
from matchmaker.matching.text import ANALYSED_LENGTH, BARE_MARK, FOLDED, words_of

Language = Literal["vi", "en"]

#: Words by which the language of a text is told.
LANGUAGE_WORDS: Final = 200

#: The kinds of terms, in the order of ``Analysis.streams``: as written, without accents whatever
#: was written, and written without accents.
WORD: Final = 0
FOLDED_WORD: Final = 1
BARE_WORD: Final = 2
PAIR: Final = 3
FOLDED_PAIR: Final = 4
BARE_PAIR: Final = 5

Streams = tuple[Terms, Terms, Terms, Terms, Terms, Terms]

_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_FOLDED_MULTIPLIER: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_BARE_MULTIPLIER: Final = np.uint64(0xD6E8FEB86659FD93)
_UNBARE_MULTIPLIER: Final = np.uint64(0xCFEE444D8B59A89B)
_HALF: Final = np.uint64(32)
_ONE: Final = np.uint64(1)


@dataclass(frozen=True, slots=True)
class Analysis:
    """The words of some texts and the terms that begin at each; 0 where none does.

    ``streams`` are the terms a text holds, ``asked`` those it looks for: a word with its accents
    asks also for the same word without them.

    ``text`` is the number of the text a word stands in, ``place`` its number among all words of
    that text, stop words included; ``scripts`` has one entry a text.
    """

    lexicon: Lexicon
    rows: NDArray[np.int32]
    text: NDArray[np.int64]
    place: NDArray[np.int64]
    scripts: NDArray[np.int64]
    streams: Streams
    asked: Streams

    def language(self, text: int) -> Language:
        """Return the language of one of the texts."""
        return "en" if self.scripts[text] == ENGLISH else "vi"


def analyse(
    texts: Sequence[str], *, pairs: bool = True, language: Language | None = None
) -> Analysis:
    """Find the terms of ``texts``; without ``pairs`` only those of single words.

    ``language`` is given where it is known better than a few words can tell.
    """
    words: list[str] = []
    ends = [0]
    for text in texts:
        words += words_of(text)
        ends.append(len(words))
    known = lexicon()
    rows = known.rows(words)
    bounds = np.array(ends)
    text_of = np.repeat(np.arange(len(texts)), np.diff(bounds))
    place = np.arange(len(rows)) - bounds[text_of]
    if language:
        scripts = np.full(len(texts), ENGLISH if language == "en" else VIETNAMESE)
    else:
        scripts = _scripts(known.shapes[rows], text_of, place, len(texts))
    if len(texts) == 1:
        exact, folded = known.exact[scripts[0]].take(rows), known.folded[scripts[0]].take(rows)
    else:
        script = scripts[text_of]
        exact, folded = known.exact[script, rows], known.folded[script, rows]
    kept = np.flatnonzero(exact | folded)
    if len(kept) < len(rows):
        rows, text_of, place = rows.take(kept), text_of.take(kept), place.take(kept)
        exact, folded = exact.take(kept), folded.take(kept)
    joined = _pairs(exact, folded, text_of) if pairs else (exact[:0], folded[:0])
    held, asked = _bare(folded, joined[1], (known.shapes.take(rows) & ACCENTED) != 0)
    streams = (exact, folded, held[0], *joined, held[1])
    return Analysis(
        known, rows, text_of, place, scripts, streams, (*streams[:2], asked[0], *joined, asked[1])
    )


def _scripts(
    shapes: NDArray[np.uint8], text: NDArray[np.int64], place: NDArray[np.int64], texts: int
) -> NDArray[np.int64]:
    """Tell accented Vietnamese, Vietnamese without any accents and English apart.

    Decided by the first words: a fifth of accented words makes a text Vietnamese (four fifths are
    usual); otherwise three quarters of its words have to look like syllables.
    """
    first = np.flatnonzero(place < LANGUAGE_WORDS)
    shapes, text = shapes.take(first), text.take(first)
    spelt, shaped, accented = (
        np.bincount(text[(shapes & bit) != 0], minlength=texts) for bit in (SPELT, SHAPED, ACCENTED)
    )
    syllables = (shaped > 0) & (shaped * 4 >= spelt * 3)
    vietnamese = (accented > 0) & ((accented * 5 >= spelt) | syllables)
    scripts = np.full(texts, ENGLISH)
    scripts[syllables] = BARE
    scripts[vietnamese] = VIETNAMESE
    return scripts


def _pairs(exact: Terms, folded: Terms, text: NDArray[np.int64]) -> tuple[Terms, Terms]:
    """Join neighbours as written and, where either was folded, once more without accents."""
    pair, folded_pair = np.zeros_like(exact), np.zeros_like(folded)
    apart = text[1:] != text[:-1]
    first, second = exact[:-1], exact[1:]
    pair[:-1] = _join(first, second)
    pair[:-1][(first == 0) | (second == 0) | apart] = 0
    if folded.any():
        bare = np.where(folded != 0, folded, exact)
        folded_pair[:-1] = _join(bare[:-1], bare[1:]) * _FOLDED_MULTIPLIER
        folded_pair[:-1][((folded[:-1] | folded[1:]) == 0) | apart] = 0
    return pair, folded_pair


def _bare(
    folded: Terms, pairs: Terms, accented: NDArray[np.bool_]
) -> tuple[tuple[Terms, Terms], tuple[Terms, Terms]]:
    """Return the words and pairs that were written without accents, and those to be asked for."""
    if not folded.any():
        return (folded, pairs), (folded, pairs)
    word, pair = folded * _BARE_MULTIPLIER, pairs * _BARE_MULTIPLIER
    either = accented.copy()
    either[:-1] |= accented[1:]
    either = either[: len(pair)]
    none = np.uint64(0)
    held = np.where(accented, none, word), np.where(either, none, pair)
    return held, (np.where(accented, word, none), np.where(either, pair, none))


def folded_of(bare: Terms) -> Terms:
    """Return the folded terms that bare ones were made from."""
    return bare * _UNBARE_MULTIPLIER


def _join(left: Terms, right: Terms) -> Terms:
    """Mix the terms of two words into the term of their pair."""
    mixed: Terms = (left * _MULTIPLIER) ^ (right >> _HALF) ^ (right << _HALF)
    return mixed * _MULTIPLIER | _ONE


def term_name(analysis: Analysis, kind: int, at: int) -> str:
    """Return the term of a kind that begins at a word, as it is spelt: "~may say"."""
    script = int(analysis.scripts[analysis.text[at]])
    words = [analysis.lexicon.words[row] for row in analysis.rows[at : at + 1 + (kind >= PAIR)]]
    forms = [forms_of(word, script) for word in words]
    if kind in {WORD, PAIR}:
        return " ".join(own for own, _ in forms)
    name = " ".join(bare.removeprefix(FOLDED) or own for own, bare in forms)
    return (BARE_MARK if kind in {BARE_WORD, BARE_PAIR} else FOLDED) + name


def terms(text: str) -> list[str]:
    """Return the terms of ``text``, once for each time they occur, kind by kind.

    >>> terms("Máy sấy")
    ['máy', 'sấy', '~may', '~say', 'máy sấy', '~may say']
    >>> terms("may say")
    ['~may', '~say', '=may', '=say', '~may say', '=may say']
    >>> terms("the drying of mangoes")
    ['dri', 'mango', 'dri mango']
    """
    found = analyse([text])
    return [
        term_name(found, kind, int(at))
        for kind, stream in enumerate(found.streams)
        for at in np.flatnonzero(stream)
    ]


def language_of(text: str) -> Language:
    """Say which language ``text`` is written in; unaccented Vietnamese counts as Vietnamese.

    >>> [language_of(text) for text in ("máy sấy mít", "may say mit", "drying of jackfruit")]
    ['vi', 'vi', 'en']
    """
    return analyse([text[: ANALYSED_LENGTH // 50]], pairs=False).language(0)


def counted(
    analysis: Analysis, weights: NDArray[np.float64], streams: Streams
) -> tuple[Terms, NDArray[np.float64], NDArray[np.int64]]:
    """Return (terms, counts, kinds) of all texts together, each text counting ``weights`` times."""
    weight = weights[analysis.text]
    parts = [(stream, np.flatnonzero(stream)) for stream in streams]
    found = np.concatenate([stream[at] for stream, at in parts])
    unique, first, inverse = np.unique(found, return_index=True, return_inverse=True)
    counts = np.bincount(inverse, np.concatenate([weight[at] for _, at in parts]), len(unique))
    kinds = np.repeat(np.arange(len(parts)), [len(at) for _, at in parts])[first]
    return unique, counts.astype(np.float64), kinds
