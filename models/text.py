"""Stored text: cleaned on entry, with keys for sorting and for look-ups without accents."""

import re
import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: f"{position:02d}" for position, letter in enumerate(_LETTERS, start=20)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff]"
)


def clean(text: str) -> str:
    r"""Compose ``text`` (NFC), drop characters nobody sees, and use one kind of line end.

    >>> clean("ma\u0301y\u200b \x00bơm\r\n")
    'máy bơm\n'
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNSEEN.sub("", composed)


def fold(text: str) -> str:
    """Lower-case ``text`` and take its accents off, so that look-ups forgive missing ones.

    >>> fold("Máy sấy Mít Đồng Tháp")
    'may say mit dong thap'
    """
    lowered = unicodedata.normalize("NFD", clean(text).lower().replace("đ", "d"))
    bare = "".join(char for char in lowered if not unicodedata.combining(char))
    return " ".join(bare.split())


def sort_key(text: str) -> str:
    """Return a key that sorts as a Vietnamese dictionary does: letters first, then tones.

    Letters rank a ă â b c d đ e ê …; tones rank level, huyền, hỏi, ngã, sắc, nặng.

    >>> sorted(["Đà Nẵng", "Ăn", "Dung", "An", "Ân"], key=sort_key)
    ['An', 'Ăn', 'Ân', 'Dung', 'Đà Nẵng']
    """
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", clean(text).lower()):
        if char in _TONES:
            tones[-1:] = [_TONES[char]]
        elif unicodedata.combining(char) and letters:
            composed = unicodedata.normalize("NFC", letters[-1] + char)
            letters[-1] = composed
        else:
            letters.append(char)
            tones.append("0")
    ranks = "".join(_RANK.get(letter, f"0{letter}") for letter in letters)
    return f"{ranks} {''.join(tones)}"
