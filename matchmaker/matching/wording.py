"""Patterns of words that people type with their accents or without."""

import re
from collections.abc import Iterable

from matchmaker.matching.text import fold

_EXACT = "'"


def either(words: Iterable[str]) -> str:
    """Return a pattern of any of ``words``, with accents or without, none inside a longer word.

    One after an apostrophe is read only as it stands: "cu" may be "cũ" (old) or "củ" (tuber).

    >>> pattern = either(["dưới", "<", "'cũ"])
    >>> re.findall(pattern, "máy cũ dưới 5, may cu duoi 5, <5")
    ['cũ', 'dưới', 'duoi', '<']
    """
    forms = {form for word in words if word for form in _forms(word)}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    spelt = "|".join(re.escape(form) for form in longest_first if form[0].isalpha())
    signs = [re.escape(form) for form in longest_first if not form[0].isalpha()]
    whole_words = rf"(?<!\w)(?:{spelt})(?!\w)"
    return f"(?:{'|'.join([whole_words, *signs])})"


def _forms(word: str) -> tuple[str, ...]:
    return (word[1:],) if word.startswith(_EXACT) else (word, fold(word))
