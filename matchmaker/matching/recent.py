"""The part of an index that has changed since its generation was written: a few documents.

Every process keeps its own, in memory. A new text is appended; an old one is only marked as gone.
"""

from array import array
from collections import Counter

import numpy as np

from matchmaker.matching.postings import Integers, Postings
from matchmaker.matching.weighting import Floats, halves


class Recent:
    """Posting lists by term that grow, measured by the mean length of the generation below."""

    def __init__(self, mean: float) -> None:
        self.mean = mean
        self.keys: list[int] = []
        self.lengths = array("f")
        self.languages = array("B")
        self.words: set[str] = set()
        self.gone: set[int] = set()
        self.lists: dict[int, tuple[array[int], array[float]]] = {}
        self.removed: Counter[int] = Counter()
        self._places: dict[int, int] = {}
        self._terms: list[tuple[list[int], list[float]]] = []

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def put(self, part: Postings) -> None:
        """Take the document in that ``part`` holds alone; one with the same key must be gone."""
        if not self.mean:
            self.mean = float(part.lengths[0])
        place, terms, counts = len(self.keys), part.terms.tolist(), part.counts.tolist()
        half = float(halves(part.lengths, self.mean)[0])
        for term, count in zip(terms, counts, strict=True):
            documents, held = self.lists.setdefault(term, (array("i"), array("f")))
            documents.append(place)
            held.append(count / (count + half))
        self.keys.append(int(part.keys[0]))
        self.lengths.append(float(part.lengths[0]))
        self.languages.append(int(part.languages[0]))
        self.words |= part.words
        self._places[self.keys[-1]] = place
        self._terms.append((terms, counts))

    def remove(self, key: int) -> None:
        """Mark the document as gone; KeyError if it is not here."""
        place = self._places.pop(key)
        self.gone.add(place)
        self.removed.update(self._terms[place][0])
        self._terms[place] = ([], [])

    def frequency(self, term: int) -> int:
        """Return how many of its documents have a term."""
        listed = self.lists.get(term)
        return len(listed[0]) - self.removed[term] if listed else 0

    def place(self, key: int) -> int:
        """Return the place of a document, -1 if it is not here."""
        return self._places.get(key, -1)

    def postings(self) -> Postings:
        """Return the documents that are left."""
        alive = [place for place in range(len(self)) if place not in self.gone]
        owner = np.repeat(np.arange(len(alive)), [len(self._terms[p][0]) for p in alive])
        found = np.array([t for p in alive for t in self._terms[p][0]], np.uint64)
        counts = np.array([c for p in alive for c in self._terms[p][1]], np.float32)
        terms, columns = np.unique(found, return_inverse=True)
        order = np.lexsort((owner, columns))
        sizes = np.bincount(columns, minlength=len(terms))
        lengths: Floats = np.array([self.lengths[p] for p in alive], np.float32)
        keys: Integers = np.array([self.keys[p] for p in alive], np.int64)
        return Postings(
            terms,
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            owner[order].astype(np.int32),
            counts[order],
            keys,
            lengths,
            np.array([self.languages[p] for p in alive], np.uint8),
            frozenset(self.words),
        )
