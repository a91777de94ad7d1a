"""Reduce English words to their stems, so that "dryers" meets "drying"."""

import re
from functools import lru_cache
from typing import Final

from Stemmer import Stemmer

_ENGLISH_WORD: Final = re.compile("[a-z]{3,40}")
_PORTER_2: Final = Stemmer("english")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the Porter2 stem of a lower-case English word; leave anything else as it is.

    M. F. Porter, "Snowball: a language for stemming algorithms", 2001; measured to gain a little
    over the algorithm of 1980.

    >>> [stem(word) for word in ("drying", "dryers", "optimization", "máy")]
    ['dri', 'dryer', 'optim', 'máy']
    """
    return str(_PORTER_2.stemWord(word)) if _ENGLISH_WORD.fullmatch(word) else word
