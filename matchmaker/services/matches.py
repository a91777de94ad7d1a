"""Matches: proposed by the engine, listed for those who may see them, searched by words.

Matches are derived: they can be found again at any time, and that never touches an answer, a
decision or a deal.
"""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import Session, aliased, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import LoaderOption

from matchmaker.matching import batch
from matchmaker.matching.documents import Document
from matchmaker.matching.index import Candidate
from matchmaker.services import proposals, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.engine import posting_texts, search_index
from matchmaker.services.errors import NotAllowed
from matchmaker.services.pages import Page, page_of, streamed
from matchmaker.services.permissions import Permission, allows
from matchmaker.services.proposals import Side
from models import (
    INTERESTED,
    Answer,
    Match,
    MatchState,
    Need,
    Party,
    Posting,
    PostingState,
    Technology,
    now,
)

TOP: Final = 20
MOST_COMPARED: Final = 4

_SEARCHED_LENGTH: Final = 400
_FAR_BEHIND: Final = 0.15
_BATCH: Final = 2
_SHOWN: Final[Mapping[str, Callable[[Any, ColumnElement[bool]], ColumnElement[bool]]]] = {
    "open": lambda own, _refused: own.id.is_(None),
    "interested": lambda own, _refused: own.code == INTERESTED,
    "declined": lambda _own, refused: refused,
}

Progress = Callable[[int, int], None]
Found = list[tuple[int, list[Candidate]]]


def search(session: Session, side: str, text: str, limit: int = 1000) -> list[tuple[int, float]]:
    """Return the ids of published postings that answer ``text``, best first, with their scores.

    Accents may be left out and the last word may be unfinished. What is far behind the best is
    left out: it shares only words that everybody uses.
    """
    text = text[:_SEARCHED_LENGTH].rstrip("\n\r\t")
    index = search_index.present(session, side)
    words = {"": text, **{f"end{i}": each for i, each in enumerate(index.spelling.endings(text))}}
    found = index.query(Document(0, words), limit)
    return [(each.key, each.score) for each in found if each.score >= _FAR_BEHIND * found[0].score]


def refresh(session: Session, posting: Posting, top: int = TOP) -> int:
    """Propose the ``top`` best counterparts of ``posting``; return how many are proposed.

    Works from the moment it is submitted: its author sees them at once, the other side when it is
    published. What was answered or decided stays, with its score and reasons brought up to date.
    """
    session.flush()
    moment = now()
    found: list[int] = []
    if posting.state in {PostingState.SUBMITTED, PostingState.PUBLISHED}:
        found = proposals.propose(session, posting, top)
    _stamp(session, posting, moment)
    return len(found)


def refresh_all(
    session: Session,
    *,
    everything: bool = False,
    progress: Progress | None = None,
    limit: int | None = None,
    find: batch.Best = batch.best,
) -> int:
    """Refresh the published postings whose matches are older than themselves; count the proposals.

    ``progress`` is called after every few postings, so that the caller can commit there; ``limit``
    takes only so many. ``find`` asks the engine, here or elsewhere.
    """
    session.flush()
    moment = now()
    due = _due(session, everything, limit)
    done, total = 0, sum(map(len, due.values()))
    proposed: dict[int, Sequence[int]] = {}
    count = 0
    for side, ids in due.items():
        for found in _found(session, side, ids, find):
            for posting, keys in _loaded(session, found):
                best = proposals.propose(session, posting, TOP, keys)
                _stamp(session, posting, moment)
                if side == "need":
                    proposed[posting.id] = array("q", best)
                count += sum(posting.id not in proposed.get(key, ()) for key in best)
            done += len(found)
            if progress:
                progress(done, total)
    return count


def _due(session: Session, everything: bool, limit: int | None) -> dict[Side, list[int]]:
    """Return the ids of the postings to refresh, by side: those first that wait longest.

    In that order an index finds the few; by id, PostgreSQL would read all of them in vain.
    """
    query = (
        select(Posting.id, Posting.side)
        .where(Posting.state == PostingState.PUBLISHED)
        .order_by(Posting.updated_at, Posting.id)
    )
    if not everything:
        query = query.where(
            or_(Posting.matched_at.is_(None), Posting.matched_at < Posting.updated_at)
        )
    rows = session.execute(query.limit(limit)).all()
    return {side: [key for key, own in rows if own == side] for side in proposals.OTHER}


