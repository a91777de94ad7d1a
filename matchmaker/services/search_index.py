"""The published postings in the engine, one index a side, following the change log.

Each process keeps its own. Before each use one query reads the end of the log; only when it has
moved on are the changed postings read again. The index is never the guard: what a person may see
is decided when the rows are read.
"""

import threading
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from matchmaker.matching.documents import FIELD_WEIGHTS, Document
from matchmaker.matching.text import FOLDED, fold, tokenize
from matchmaker.services import posting_texts
from models import Posting, PostingChange

if TYPE_CHECKING:
    from matchmaker.matching.index import Candidate, Index

TAIL: Final = 100
"""How far back the log is read each time: changes can be committed out of order."""
ENGLISH: Final = "_en"
WEIGHTS: Final[Mapping[str, float]] = {
    **FIELD_WEIGHTS,
    **{f"{name}{ENGLISH}": weight / 2 for name, weight in FIELD_WEIGHTS.items()},
}
"""English beside Vietnamese counts half: measured better than whole, and it can be found."""
_DEPTH: Final = 60
_REMEMBERED: Final = 2000
_COMPLETIONS: Final = 8

_Change = tuple[int, int, object]


@dataclass(eq=False, slots=True)
class Generation:
    """One side as it was at one point of the log."""

    documents: Mapping[int, Document]
    index: "Index"
    tail: Sequence[_Change] | None = None
    terms: Sequence[str] = ()
    _remembered: dict[int, tuple[Document, dict[int, float]]] = field(default_factory=dict)

    def scores_of(self, query: Document) -> Mapping[int, float]:
        """Return the scores of this side's documents for ``query``, remembered."""
        known = self._remembered.get(query.key)
        if known is not None and known[0] is query:
            return known[1]
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.clear()
        found = {each.key: each.score for each in self.index.query(query, _DEPTH * 10)}
        self._remembered[query.key] = (query, found)
        return found

    def completions(self, text: str) -> list[str]:
        """Return words that the last, unfinished word of ``text`` may become, in their order.

        >>> mango = Document(1, {"title": "máy sấy xoài"})
        >>> generation({1: mango}).completions("may sa")
        ['say']
        """
        words = [fold(token.text) for token in tokenize(text)]
        if not words or not text[-1:].isalnum():
            return []
        pair = " ".join(words[-2:])
        ends = self._beginning(FOLDED + pair) or self._beginning(pair) if len(words) > 1 else []
        single = ends or self._beginning(FOLDED + words[-1]) or self._beginning(words[-1])
        found = dict.fromkeys(term.removeprefix(FOLDED).rpartition(" ")[2] for term in single)
        return list(found)[:_COMPLETIONS] if words[-1] not in found else []

    def _beginning(self, prefix: str) -> list[str]:
        start = bisect_left(self.terms, prefix)
        stop = bisect_left(self.terms, f"{prefix}\uffff")
        spaces = prefix.count(" ")
        return [term for term in self.terms[start:stop] if term.count(" ") == spaces]


def generation(
    documents: Mapping[int, Document], tail: Sequence[_Change] | None = None
) -> Generation:
    """Build the index of ``documents``."""
    from matchmaker.matching.index import Index

    index = Index(documents.values(), WEIGHTS)
    return Generation(documents, index, tail, sorted(index.vocabulary_))


def counterparts(
    own: Document, side: Generation, other: Generation, also: Collection[int] = ()
) -> "list[Candidate]":
    """Rank the other side's documents by the mean of both directions, best first.

    How much of the one posting the other covers, and the reverse: the mean was measured better
    than either alone, and it gives a pair one score whichever side asks. A posting that is not
    published yet is in no index, so only its own direction counts until then. Those in ``also``
    are ranked however far behind they are.
    """
    from matchmaker.matching.index import Candidate

    found = other.index.query(own, _DEPTH)
    if missing := set(also) - {each.key for each in found}:
        found += other.index.query(own, len(missing), among=missing)
    if own.key not in side.documents:
        return found
    both = [
        Candidate(
            each.key,
            (each.score + side.scores_of(other.documents[each.key]).get(own.key, 0.0)) / 2,
        )
        for each in found
    ]
    return sorted(both, key=lambda each: (-each.score, each.key))


class _Follower:
    """Keeps the present generation of one side of one database."""

    def __init__(self, side: str) -> None:
        self._side = side
        self._present: Generation | None = None
        self._lock = threading.Lock()

    def present(self, session: Session) -> Generation:
        """Return the generation that knows every change ``session`` can see.

        The database is read outside the lock: a reader that waits for SQLite's writer must not
        hold up that writer here.
        """
        tail, known = _tail(session, self._side), self._present
        if known is not None and known.tail == tail:
            return known
        changed = None if known is None or known.tail is None else _changed(known.tail, tail)
        fresh = posting_texts.published(session, self._side, changed)
        with self._lock:
            if self._present is None or self._present.tail != tail:
                self._present = _next(known, changed, fresh, tail)
            return self._present


def _next(
    known: Generation | None,
    changed: Collection[int] | None,
    fresh: Mapping[int, Document],
    tail: Sequence[_Change],
) -> Generation:
    """Take over what did not change; a change that left the words alone builds nothing."""
    if known is None or changed is None:
        return generation(fresh, tail)
    former = {key: known.documents[key] for key in changed if key in known.documents}
    if former == fresh:
        return Generation(known.documents, known.index, tail, known.terms, known._remembered)
    kept = {key: each for key, each in known.documents.items() if key not in former}
    return generation({**kept, **fresh}, tail)


def _tail(session: Session, side: str) -> list[_Change]:
    """Read the last changes of a side; their moments tell a number that was given twice apart."""
    rows = session.execute(
        select(PostingChange.id, PostingChange.posting_id, PostingChange.at)
        .where(PostingChange.side == side)
        .order_by(PostingChange.id.desc())
        .limit(TAIL)
    )
    return [(row.id, row.posting_id, row.at) for row in rows]


def _changed(old: Sequence[_Change], new: Sequence[_Change]) -> set[int] | None:
    """Return the postings that changed between two tails; None if too much did to tell."""
    if set(old).isdisjoint(new) and (old or len(new) >= TAIL):
        return None
    oldest = new[-1][0] if len(new) >= TAIL else 0
    return {change[1] for change in set(old) ^ set(new) if change[0] >= oldest}


_followers: WeakKeyDictionary[Engine, dict[str, _Follower]] = WeakKeyDictionary()
_followers_lock = threading.Lock()


def present(session: Session, side: str) -> Generation:
    """Return the present generation of ``side`` ("technology" or "need")."""
    engine = session.get_bind(Posting).engine
    with _followers_lock:
        sides = _followers.setdefault(
            engine, {name: _Follower(name) for name in ("technology", "need")}
        )
    return sides[side].present(session)
