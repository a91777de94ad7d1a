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
    TELLING,
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
#: The part of its syllables on which a text has accents that has lost none, at least.
ACCENTED_SHARE: Final = 0.8
_SHAPES: Final = 16

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
    script = scripts.take(text_of)
    exact, folded = known.exact[script, rows], known.folded[script, rows]
    kept = np.flatnonzero(exact | folded)
    if len(kept) < len(rows):
        rows, text_of, place = rows.take(kept), text_of.take(kept), place.take(kept)
        exact, folded = exact.take(kept), folded.take(kept)
    apart = text_of[1:] != text_of[:-1]
    streams = _streams(known, rows, (exact, folded), apart, pairs=pairs)
    return Analysis(known, rows, text_of, place, scripts, *streams)


def glance(text: str, *, pairs: bool = True) -> tuple[Streams, Language] | None:
    """Return only what one text asks for, and its language, in a fifth of the time.

    None for a Vietnamese text that has lost accents: it wants a longer look.
    """
    known = lexicon()
    rows = known.rows(words_of(text))
    shapes = np.bincount(known.shapes.take(rows[:LANGUAGE_WORDS]), minlength=_SHAPES)
    script = _script(shapes)
    if script != ENGLISH and not _has_accents(shapes):
        return None
    exact, folded = known.exact[script].take(rows), known.folded[script].take(rows)
    kept = np.flatnonzero(exact | folded)
    if len(kept) < len(rows):
        rows, exact, folded = rows.take(kept), exact.take(kept), folded.take(kept)
    _held, asked = _streams(known, rows, (exact, folded), None, pairs=pairs)
    return asked, "en" if script == ENGLISH else "vi"


def _streams(
    known: Lexicon,
    rows: NDArray[np.int32],
    words: tuple[Terms, Terms],
    apart: NDArray[np.bool_] | None,
    *,
    pairs: bool,
) -> tuple[Streams, Streams]:
    """Return what texts hold and ask for; ``apart`` tells where a word ends its text."""
    exact, folded = words
    none = exact[:0]
    if not folded.any():
        pair = _pairs(exact, apart) if pairs else none
        english = (exact, none, none, pair, none, none)
        return english, english
    pair, folded_pair = none, none
    if pairs:
        pair, folded_pair = _pairs(exact, apart), _folded_pairs(exact, folded, apart)
    accented = (known.shapes.take(rows) & ACCENTED) != 0
    held, asked = _bare(folded, folded_pair, accented)
    return (
        (exact, folded, held[0], pair, folded_pair, held[1]),
        (exact, folded, asked[0], pair, folded_pair, asked[1]),
    )


def _scripts(
    shapes: NDArray[np.uint8], text: NDArray[np.int64], place: NDArray[np.int64], texts: int
) -> NDArray[np.int64]:
    """Tell accented Vietnamese, Vietnamese without any accents and English apart.

    Decided by the first words: a fifth of accented words makes a text Vietnamese (four fifths are
    usual); otherwise three quarters of its words have to look like syllables, or two fifths and at
    least two like such as are no English stop words.
    """
    first = np.flatnonzero(place < LANGUAGE_WORDS)
    cell = shapes.take(first).astype(np.int64) * texts + text.take(first)
    found = np.bincount(cell, minlength=_SHAPES * texts).reshape(_SHAPES, texts)
    return np.array([_script(each) for each in found.T], np.int64)


def _script(found: NDArray[np.int64]) -> int:
    """Tell the script of a text by how many words of each shape it has."""
    counts = found.tolist()
    accented = counts[SPELT | SHAPED | TELLING | ACCENTED]
    telling = counts[SPELT | SHAPED | TELLING] + accented
    shaped = counts[SPELT | SHAPED] + telling
    spelt = counts[SPELT] + shaped
    syllables = 0 < spelt * 3 <= shaped * 4 or (telling > 1 and telling * 5 >= spelt * 2)
    if accented and (accented * 5 >= spelt or syllables):
        return VIETNAMESE
    return BARE if syllables else ENGLISH


def _has_accents(found: NDArray[np.int64]) -> bool:
    """Tell whether a Vietnamese text has about as many accents as one has that lost none."""
    counts = found.tolist()
    accented = counts[SPELT | SHAPED | TELLING | ACCENTED]
    shaped = sum(count for shape, count in enumerate(counts) if shape & SHAPED)
    return bool(accented >= ACCENTED_SHARE * shaped)


def _pairs(exact: Terms, apart: NDArray[np.bool_] | None) -> Terms:
    """Join neighbours as written."""
    pair = np.zeros_like(exact)
    first, second = exact[:-1], exact[1:]
    missing = (first == 0) | (second == 0)
    pair[:-1] = join(first, second)
    pair[:-1][missing if apart is None else missing | apart] = 0
    return pair


def _folded_pairs(exact: Terms, folded: Terms, apart: NDArray[np.bool_] | None) -> Terms:
    """Join neighbours without accents, where either had any to lose."""
    pair = np.zeros_like(folded)
    bare = np.where(folded != 0, folded, exact)
    missing = (folded[:-1] | folded[1:]) == 0
    pair[:-1] = join(bare[:-1], bare[1:]) * _FOLDED_MULTIPLIER
    pair[:-1][missing if apart is None else missing | apart] = 0
    return pair


def _bare(
    folded: Terms, pairs: Terms, accented: NDArray[np.bool_]
) -> tuple[tuple[Terms, Terms], tuple[Terms, Terms]]:
    """Return the words and pairs that were written without accents, and those to be asked for."""
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


def join(left: Terms, right: Terms) -> Terms:
    """Mix the terms of two words into the term of their pair."""
    mixed: Terms = (left * _MULTIPLIER) ^ (right >> _HALF) ^ (right << _HALF)
    return mixed * _MULTIPLIER | _ONE


def term_name(analysis: Analysis, kind: int, at: int) -> str:
    """Return the term of a kind that begins at a word, as it is spelt: "~may say"."""
    script = int(analysis.scripts[analysis.text[at]])
    if script == BARE and kind in {WORD, PAIR}:
        script = VIETNAMESE
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


def summed(streams: Streams) -> tuple[Terms, NDArray[np.float64], NDArray[np.int64]]:
    """Return (terms, counts, kinds) of what is in ``streams``."""
    parts = [(kind, stream[stream != 0]) for kind, stream in enumerate(streams) if len(stream)]
    if not parts:
        return np.zeros(0, np.uint64), np.zeros(0), np.zeros(0, np.int64)
    found = np.concatenate([terms for _, terms in parts])
    kinds = np.repeat([kind for kind, _ in parts], [len(terms) for _, terms in parts])
    order = found.argsort(kind="stable")
    found = found.take(order)
    fresh = np.ones(len(found), bool)
    np.not_equal(found[1:], found[:-1], out=fresh[1:])
    starts = fresh.nonzero()[0]
    counts = np.bincount(fresh.cumsum() - 1, minlength=len(starts)).astype(np.float64)
    return found.take(starts), counts, kinds.take(order.take(starts))
