"""Say why a document was proposed: the terms both sides share, as people would name them.

The ranking counts "máy", "~may", "máy sấy" and "~may say" apart. A reader wants to see "máy sấy"
once. So the parts of the score are gathered: what differs by accents only goes together, and a
shared pair takes over its two words, the strongest pair first.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.lexicon import Terms
from matchmaker.matching.occurrences import Found, Texts
from matchmaker.matching.query import Asked
from matchmaker.matching.text import fold, is_pair, normalise
from matchmaker.matching.weighting import Doubles

#: Vietnamese words of grammar: they count in the score (leaving them out was measured to lose) but
#: a pair with one of them ("sấy và") is not shown as a term of its own.
_GRAMMAR: Final = frozenset(
    re.findall(
        r"\w+",
        """bị bằng cho chưa có còn của cùng cũng cần do để đã đang đến được gì hay hoặc khi không
        là lại làm mà một mỗi nên này ngoài nhiều như nhưng những ở phải qua ra rất sau sẽ tại theo
        thì các trên trong trước từ và vào vẫn về vì với đó""",
    )
)


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A term of both sides: its share of the score, where it stands and how it is written.

    ``query_weight`` is its part of all that the query asks for, ``document_weight`` how much of
    that the document holds, brevity counted in; their product is ``share`` times the score.
    ``query`` and ``document`` tell the fields, forms and places on either side; ``translation`` is
    what the document says where it says it in the other language.
    """

    term: str
    share: float
    query_weight: float
    document_weight: float
    query: Found
    document: Found
    translation: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score and its shared terms, the heaviest first; their shares add up to 1."""

    score: float
    terms: tuple[SharedTerm, ...]


def explanations_of(
    asked: Asked, held: Doubles, query: Texts, documents: Texts, which: NDArray[np.bool_]
) -> dict[int, Explanation]:
    """Gather the parts need · held of some documents' scores into terms as people name them.

    ``held`` has a row a document and a column a term of the query; the answer is by row.
    """
    shared = np.flatnonzero(held[which].any(axis=0))
    terms, needs, held = asked.terms[shared], asked.needs[shared], held[:, shared]
    names = query.names(terms)
    mine = query.found(terms).get(0, {})
    theirs = documents.found(terms)
    return {
        each: _explanation(needs, held[each], names, mine, theirs.get(each, {}))
        for each in np.flatnonzero(which).tolist()
    }


def translations_of(
    asked: Asked, held: Doubles, documents: Texts, which: NDArray[np.bool_]
) -> dict[int, Explanation]:
    """Explain documents in the other language, term by term by the phrase that asked for it."""
    shared = np.flatnonzero(held[which].any(axis=0))
    terms, needs, held = asked.terms[shared], asked.needs[shared], held[:, shared]
    origins = _origins(asked, terms)
    theirs = documents.found(terms)
    return {
        each: _translation(needs, held[each], origins, theirs.get(each, {}))
        for each in np.flatnonzero(which).tolist()
    }


class _Origin(NamedTuple):
    """The phrase that asked for a term, what it was turned into, and where it stands."""

    phrase: str
    rendering: str
    found: Found


def _origins(asked: Asked, terms: Terms) -> Mapping[int, _Origin]:
    """Say by number of the term which phrase asked for it first."""
    numbers = {term: number for number, term in enumerate(terms.tolist())}
    origins: dict[int, _Origin] = {}
    for name, hit in asked.hits:
        phrase = normalise(hit.phrase)
        for rendering in hit.renderings:
            for number in (numbers[t] for t in rendering.terms.tolist() if t in numbers):
                origin = origins.setdefault(number, _Origin(phrase, rendering.text, Found()))
                if origin.phrase == phrase:
                    origin.found.fields[name] = origin.found.forms[phrase] = None
                    origin.found.spots[name, None, hit.start, hit.end] = None
    return origins


def _translation(
    needs: Doubles,
    held: Doubles,
    origins: Mapping[int, _Origin],
    theirs: Mapping[int, Found],
) -> Explanation:
    """Gather parts by phrase; what was asked in the document's own language has its own words."""
    parts = (needs * held).tolist()
    gathered: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for term, found in theirs.items():
        phrase = origins[term].phrase if term in origins else next(iter(found.forms))
        gathered[phrase].append((parts[term], term))
    score = math.fsum(parts)
    shared = []
    for phrase, several in gathered.items():
        mine, other = Found(), Found()
        for _part, term in sorted(several, reverse=True):
            if term in origins:
                mine = mine.with_(origins[term].found)
            other = other.with_(theirs[term])
        part = math.fsum(each for each, _ in several)
        wanted = math.fsum(float(needs[term]) for _, term in several)
        strongest = origins.get(max(several)[1])
        translation = strongest.rendering if strongest else phrase
        names = phrase, "" if fold(translation).lower() == fold(phrase) else translation
        shared.append(_shared(names, part, wanted, score, (mine, other)))
    return Explanation(score, tuple(sorted(shared, key=lambda term: (-term.share, term.term))))