def _found(
    session: Session, side: proposals.Side, ids: Sequence[int], find: batch.Best
) -> Iterator[Found]:
    """Ask the engine for the counterparts of many postings; yield a few answers at a time.

    Texts are read as they are asked for, and whatever is committed meanwhile is due again.
    """
    if not ids:
        return
    texts = (
        document
        for start in range(0, len(ids), batch.BLOCK)
        for document in posting_texts.published(
            session, side, ids[start : start + batch.BLOCK]
        ).values()
    )
    index = search_index.present(session, proposals.OTHER[side])
    with closing(find(index, texts, proposals.DEPTH)) as answers:
        yield from iter(lambda: list(islice(answers, _BATCH)), [])


def _loaded(session: Session, found: Found) -> Iterator[tuple[Posting, list[int]]]:
    keys = {key: [each.key for each in candidates] for key, candidates in found}
    postings = select(Posting).where(Posting.id.in_(keys), Posting.state == PostingState.PUBLISHED)
    for posting in session.scalars(postings.order_by(Posting.id)):
        yield posting, keys[posting.id]


def of_posting(
    session: Session,
    actor: Actor,
    posting: Posting,
    page: int = 1,
    *,
    sort: str = "",
    show: str = "",
    url: Callable[[int], str] = str,
) -> Page[Match]:
    """List what is proposed for ``posting``, as its own side sees it."""
    return page_of(session, _listed(session, actor, posting, sort, show), page, url)


def chosen(session: Session, need: Need, ids: Sequence[int]) -> list[Match]:
    """Return matches of ``need`` by id, in the order asked for, for a comparison."""
    found = session.scalars(
        _readable(need, select(Match))
        .where(Match.id.in_(ids[: MOST_COMPARED + 1]))
        .options(*with_both_sides())
    )
    by_id = {match.id: match for match in found}
    return [by_id[each] for each in dict.fromkeys(ids) if each in by_id]


def find(session: Session, match_id: int) -> Match | None:
    """Return the match with ``match_id``, with both sides."""
    return session.scalar(select(Match).where(Match.id == match_id).options(*with_both_sides()))


def party_of(posting: Posting) -> Party:
    """Return the party that speaks for ``posting``."""
    return Party.DEMAND if isinstance(posting, Need) else Party.SUPPLY


def declining_codes(session: Session) -> list[str]:
    """Return the feedback codes by which a side turns a match down."""
    entries = vocabularies.entries(session, "match_feedback")
    return [entry.code for entry in entries if entry.attributes.get("polarity") == "-"]


def every(
    session: Session, actor: Actor, posting: Posting, *, sort: str = "", show: str = ""
) -> Iterator[Match]:
    """Yield all matches of the list, for an export."""
    yield from streamed(session, _listed(session, actor, posting, sort, show))


def _listed(
    session: Session, actor: Actor, posting: Posting, sort: str, show: str
) -> Select[Match]:
    if not allows(actor, Permission.MATCH_LIST, posting):
        raise NotAllowed
    own = aliased(Answer)
    refused = own.code.in_(declining_codes(session))
    query = _readable(posting, select(Match)).outerjoin(
        own, and_(own.match_id == Match.id, own.party == party_of(posting))
    )
    if show in _SHOWN:
        query = query.where(_SHOWN[show](own, refused))
    newest = [Match.proposed_at.desc()] if sort == "new" else []
    order = [case((refused, 1), else_=0), *newest, Match.score.desc(), Match.id]
    return query.order_by(*order).options(*with_both_sides())


def _readable(posting: Posting, query: Select[Match]) -> Select[Match]:
    """Keep the matches of ``posting`` whose counterpart is public, or that a centre decided."""
    own, other = Match.need_id, Match.technology_id
    if not isinstance(posting, Need):
        own, other = other, own
    counterpart = aliased(Posting, Posting.__table__)
    return query.join(counterpart, counterpart.id == other).where(
        own == posting.id,
        or_(counterpart.state == PostingState.PUBLISHED, Match.state != MatchState.PROPOSED),
    )


def with_both_sides() -> Sequence[LoaderOption]:
    """Return what loads everything a page says of a match, in a fixed number of queries."""
    need, technology = selectinload(Match.need), selectinload(Match.technology)
    return (
        need.selectinload(Need.requirements),
        need.selectinload(Need.disclosures),
        need.joinedload(Need.organisation),
        technology.selectinload(Technology.benefits),
        technology.joinedload(Technology.organisation),
        selectinload(Match.answers),
        selectinload(Match.deal),
    )


def _stamp(session: Session, posting: Posting, moment: datetime) -> None:
    """Remember when it was matched: no new version, no change for the log."""
    table = Posting.__table__
    session.execute(
        sa.update(table)  # type: ignore[arg-type]
        .where(table.c.id == posting.id)
        .values(matched_at=moment, updated_at=table.c.updated_at)
    )
    set_committed_value(posting, "matched_at", moment)
