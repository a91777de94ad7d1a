"""What a search may have meant, where a word of it stands in no posting: offered, never done."""

from collections.abc import Iterable
from dataclasses import dataclass

from matchmaker.matching.text import tokenize
from matchmaker.services.engine import search_index
from matchmaker.web.extensions import db
from matchmaker.web.paging import Pairs, address, without


@dataclass(frozen=True, slots=True)
class Correction:
    """Words that were found nowhere, and the query put right with the address that asks it."""

    unknown: tuple[str, ...]
    query: str
    url: str


def correction(query: str, sides: Iterable[str], path: str, pairs: Pairs) -> Correction | None:
    """Correct ``query`` by the words of the postings of ``sides``; the other ``pairs`` are kept.

    The words come from what the engine reads, where nobody behind a blind need is named.
    """
    written = [query[token.start : token.end] for token in tokenize(query)]
    indexes = [search_index.present(db.session, side) for side in sides if written]
    corrected = [
        dict(zip(written, index.spelling.correction(query).split(), strict=False))
        for index in indexes
    ]
    better = {word: right for each in corrected for word, right in each.items() if word != right}
    unknown = tuple(
        word
        for word in better
        if all(
            each.get(word, word) != word or not index.query(word, 1)
            for each, index in zip(corrected, indexes, strict=True)
        )
    )
    if not unknown:
        return None
    right = " ".join(better[word] if word in unknown else word for word in written)
    return Correction(unknown, right, address(path, [("q", right), *without(pairs, "q")]))