def _explanation(
    needs: Doubles,
    held: Doubles,
    names: Mapping[int, str],
    asked: Mapping[int, Found],
    theirs: Mapping[int, Found],
) -> Explanation:
    parts = (needs * held).tolist()
    score = math.fsum(parts)
    gathered: dict[str, float] = defaultdict(float)
    wanted: dict[str, float] = defaultdict(float)
    sides: dict[str, tuple[Found, Found]] = {}
    for term, found in theirs.items():
        name = names[term]
        gathered[name] += parts[term]
        wanted[name] += float(needs[term])
        if name in sides:
            mine, other = sides[name]
            sides[name] = mine.with_(asked[term]), other.with_(found)
        else:
            sides[name] = asked[term], found
    shown = {name: _shown(*both) for name, both in sides.items()}
    holders = _holders(gathered, shown)
    weights = _by_holder(wanted, holders)
    shared = [
        _shared((shown[name], ""), part, weights[name], score, sides[name])
        for name, part in _by_holder(gathered, holders).items()
    ]
    return Explanation(score, tuple(sorted(shared, key=lambda term: (-term.share, term.term))))


def _shown(asked: Found, held: Found) -> str:
    """Choose the form to show: written by both sides, else the one with the most accents.

    Two words that differ by their accents ("đổi", "đội") are shown as what they are, both.
    """
    both = [form for form in asked.forms if form in held.forms]
    one, other = (max(both or side.forms, key=_accents) for side in (asked, held))
    if _accents_agree(one, other):
        return max(one, other, key=lambda form: (_accents(form), -len(form)))
    return f"{one} ~ {other}"


@lru_cache(maxsize=1 << 14)
def _accents(form: str) -> int:
    if form.isascii():
        return 0
    return sum(a != b for a, b in zip(form, fold(form), strict=False))


def _accents_agree(one: str, other: str) -> bool:
    """Tell whether no word has other accents on the one side than on the other."""
    words = zip(one.split(" "), other.split(" "), strict=False)
    return all(a == b or a.isascii() or b.isascii() for a, b in words)


def _holders(parts: Mapping[str, float], shown: Mapping[str, str]) -> Mapping[str, str]:
    """Let every pair take over its words, the heaviest pair first; grammar makes no pair."""
    holders = {name: name for name in parts if not is_pair(name)}
    pairs = sorted(filter(is_pair, parts), key=lambda name: (-parts[name], name))
    for pair in filter(lambda name: _names_a_thing(shown[name]), pairs):
        holders[pair] = pair
        for word in pair.split(" "):
            if holders.get(word) == word:
                holders[word] = pair
    for pair in filter(lambda name: not _names_a_thing(shown[name]), pairs):
        first, second = pair.split(" ")
        holders[pair] = holders[second if shown[first] in _GRAMMAR else first]
    return holders


def _by_holder(parts: Mapping[str, float], holders: Mapping[str, str]) -> Mapping[str, float]:
    """Add up the parts under the names that are shown."""
    sums: dict[str, float] = defaultdict(float)
    for name, part in parts.items():
        sums[holders[name]] += part
    return sums


def _names_a_thing(pair: str) -> bool:
    return _GRAMMAR.isdisjoint(pair.split(" "))


def _shared(
    names: tuple[str, str], part: float, wanted: float, score: float, sides: tuple[Found, Found]
) -> SharedTerm:
    (query, document), (shown, translation) = sides, names
    return SharedTerm(shown, part / score, wanted, part / wanted, query, document, translation)
