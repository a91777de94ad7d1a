"""Which needs and technologies made-up deals are about: those judged to fit, then the nearest."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

from matchmaker.services.seed.rows import read
from models import Need, Posting, PostingState, Technology
from models.text import fold

_SHOWN = {PostingState.PUBLISHED, PostingState.PAUSED, PostingState.TRANSFERRED}
_MOST_OF_A_NEED = 4
_FITS = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """A need, a technology, and whether one answers the other."""

    need: Need
    technology: Technology
    fits: bool


def choose(
    folder: Path,
    chance: Random,
    postings: Mapping[str, Posting],
    taken: Collection[tuple[int, int]],
    count: int,
) -> list[Pair]:
    """Return ``count`` pairs that are not ``taken``: the best first, then put in any order."""
    grades = {
        (row["need"], row["technology"]): int(row["grade"])
        for row in read(folder / "judgements.csv")
    }
    needs = {key: each for key, each in postings.items() if isinstance(each, Need)}
    technologies = {key: each for key, each in postings.items() if isinstance(each, Technology)}
    words = {key: _words(each) for key, each in postings.items()}
    ranked = sorted(
        (
            (_worth(needs[a], technologies[b], grades.get((a, b)), words[a] & words[b]), a, b)
            for a in needs
            for b in technologies
            if {needs[a].state, technologies[b].state} <= _SHOWN
            and (needs[a].id, technologies[b].id) not in taken
            and needs[a].organisation_id != technologies[b].organisation_id
        ),
        reverse=True,
    )
    found: list[Pair] = []
    uses: dict[str, int] = {}
    for worth, a, b in ranked:
        if len(found) == count:
            break
        if uses.get(a, 0) < _MOST_OF_A_NEED:
            uses[a] = uses.get(a, 0) + 1
            found.append(Pair(needs[a], technologies[b], fits=worth >= _FITS))
    chance.shuffle(found)
    return found


def _words(posting: Posting) -> frozenset[tuple[str, str]]:
    text = fold(f"{posting.title_vi} {getattr(posting, 'product', '')} {posting.keywords_vi}")
    syllables = text.split()
    return frozenset(pairwise(syllables))


def _worth(
    need: Need, technology: Technology, grade: int | None, shared: Collection[object]
) -> float:
    """Return the grade of a judged pair; others by the field and the words they share."""
    if grade is not None:
        return grade if grade else -1
    same = need.vn_field == technology.vn_field
    return (0.9 if same else 0) + len(shared) / 2
