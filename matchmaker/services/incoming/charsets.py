"""Bytes of a mail as text: what they are, not what their label says.

Vietnamese mail comes in UTF-8, Windows-1258 and, from old machines, TCVN3 (".VnTime"), the last
always and the others often under the label of Latin-1.
"""

import codecs
import re

from matchmaker.matching.syllables import is_syllable
from models.text import clean, fold

_OF_MANY_BYTES = {
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "gb2312",
    "gbk",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "iso2022_jp",
    "euc_kr",
}
_OF_ONE_BYTE = {"cp1258", "cp1252", "iso8859-15", "cp1251", "koi8-r", "cp874"}
_LATIN = ("cp1258", "cp1252")

_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
"""TCVN 5712:1993 (VN3), by the character that the same byte is in Latin-1."""


def decode(data: bytes, label: str = "") -> str:
    """Return ``data`` as text; never fails, unknown labels and bad bytes included.

    >>> decode("Máy sấy".encode(), "iso-8859-1")
    'Máy sấy'
    >>> decode("Đây là".encode("cp1258", "replace"), "nobody-knows")[:3]
    'Đây'
    >>> decode("§©y lµ thö nghiÖm ®­îc".encode("latin-1"), "us-ascii")
    'Đây là thử nghiệm được'
    """
    name = _known(label)
    if name in _OF_MANY_BYTES:
        return clean(data.decode(name, "replace"))
    try:
        return clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if name in _OF_ONE_BYTE - {"cp1252"}:
        return clean(data.decode(name, "replace"))
    readings = [_tcvn3(data), *(data.decode(each, "replace") for each in _LATIN)]
    return max(map(clean, readings), key=_likeness)


def _known(label: str) -> str:
    """Return the codec that ``label`` names; many of Python's are no encodings of text at all."""
    try:
        name = codecs.lookup(label.strip().replace("\0", "")).name
    except (LookupError, ValueError):
        return ""
    return name if name in _OF_MANY_BYTES | _OF_ONE_BYTE else ""


def _tcvn3(data: bytes) -> str:
    return "".join(_TCVN3.get(char, char) for char in data.decode("latin-1"))


def _likeness(text: str) -> float:
    """Say how much of what is accented in ``text`` can be Vietnamese: one wrong word costs more."""
    words = [word for word in re.findall(r"[^\W\d_]+", text[:20_000].lower()) if not word.isascii()]
    right = sum(is_syllable(fold(word)) for word in words)
    strange = len(re.findall(r"[\x80-\xbf\ufffd×÷]", text[:20_000]))
    return right - 2 * (len(words) - right) - 2 * strange
