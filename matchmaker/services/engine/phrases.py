"""Shared terms as people say them: "tiêu thụ điện", not "thụ điện".

The engine counts neighbours two by two, so a longer expression comes in pieces: "tiêu thụ" and
"thụ điện". A piece that neither text ever has without the next one is torn; it is shown as the
whole, with its own share. Shares are only added up, so they still make the score.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise, permutations
from typing import Final

from matchmaker.matching.explanation import SharedTerm
from matchmaker.matching.occurrences import Found, Spot
from matchmaker.matching.text import fold, word_spans

#: Words of the longest expression; two texts that repeat each other are not one term.
LONGEST: Final = 4
#: Words of grammar that end an expression: "COD đầu ra".
_TAILS: Final = frozenset({"ra", "vào"})


def joined(terms: Sequence[SharedTerm]) -> list[SharedTerm]:
    """Put torn pieces together; the heaviest first, as before."""
    pieces = [term for term in terms if _is_piece(term)]
    whole = [term for term in terms if not _is_piece(term)]
    while more := _once_joined(pieces):
        pieces = more
    named = [_with_capitals(_with_tail(term)) for term in (*pieces, *whole)]
    return sorted(named, key=lambda term: (-term.share, term.term))


def _is_piece(term: SharedTerm) -> bool:
    return " " in term.term and "~" not in term.term and not term.translation


def _once_joined(pieces: Sequence[SharedTerm]) -> list[SharedTerm]:
    """Join the first two that belong together; nothing where no two do."""
    for first, second in permutations(pieces, 2):
        if fold(first.term).split()[-1] == fold(second.term).split()[0]:
            both = _both(first, second)
            if both:
                return [
                    *both,
                    *(each for each in pieces if each is not first and each is not second),
                ]
    return []


def _both(first: SharedTerm, second: SharedTerm) -> list[SharedTerm]:
    """Return two pieces as one, beside the one that also stands alone; nothing if none is torn."""
    words = [*first.term.split(), *second.term.split()[1:]]
    query, document = (
        _together(one, other)
        for one, other in ((first.query, second.query), (first.document, second.document))
    )
    torn = [
        each
        for each in (first, second)
        if len(each.query.spots) == len(query) and len(each.document.spots) == len(document)
    ]
    if not (torn and query and document) or len(words) > LONGEST:
        return []
    alone = [each for each in (first, second) if each not in torn]
    return [_sum(torn, " ".join(words), _found(query), _found(document)), *alone]


def _together(first: Found, second: Found) -> list[Spot]:
    """Return where the second begins with the last word of the first, and no comma parts them."""
    ends = {(name, text, start): end for name, text, start, end in second.spots}
    spots = [
        (name, text, start, ends[name, text, end])
        for name, text, start, end in first.spots
        if (name, text, end) in ends
    ]
    return [spot for spot in spots if _runs_on(*spot)]


def _runs_on(_name: str, text: str | None, first: int, last: int) -> bool:
    """Tell words with nothing but space between them."""
    spans = word_spans(text or "")[first : last + 1]
    return all((text or "")[end:start].isspace() for (_, end), (start, _) in pairwise(spans))


def _found(spots: Iterable[Spot]) -> Found:
    places = dict.fromkeys(spots)
    return Found(dict.fromkeys(_slice(spot).lower() for spot in places), places)


def _slice(spot: Spot) -> str:
    """Return what stands at a spot, as it was written."""
    _name, text, first, last = spot
    if text is None:
        return ""
    spans = word_spans(text)[first : last + 1]
    return " ".join(text[start:end] for start, end in spans)


def _sum(torn: Sequence[SharedTerm], name: str, query: Found, document: Found) -> SharedTerm:
    asked = sum(each.query_weight for each in torn)
    held = sum(each.query_weight * each.document_weight for each in torn)
    share = sum(each.share for each in torn)
    return SharedTerm(name, share, asked, held / asked, query, document)


def _with_tail(term: SharedTerm) -> SharedTerm:
    """Let a piece end with the word of grammar that always follows it on both sides."""
    if not _is_piece(term):
        return term
    spots = [*term.query.spots, *term.document.spots]
    following = {_slice((name, text, last + 1, last + 1)).lower() for name, text, _, last in spots}
    if len(following) != 1 or not following <= _TAILS:
        return term
    query, document = (
        _found((name, text, first, last + 1) for name, text, first, last in side.spots)
        for side in (term.query, term.document)
    )
    return term._replace(term=f"{term.term} {following.pop()}", query=query, document=document)


def _with_capitals(term: SharedTerm) -> SharedTerm:
    """Write "COD" where the need does so, unless all of it is in capitals."""
    written = {
        word
        for spot in term.query.spots
        if spot[1] and not spot[1].isupper()
        for word in _slice(spot).split()
        if len(word) > 1 and word.isupper()
    }
    capitals = {word.lower(): word for word in written}
    return term._replace(term=" ".join(capitals.get(word, word) for word in term.term.split(" ")))
