"""Words as people type them, made comparable: accents, tone-mark styles, invisible characters."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from matchmaker.matching.stop_words import STOP_WORDS

#: Characters of a text that are analysed. A posting has a few thousand; the rest of a huge paste
#: would only make everybody wait.
ANALYSED_LENGTH = 200_000
#: Starts a term without its accents, and one that was written without any.
FOLDED = "~"
BARE_MARK = "="

_INVISIBLE = "\x00\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_MARKS = "\u0300-\u036f"
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLE}]+")
_MARK_RUN = re.compile(f"[{_MARKS}]+")
_WORD = re.compile(rf"\w+(?:[{_MARKS}{_INVISIBLE}]+\w*)*")
#: Where words end in a text of plain letters, which is several times faster; NUL is invisible.
_BETWEEN_WORDS = {code: " " for code in range(128) if not chr(code).isalnum()} | {0: None}
_VIETNAMESE_LETTER = re.compile(
    "[ăâđêôơưàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ]"
)
_TONE_STYLES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_OTHER_TONE_STYLE = re.compile(rf"(?<!q)(?:{'|'.join(_TONE_STYLES)})(?![\w{_MARKS}])")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, normalised, and where it stands in the original text."""

    text: str
    start: int
    end: int


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
    if text.isascii():
        return text
    bare = _MARK_RUN.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare.replace("đ", "d").replace("Đ", "D"))


def tokenize(text: str) -> list[Token]:
    """Return the words of ``text`` with their positions in it, as far as it is analysed.

    >>> tokenize("Máy SẤY!")
    [Token(text='máy', start=0, end=3), Token(text='sấy', start=4, end=7)]
    """
    found = _WORD.finditer(_spaced(text))
    return [Token(normalise(word[0]), word.start(), word.end()) for word in found]


def is_pair(term: str) -> bool:
    """Tell a term of two words from a term of one."""
    return " " in term


def is_stop_word(word: str) -> bool:
    """Tell the commonest English words, which say nothing of a text."""
    return word in STOP_WORDS


def words_of(text: str) -> list[str]:
    """Return what ``tokenize`` finds, in lower case as it was written, and much faster."""
    text = _spaced(text).lower()
    return text.translate(_BETWEEN_WORDS).split() if text.isascii() else _WORD.findall(text)


@lru_cache(maxsize=64)
def word_spans(text: str) -> list[tuple[int, int]]:
    """Return where the words of ``text`` stand in it."""
    return [word.span() for word in _WORD.finditer(_spaced(text))]


def _spaced(text: str) -> str:
    """Return what is analysed of ``text``, underscores as the spaces that they stand for."""
    return text[:ANALYSED_LENGTH].replace("_", " ")


def is_unit(word: str) -> bool:
    """Tell "kg" and "kwh", which belong to no language: no vowel in them."""
    return word.isascii() and not set(word) & set("aeiouy")


@lru_cache(maxsize=1 << 16)
def is_accented(word: str) -> bool:
    """Tell a word with a letter that only Vietnamese has, or a tone."""
    return not word.isascii() and _VIETNAMESE_LETTER.search(word) is not None
