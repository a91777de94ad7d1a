"""Say why a document was proposed: the terms both sides share, as people would name them.

The ranking counts "máy", "~may", "máy sấy" and "~may say" apart. A reader wants to see "máy sấy"
once. So the parts of the score are gathered: what differs by accents only goes together, and a
shared pair takes over its two words, the strongest pair first.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.lexicon import Terms
from matchmaker.matching.occurrences import Asking, Found, Texts
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


_NOWHERE: Final = Found({}, {})

Key = TypeVar("Key")


class SharedTerm(NamedTuple):
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
    asked: Asked, held: Doubles, query: Asking, documents: Texts, which: NDArray[np.bool_]
) -> dict[int, Explanation]:
    """Gather the parts need · held of some documents' scores into terms as people name them.

    ``held`` has a row a document and a column a term of the query; the answer is by row.
    """
    terms, needs, held = _shared_by(asked, held, which)
    parts, wanted, names = (needs * held).tolist(), needs.tolist(), query.names(terms)
    mine, theirs = query.found(terms)[0], documents.found(terms)
    return {
        each: _explanation(parts[each], wanted, names, (mine, theirs[each]))
        for each in np.flatnonzero(which).tolist()
    }


def translations_of(
    asked: Asked, held: Doubles, documents: Texts, which: NDArray[np.bool_]
) -> dict[int, Explanation]:
    """Explain documents in the other language, term by term by the phrase that asked for it."""
    terms, needs, held = _shared_by(asked, held, which)
    parts, wanted, origins = (needs * held).tolist(), needs.tolist(), _origins(asked, terms)
    theirs = documents.found(terms)
    return {
        each: _translation(parts[each], wanted, origins, theirs[each])
        for each in np.flatnonzero(which).tolist()
    }


def _shared_by(
    asked: Asked, held: Doubles, which: NDArray[np.bool_]
) -> tuple[Terms, Doubles, Doubles]:
    """Return the terms that some of the documents hold, their needs, and how much is held."""
    shared = np.flatnonzero(held[which].any(axis=0))
    return asked.terms[shared], asked.needs[shared], held[:, shared]


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
                origin = origins.setdefault(number, _Origin(phrase, rendering.text, Found({}, {})))
                if origin.phrase == phrase:
                    spot = name, None, hit.start, hit.end
                    origin.found.forms[phrase] = origin.found.spots[spot] = None
    return origins


def _translation(
    parts: Sequence[float],
    needs: Sequence[float],
    origins: Mapping[int, _Origin],
    theirs: Mapping[int, Found],
) -> Explanation:
    """Gather parts by phrase; what was asked in the document's own language has its own words."""
    phrases = {
        term: origins[term].phrase if term in origins else next(iter(found.forms))
        for term, found in theirs.items()
    }
    mine = {term: origin.found for term, origin in origins.items()}
    score = math.fsum(parts)
    shared = []
    for phrase, terms in _by_name(phrases).items():
        terms.sort(key=lambda term: (-parts[term], -term))
        strongest = origins.get(terms[0])
        translation = strongest.rendering if strongest else phrase
        names = phrase, "" if fold(translation).lower() == fold(phrase) else translation
        part, wanted = (math.fsum(each[term] for term in terms) for each in (parts, needs))
        sides = _joined(mine, terms), _joined(theirs, terms)
        shared.append(_shared(names, part, wanted, score, sides))
    return Explanation(score, tuple(sorted(shared, key=lambda term: (-term.share, term.term))))


def _explanation(
    parts: Sequence[float],
    needs: Sequence[float],
    names: Sequence[str],
    sides: tuple[Mapping[int, Found], Mapping[int, Found]],
) -> Explanation:
    """Gather parts by name, and names under the terms that are shown."""
    mine, theirs = sides
    score = math.fsum(parts)
    terms_of = _by_name({term: names[term] for term in theirs})
    found = {name: (_joined(mine, its), _joined(theirs, its)) for name, its in terms_of.items()}
    shown = {name: _shown(one.forms, other.forms) for name, (one, other) in found.items()}
    sums = {name: sum([parts[term] for term in its]) for name, its in terms_of.items()}
    shared = []
    for holder, its in _by_name(_holders(sums, shown)).items():
        wanted = sum([needs[term] for name in its for term in terms_of[name]])
        part = sum([sums[name] for name in its])
        shared.append(_shared((shown[holder], ""), part, wanted, score, found[holder]))
    return Explanation(score, tuple(sorted(shared, key=lambda term: (-term.share, term.term))))


def _by_name(names: Mapping[Key, str]) -> dict[str, list[Key]]:
    """Gather what has one name."""
    gathered: dict[str, list[Key]] = defaultdict(list)
    for key, name in names.items():
        gathered[name].append(key)
    return gathered


def _joined(found: Mapping[int, Found], terms: Sequence[int]) -> Found:
    """Return where any of some terms stand."""
    if len(terms) == 1:
        return found.get(terms[0], _NOWHERE)
    joined = Found({}, {})
    for each in (found[term] for term in terms if term in found):
        joined.forms.update(each.forms)
        joined.spots.update(each.spots)
    return joined


def _shown(asked: Mapping[str, None], held: Mapping[str, None]) -> str:
    """Choose the form to show: written by both sides, else the one with the most accents.

    Two words that differ by their accents ("đổi", "đội") are shown as what they are, both.
    """
    if asked == held and len(asked) == 1:
        return next(iter(asked))
    both = [form for form in asked if form in held]
    one, other = (max(both or side, key=_accents) for side in (asked, held))
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


def _names_a_thing(pair: str) -> bool:
    return _GRAMMAR.isdisjoint(pair.split(" "))


def _shared(
    names: tuple[str, str], part: float, wanted: float, score: float, sides: tuple[Found, Found]
) -> SharedTerm:
    (query, document), (shown, translation) = sides, names
    return SharedTerm(shown, part / score, wanted, part / wanted, query, document, translation)
