"""Sentences for made-up deals, from ``phrases.csv``, filled with what is known of each."""

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from random import Random

from matchmaker.services.seed.rows import read

_SLOT = re.compile(r"\{(\w+)\}")


class Phrases:
    """What may be said on an occasion; one whose blanks cannot be filled is left out."""

    def __init__(self, folder: Path, chance: Random) -> None:
        self._chance = chance
        self._said: dict[str, list[str]] = defaultdict(list)
        for row in read(folder / "phrases.csv"):
            self._said[row["occasion"]].append(row["text"])

    def say(self, occasion: str, known: Mapping[str, str] = {}) -> str:
        """Return a sentence for ``occasion``, its blanks filled with what is ``known``."""
        possible = [text for text in self._said[occasion] if _slots(text) <= known.keys()]
        return self._chance.choice(possible or [""]).format_map(known)

    def several(self, occasion: str, known: Mapping[str, str], most: int) -> list[str]:
        """Return up to ``most`` different sentences for ``occasion``."""
        possible = [text for text in self._said[occasion] if _slots(text) <= known.keys()]
        count = min(most, len(possible))
        return [text.format_map(known) for text in self._chance.sample(possible, count)]

    def all(self, occasion: str) -> list[str]:
        """Return every sentence for ``occasion`` as it was written."""
        return self._said[occasion]


def _slots(text: str) -> set[str]:
    return set(_SLOT.findall(text))
