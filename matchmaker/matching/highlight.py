"""Find shared terms in a text as people wrote it, for ``<mark>``."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from matchmaker.matching.stemming import stem
from matchmaker.matching.text import Token, fold, is_stop_word, tokenize

#: Words that may stand between the two of an English pair: "drying [of the] mangoes".
_GAP: Final = 2

Span = tuple[int, int, str]


def spans(text: str, terms: Iterable[str]) -> list[Span]:
    """Return where ``terms`` occur in ``text``: (start, end, term), in order, not overlapping.

    English words agree by their stems. Accents have to agree where both sides have them; a word
    without accents agrees with any. Of two terms that begin at one word the longer is taken; one
    that begins inside another is marked from where that ends.

    >>> spans("Cần MÁY SẤY mít", ["may say", "sấy mít"])
    [(4, 11, 'may say'), (12, 15, 'sấy mít')]
    """
    tokens = tokenize(text)
    by_first = _by_first_word(terms)
    found: list[Span] = []
    marked = 0
    for place in range(len(tokens)):
        end, term = _longest(tokens, place, by_first)
        if end > marked:
            found.append((tokens[max(place, marked)].start, tokens[end - 1].end, term))
            marked = end
    return found


def _by_first_word(terms: Iterable[str]) -> Mapping[str, list[tuple[list[str], str]]]:
    """Arrange the terms, as words, by the comparable form of their first word, longest first."""
    by_first: dict[str, list[tuple[list[str], str]]] = {}
    for term in dict.fromkeys(terms):
        words = [token.text for token in tokenize(term)]
        if words:
            by_first.setdefault(_comparable(words[0]), []).append((words, term))
    for candidates in by_first.values():
        candidates.sort(key=lambda candidate: -len(candidate[0]))
    return by_first


def _longest(
    tokens: Sequence[Token], start: int, by_first: Mapping[str, list[tuple[list[str], str]]]
) -> tuple[int, str]:
    """Return where the longest term beginning at ``start`` ends (0 if there is none), and it."""
    for words, term in by_first.get(_comparable(tokens[start].text), ()):
        end = _end_of(words, tokens, start)
        if end:
            return end, term
    return 0, ""


def _end_of(words: Sequence[str], tokens: Sequence[Token], start: int) -> int:
    """Return the place after the last of ``words`` if they follow one another, 0 if not."""
    place = start
    for n, word in enumerate(words):
        limit = min(len(tokens), place + (_GAP if n else 0) + 1)
        while place < limit - 1 and not _agree(word, tokens[place].text):
            if not is_stop_word(tokens[place].text):
                return 0
            place += 1
        if place >= len(tokens) or not _agree(word, tokens[place].text):
            return 0
        place += 1
    return place


def _comparable(word: str) -> str:
    """Return what two words have to have in common at least."""
    return stem(fold(word))


def _agree(word: str, other: str) -> bool:
    if _comparable(word) != _comparable(other):
        return False
    return word == other or word.isascii() or other.isascii()
