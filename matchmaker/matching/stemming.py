"""Reduce English words to their stems, so that "dryers" meets "drying".

The algorithm of M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980,
https://tartarus.org/martin/PorterStemmer/. A stemmer of our own because the usual packages bring a
data download or a compiler; and stemming at all because it was measured to add .01 to .03 nDCG@10.
"""

import re
from functools import lru_cache

_CONSONANTS = "[^aeiou][^aeiouy]*"
_VOWELS = "[aeiouy][aeiou]*"
_MEASURE_OVER_0 = re.compile(f"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}")
_MEASURE_OVER_1 = re.compile(f"(?:{_CONSONANTS})?(?:{_VOWELS}{_CONSONANTS}){{2}}")
_MEASURE_IS_1 = re.compile(f"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}(?:{_VOWELS})?$")
_HAS_VOWEL = re.compile(f"(?:{_CONSONANTS})?[aeiouy]")
_DOUBLE_CONSONANT = re.compile(r"([^aeiouylsz])\1$")
_SHORT_END = re.compile(f"{_CONSONANTS}[aeiouy][^aeiouwxy]$")
_ENGLISH_WORD = re.compile("[a-z]{3,40}")

_STEP_2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize",
    "bli": "ble", "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize",
    "ation": "ate", "ator": "ate", "alism": "al", "iveness": "ive", "fulness": "ful",
    "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble", "logi": "log",
}  # fmt: skip
_STEP_3 = {
    "icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": "",
}  # fmt: skip
_STEP_4 = "al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|ou|ism|ate|iti|ous|ive|ize|(?<=[st])ion"


def _longest_first(suffixes: dict[str, str]) -> re.Pattern[str]:
    return re.compile("(.+?)(" + "|".join(sorted(suffixes, key=len, reverse=True)) + ")")


_SUFFIX_2 = _longest_first(_STEP_2)
_SUFFIX_3 = _longest_first(_STEP_3)
_SUFFIX_4 = re.compile(f"(.+?)({_STEP_4})")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the Porter stem of a lower-case English word; leave anything else as it is.

    >>> [stem(word) for word in ("drying", "dryers", "optimization", "máy")]
    ['dry', 'dryer', 'optim', 'máy']
    """
    if not _ENGLISH_WORD.fullmatch(word):
        return word
    first = "Y" if word[0] == "y" else word[0]
    word = first + word[1:]
    word = _past_and_progressive(_plural(word))
    if word.endswith("y") and _HAS_VOWEL.match(word[:-1]):
        word = word[:-1] + "i"
    word = _replace(word, _SUFFIX_2, _STEP_2)
    word = _replace(word, _SUFFIX_3, _STEP_3)
    return _final_letters(_residue(word)).lower()


def _plural(word: str) -> str:
    """Take step 1a: caresses → caress, ponies → poni, cats → cat."""
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past_and_progressive(word: str) -> str:
    """Take step 1b: agreed → agree, hopping → hop, filing → file."""
    if word.endswith("eed"):
        return word[:-1] if _MEASURE_OVER_0.match(word[:-3]) else word
    for suffix in ("ed", "ing"):
        start = word.removesuffix(suffix)
        if start != word:
            return _mend(start) if _HAS_VOWEL.match(start) else word
    return word


def _mend(start: str) -> str:
    """Give back the letter that -ed or -ing had swallowed, or take the one it had doubled."""
    if start.endswith(("at", "bl", "iz")):
        return start + "e"
    if _DOUBLE_CONSONANT.search(start):
        return start[:-1]
    return start + "e" if _MEASURE_IS_1.match(start) and _SHORT_END.fullmatch(start) else start


def _replace(word: str, suffix: re.Pattern[str], replacements: dict[str, str]) -> str:
    """Take steps 2 and 3: relational → relate, hopeful → hope."""
    found = suffix.fullmatch(word)
    if found and _MEASURE_OVER_0.match(found[1]):
        return found[1] + replacements[found[2]]
    return word


def _residue(word: str) -> str:
    """Take step 4: drop a last suffix from a word long enough: adjustment → adjust."""
    found = _SUFFIX_4.fullmatch(word)
    return found[1] if found and _MEASURE_OVER_1.match(found[1]) else word


def _final_letters(word: str) -> str:
    """Take step 5: probate → probat, controll → control."""
    if word.endswith("e"):
        start = word[:-1]
        short = _MEASURE_IS_1.match(start) and not _SHORT_END.fullmatch(start)
        word = start if _MEASURE_OVER_1.match(start) or short else word
    return word[:-1] if word.endswith("ll") and _MEASURE_OVER_1.match(word[:-1]) else word
