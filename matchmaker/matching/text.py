"""Turn a posting, in Vietnamese or English, into the terms that are counted.

Vietnamese: syllables and pairs of neighbouring syllables, each twice: as written ("máy sấy") and,
in a namespace of its own, without accents ("~may say"). A text that has no accents at all is read
in that namespace only, so "may say mit" finds "máy sấy mít" as easily as "may say mit"; who writes
the accents is answered better. No word segmenter, no stop words: both were measured to lose.
English: Porter stems and pairs of them, without the commonest words.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from matchmaker.matching.stemming import stem
from matchmaker.matching.syllables import is_syllable

Language = Literal["vi", "en"]
_Script = Literal["vi", "bare", "en"]

#: Characters of a text that are analysed. A posting has a few thousand; the rest of a huge paste
#: would only make everybody wait.
ANALYSED_LENGTH = 200_000
#: Words by which the language of a text is told.
LANGUAGE_WORDS = 200
#: Starts a term without its accents.
FOLDED = "~"

_INVISIBLE = "\x00\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_MARKS = "\u0300-\u036f"
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLE}]+")
_MARK_RUN = re.compile(f"[{_MARKS}]+")
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}{_INVISIBLE}])*")
_VIETNAMESE_LETTER = re.compile(
    "[ăâđêôơưàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ]"
)
_TONE_STYLES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_OTHER_TONE_STYLE = re.compile(rf"(?<!q)(?:{'|'.join(_TONE_STYLES)})(?![\w{_MARKS}])")
#: Words on scikit-learn's English list that a technology may well be about.
_NOT_STOP_WORDS = frozenset({"bill", "computer", "cry", "detail", "fill", "fire", "mill", "system"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, normalised, and where it stands in the original text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """The terms of a text, once for each time they occur, and its length in words."""

    words: int
    terms: list[str]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A term at the place where it was met; a pair reaches from its first word to its second."""

    term: str
    tokens: tuple[Token, ...]


def normalise(text: str) -> str:
    r"""Write equal texts equally: NFC, lower case, one tone-mark style, nothing invisible.

    >>> normalise("MÁY  Sấy\u200b Hoà Bình")
    'máy sấy hòa bình'
    """
    text = unicodedata.normalize("NFC", visible(text).lower())
    return " ".join(_OTHER_TONE_STYLE.sub(lambda found: _TONE_STYLES[found[0]], text).split())


