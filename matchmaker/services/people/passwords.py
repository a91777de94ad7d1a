"""Passwords that are too easy to guess, told without asking another site.

After NIST SP 800-63B section 3.1.1.2: no rules of composition; a minimum length, and a comparison
with common passwords, with words of the context and with sequences.
"""

import re

from models.text import fold

SHORTEST = 10
LONGEST = 128
_FEWEST_CHARACTERS = 5
_LEAST_OWN_LETTERS = 4
_SHORTEST_WORD = 3

_COMMON = """
    password passw0rd passwort matkhau matkhaumoi khongbiet khongcomatkhau quenmatkhau dangnhap
    taikhoan anhyeuem emyeuanh yeuem yeuanh iloveyou loveyou ilovevietnam vietnam vietnamvodich
    toiyeuvietnam hanoi saigon hochiminh hochiminhcity thanhpho danang cantho haiphong admin
    administrator quantri quantrivien manager support helpdesk welcome welcomeback xinchao
    letmein changeme default guest demo test testing trustno1 dragon monkey football baseball
    superman batman princess sunshine master shadow michael jordan hunter killer starwars
    pokemon computer internet samsung iphone google facebook zalo youtube gmail yahoo khoahoc
    congnghe khoahoccongnghe doanhnghiep trungtam chuyengiao chuyengiaocongnghe bokhoahoc
    matchmaker qwerty qwertyuiop qwer asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc
    onetwothree motbabon motbabonnam nguyenvan nguyenthi nguyen tranvan bongda giadinh hanhphuc
    mayman thanhcong conyeu bame bomeyeu emiu vochong chongyeu voyeu abcdef abcdefg abcdefgh
    abcdefghij abc aaa
"""
COMMON = frozenset(_COMMON.split())
_RUNS = (
    "01234567890123456789",
    "1234567891011121314151617181920",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
_LOOKALIKES = str.maketrans("@013457$!", "aoleastsi")


def guessable(password: str, *context: str) -> bool:
    """Say whether ``password`` is common, a sequence, or little more than words of ``context``.

    >>> guessable("Matkhau@2026"), guessable("0987654321"), guessable("lua chin ngoai dong")
    (True, True, False)
    >>> guessable("lan.nguyen2026", "lan.nguyen@vien.vn")
    True
    """
    plain = fold(password).replace(" ", "")
    if len(set(plain)) < _FEWEST_CHARACTERS or _sequence(plain):
        return True
    words = COMMON | {word for text in context for word in _words(text)}
    return any(_mostly(version, words) for version in {plain, plain.translate(_LOOKALIKES)})


def _sequence(plain: str) -> bool:
    """Say whether ``plain`` walks along the digits, the alphabet or the keyboard."""
    return any(plain in run or plain[::-1] in run for run in _RUNS)


def _mostly(plain: str, words: frozenset[str]) -> bool:
    """Say whether little of one's own is left of ``plain`` without digits, marks and ``words``."""
    letters = re.sub(r"[\W\d_]+", "", plain)
    for word in sorted(words, key=len, reverse=True):
        letters = letters.replace(word, "")
    return len(letters) < _LEAST_OWN_LETTERS and any(char.isalpha() for char in plain)


def _words(text: str) -> set[str]:
    """Return the words of a name or an address that a guess would start from."""
    folded = fold(text)
    joined = re.sub(r"[\W\d_]+", "", folded.partition("@")[0])
    words = {joined, *re.split(r"[\W\d_]+", folded)}
    return {word for word in words if len(word) >= _SHORTEST_WORD}
