"""The shape of a Vietnamese syllable, by which unaccented Vietnamese is told from English.

"may say mit" carries no accent, and "may" is an English stop word; but all three have the shape
onset + rhyme that Vietnamese spelling allows, and few English words longer than three letters do.
"""

import re
from functools import lru_cache

_ONSETS = "b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x"
_RHYMES = (
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|e|ec|ech|em|en|eng|enh|eo|ep|"
    "et|eu|i|ia|ich|iec|iem|ien|ieng|iep|iet|ieu|im|in|inh|ip|it|iu|o|oa|oac|"
    "oach|oai|oam|oan|oang|oanh|oap|oat|oay|oc|oe|oen|oeo|oet|oi|om|on|ong|op|"
    "ot|u|ua|uan|uang|uat|uay|uc|ue|uech|uenh|ui|um|un|ung|uo|uoc|uoi|uom|uon|"
    "uong|uop|uot|uou|up|ut|uu|uy|uya|uych|uyen|uyet|uynh|uyt|uyu|y|yem|yen|yet|"
    "yeu"
)
_SYLLABLE = re.compile(f"(?:{_ONSETS})?(?:{_RHYMES})")
_NOT_Y = re.compile("(?:[bcdgnprvx]|ch|gi|kh|ng|nh|ph|th|tr)y")


@lru_cache(maxsize=1 << 16)
def is_syllable(folded: str) -> bool:
    """Tell whether a lower-case word without accents could be a Vietnamese syllable.

    >>> [is_syllable(word) for word in ("nghieng", "may", "dryer", "by", "kg")]
    [True, True, False, False, False]
    """
    return _SYLLABLE.fullmatch(folded) is not None and _NOT_Y.fullmatch(folded) is None