def visible(text: str) -> str:
    """Compose ``text`` (NFC) and drop NUL, zero-width and direction characters."""
    return unicodedata.normalize("NFC", _INVISIBLE_RUN.sub("", text))


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Take the accents off, as people do who type without them.

    >>> fold("Đường thốt nốt")
    'Duong thot not'
    """
    bare = _MARK_RUN.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare.replace("đ", "d").replace("Đ", "D"))


def tokenize(text: str) -> list[Token]:
    """Return the words of ``text`` with their positions in it, as far as it is analysed.

    >>> tokenize("Máy SẤY!")
    [Token(text='máy', start=0, end=3), Token(text='sấy', start=4, end=7)]
    """
    found = _WORD.finditer(text, 0, ANALYSED_LENGTH)
    return [Token(normalise(word[0]), word.start(), word.end()) for word in found]


def language_of(text: str) -> Language:
    """Say which language ``text`` is written in; unaccented Vietnamese counts as Vietnamese.

    >>> [language_of(text) for text in ("máy sấy mít", "may say mit", "drying of jackfruit")]
    ['vi', 'vi', 'en']
    """
    return "en" if _script(_words(text)) == "en" else "vi"


def terms(text: str) -> list[str]:
    """Return the terms of ``text``, once for each time they occur.

    >>> terms("Máy sấy")
    ['máy', '~may', 'sấy', '~say', 'máy sấy', '~may say']
    >>> terms("may say")
    ['~may', '~say', '~may say']
    >>> terms("the drying of mangoes")
    ['dry', 'mango', 'dry mango']
    """
    return analyse(text).terms


def analyse(text: str) -> Analysis:
    """Return the terms of ``text`` and the number of words that they were made of."""
    words = _words(text)
    script = _script(words)
    forms = [_forms(word, script) for word in words if not _is_stopped(word, script)]
    singles = [form for both in forms for form in both if form]
    pairs = [pair for two in pairwise(forms) for pair in _pairs(*two)]
    return Analysis(len(forms), singles + pairs)


def occurrences(text: str) -> Iterator[Occurrence]:
    """Yield the same terms as ``terms`` does, with the words that they came from."""
    tokens = tokenize(text)
    script = _script([token.text for token in tokens])
    kept = [token for token in tokens if not _is_stopped(token.text, script)]
    forms = [_forms(token.text, script) for token in kept]
    for token, both in zip(kept, forms, strict=True):
        yield from (Occurrence(form, (token,)) for form in both if form)
    for i in range(len(kept) - 1):
        yield from (Occurrence(pair, (kept[i], kept[i + 1])) for pair in _pairs(*forms[i : i + 2]))


def is_pair(term: str) -> bool:
    """Tell a term of two words from a term of one."""
    return " " in term


def is_stop_word(word: str) -> bool:
    """Tell the commonest English words, which say nothing of a text."""
    return word in _stop_words()


def _words(text: str) -> list[str]:
    """Return what ``tokenize`` finds, without the positions and much faster."""
    return _WORD.findall(normalise(text[:ANALYSED_LENGTH]))


def _script(words: list[str]) -> _Script:
    """Tell accented Vietnamese, Vietnamese without any accents ("bare") and English apart.

    Decided by the first words, those with Vietnamese letters before the others: a fifth of accented
    words makes a text Vietnamese (four fifths are usual); otherwise three quarters of its words
    have to look like syllables.
    """
    spelt = [word for word in words[:LANGUAGE_WORDS] if word.isalpha() and not _is_unit(word)]
    shaped = [word for word in spelt if is_syllable(fold(word))]
    accented = sum(map(_is_accented, shaped))
    if accented and accented * 5 >= len(spelt):
        return "vi"
    if shaped and len(shaped) * 4 >= len(spelt) * 3:
        return "vi" if accented else "bare"
    return "en"


def _is_unit(word: str) -> bool:
    """Tell "kg" and "kwh", which belong to no language: no vowel in them."""
    return word.isascii() and not set(word) & set("aeiouy")


@lru_cache(maxsize=1 << 16)
def _is_accented(word: str) -> bool:
    return not word.isascii() and _VIETNAMESE_LETTER.search(word) is not None


@lru_cache(maxsize=1 << 17)
def _forms(word: str, script: _Script) -> tuple[str, str]:
    """Return a word's own term and its folded one ("" where it has none).

    In a Vietnamese text a word that is no syllable ("sensors", "IoT") is taken for English.
    """
    if word.isascii() and (script == "en" or not is_syllable(word)):
        return stem(word), ""
    return "" if script == "bare" else word, FOLDED + fold(word)


@lru_cache(maxsize=1 << 16)
def _pairs(first: tuple[str, str], second: tuple[str, str]) -> tuple[str, ...]:
    """Join two neighbours as written and, where either was folded, once more without accents."""
    exact = (f"{first[0]} {second[0]}",) if first[0] and second[0] else ()
    if not (first[1] or second[1]):
        return exact
    left, right = (folded.removeprefix(FOLDED) or own for own, folded in (first, second))
    return *exact, f"{FOLDED}{left} {right}"


def _is_stopped(word: str, script: _Script) -> bool:
    return script == "en" and is_stop_word(word)


@cache
def _stop_words() -> frozenset[str]:
    """Return scikit-learn's English stop words; imported late, since that takes a second."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS) - _NOT_STOP_WORDS
