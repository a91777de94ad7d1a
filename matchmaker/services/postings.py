"""Postings: written as drafts, saved without losing anybody's words, and led through their life."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectin_polymorphic
from sqlalchemy.orm.exc import StaleDataError

from matchmaker.services import audit, codes, completeness, disclosures, settled_news
from matchmaker.services.actors import Actor
from matchmaker.services.errors import Incomplete, InvalidTransition, NotAllowed, StaleEdit
from matchmaker.services.permissions import Permission
from models import (
    AuditEntry,
    Benefit,
    Need,
    Organisation,
    Posting,
    PostingMove,
    PostingState,
    Requirement,
    StateChange,
    Technology,
    now,
)

SIDES: Mapping[str, type[Technology] | type[Need]] = {"technology": Technology, "need": Need}
POST: Mapping[str, Permission] = {
    "technology": Permission.TECHNOLOGY_POST,
    "need": Permission.NEED_POST,
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "technology": (
        "title_vi",
        "summary_vi",
        "problem_vi",
        "kind",
        "vn_field",
        "trl",
        "ip_types",
        "ip_status",
        "transfer_right",
        "state_funding",
    ),
    "need": ("title_vi", "problem_vi", "province"),
}
MAY: Mapping[PostingMove, Permission] = {
    PostingMove.SUBMIT: Permission.POSTING_EDIT,
    PostingMove.WITHDRAW: Permission.POSTING_EDIT,
    PostingMove.PUBLISH: Permission.POSTING_REVIEW,
    PostingMove.SEND_BACK: Permission.POSTING_REVIEW,
    PostingMove.PAUSE: Permission.POSTING_EDIT,
    PostingMove.RESUME: Permission.POSTING_EDIT,
    PostingMove.RENEW: Permission.POSTING_EDIT,
    PostingMove.TRANSFER: Permission.POSTING_EDIT,
    PostingMove.REMOVE: Permission.POSTING_REMOVE,
    PostingMove.RESTORE: Permission.POSTING_REMOVE,
}
"""Whom each move is for; a posting expires by its date alone."""

PRIVATE = frozenset({PostingState.DRAFT, PostingState.SENT_BACK})
"""States in which a text may be saved half-written: nobody else is reading it."""

_ROWS: Mapping[str, type[Benefit] | type[Requirement]] = {
    "benefits": Benefit,
    "requirements": Requirement,
}
_FIND_MATCHES = frozenset(
    {PostingMove.SUBMIT, PostingMove.PUBLISH, PostingMove.RESUME, PostingMove.RENEW}
)
_ALIKE = 0.8
_COMPARED = 500
_FORM_LIVES = timedelta(days=1)


def create(
    session: Session, actor: Actor, side: str, values: Mapping[str, Any], form_key: str = ""
) -> Posting:
    """Begin a draft for the organisation acted for; the same form begins only one."""
    organisation = actor.organisation
    if organisation is None:
        raise NotAllowed
    begun = _begun(session, actor, side, form_key)
    if begun is not None:
        return save(session, actor, begun, begun.version, values)
    posting = _blank(session, side, organisation)
    posting.created_by = actor.user
    _write(posting, values)
    session.add(posting)
    session.flush()
    audit.record(session, actor, "posting:create", posting.code, form=form_key)
    return posting


def _blank(session: Session, side: str, organisation: Organisation) -> Posting:
    prefix = codes.TECHNOLOGY if side == "technology" else codes.NEED
    posting = SIDES[side](
        code=codes.next_code(session, prefix),
        organisation=organisation,
        province=organisation.province,
        title_vi="",
    )
    if isinstance(posting, Need):
        posting.commune = organisation.commune
        posting.province_63 = organisation.province_63
    return posting


def _begun(session: Session, actor: Actor, side: str, form_key: str) -> Posting | None:
    """Find the draft that this form began: a lost answer or a double click makes no second."""
    if not form_key or actor.user is None:
        return None
    entries = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.by_id == actor.user.id,
            AuditEntry.action == "posting:create",
            AuditEntry.at > now() - _FORM_LIVES,
        )
        .order_by(AuditEntry.id.desc())
        .limit(50)
    )
    code = next((entry.subject for entry in entries if entry.detail.get("form") == form_key), None)
    posting = find(session, code) if code else None
    same = posting is not None and posting.side == side and posting.state in PRIVATE
    return posting if same and posting and actor.belongs_to(posting.organisation_id) else None


def find(session: Session, code: str) -> Posting | None:
    """Return the posting with ``code``, whole."""
    return session.scalar(
        select(Posting)
        .options(selectin_polymorphic(Posting, [Technology, Need]))
        .where(Posting.code == code)
    )


def save(
    session: Session, actor: Actor, posting: Posting, version: int, values: Mapping[str, Any]
) -> Posting:
    """Write ``values`` into ``posting``, as read at ``version``.

    Raises :class:`StaleEdit` where somebody saved it since, :class:`InvalidTransition` while it is
    with a reviewer or gone, and, once others read it, what :func:`check_ready` raises.
    """
    if posting.version != version:
        raise StaleEdit
    if not posting.is_editable:
        raise InvalidTransition(posting.code, posting.state, "edit")
    with _overtaken_is_stale():
        _write(posting, values)
        posting.updated_at = now()
        session.flush()
        if posting.state not in PRIVATE:
            check_ready(posting)
            _let_in_centres(session, actor, posting)
            audit.record(session, actor, "posting:edit", posting.code)
            _refresh(session, posting)
    return posting


def _write(posting: Posting, values: Mapping[str, Any]) -> None:
    for field, value in values.items():
        if field in _ROWS:
            _write_rows(posting, field, value)
        else:
            setattr(posting, field, value)
    posting.completeness = completeness.of(posting).score


def _write_rows(posting: Posting, field: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Replace the rows of ``field`` where they differ from what is there."""
    present = [{key: getattr(old, key) for key in row} for row, old in _pairs(rows, posting, field)]
    if len(getattr(posting, field)) == len(rows) and present == [dict(row) for row in rows]:
        return
    kind: Any = _ROWS[field]
    setattr(posting, field, [kind(position=at, **row) for at, row in enumerate(rows)])


def _pairs(
    rows: Sequence[Mapping[str, Any]], posting: Posting, field: str
) -> list[tuple[Mapping[str, Any], Any]]:
    return list(zip(rows, getattr(posting, field), strict=False))


@contextmanager
def _overtaken_is_stale() -> Iterator[None]:
    """Turn what the database says to who was overtaken meanwhile into a stale edit."""
    try:
        yield
    except StaleDataError:
        raise StaleEdit from None


def missing(posting: Posting) -> tuple[str, ...]:
    """Return the required fields that are still empty, in the order of the form."""
    empty: tuple[object, ...] = (None, "", [])
    return tuple(field for field in REQUIRED[posting.side] if getattr(posting, field) in empty)


def check_ready(posting: Posting) -> None:
    """Raise :class:`Incomplete` or :class:`NamesFirm` where others should not read it yet."""
    fields = missing(posting)
    if fields:
        raise Incomplete(fields)
    if isinstance(posting, Need):
        disclosures.refuse_names(posting)


def move(
    session: Session, actor: Actor, posting: Posting, move: PostingMove, reason: str = ""
) -> StateChange:
    """Lead ``posting`` on by ``move``; sending back asks for a reason.

    The reason is kept with the change and not in the audit trail: it may name a blind firm.
    """
    if not posting.allows(move):
        raise InvalidTransition(posting.code, posting.state, move)
    if move is PostingMove.SEND_BACK and not reason.strip():
        raise Incomplete(("reason",))
    if move is PostingMove.SUBMIT:
        check_ready(posting)
    with _overtaken_is_stale():
        change = posting.move(move, by=actor.user, reason=reason.strip())
        session.flush()
        if move is PostingMove.SUBMIT:
            _let_in_centres(session, actor, posting)
        audit.record(session, actor, f"posting:{move}", posting.code)
        settled_news.posting_moved(session, posting, move)
        if move in _FIND_MATCHES:
            _refresh(session, posting)
    return change


def _let_in_centres(session: Session, actor: Actor, posting: Posting) -> None:
    if isinstance(posting, Need):
        disclosures.let_in_centres(session, actor, posting)


def _refresh(session: Session, posting: Posting) -> None:
    """Find the matches of ``posting`` at once, so that its author sees them on the next page."""
    from matchmaker.services import matches

    matches.refresh(session, posting)


def expire_due(
    session: Session,
    today: date,
    tell: Callable[[Posting], object] | None = None,
    limit: int | None = None,
) -> int:
    """Expire the postings whose last day is before ``today``; ``tell`` writes to their authors."""
    due = session.scalars(
        select(Posting)
        .options(selectin_polymorphic(Posting, [Technology, Need]))
        .where(
            Posting.state.in_((PostingState.PUBLISHED, PostingState.PAUSED)),
            Posting.valid_until < today,
        )
        .order_by(Posting.id)
        .limit(limit)
        .with_for_update(of=Posting, skip_locked=True)
    ).all()
    for posting in due:
        posting.move(PostingMove.EXPIRE, by=None)
        audit.record(session, Actor(), "posting:expire", posting.code)
        if tell:
            tell(posting)
    session.flush()
    return len(due)


def near_identical(session: Session, posting: Posting, limit: int = 5) -> list[Posting]:
    """List postings of the same side whose titles hardly differ, most alike first."""
    words = sorted(posting.search_key.split(), key=len, reverse=True)
    if not words:
        return []
    candidates = session.scalars(
        select(Posting)
        .where(
            Posting.side == posting.side,
            Posting.id != posting.id,
            Posting.state.not_in((PostingState.DRAFT, PostingState.REMOVED)),
            Posting.search_key.contains(words[0], autoescape=True),
        )
        .order_by(Posting.id.desc())
        .limit(_COMPARED)
    )
    alike = [
        (ratio, other)
        for other in candidates
        if (ratio := SequenceMatcher(None, posting.search_key, other.search_key).ratio()) >= _ALIKE
    ]
    return [other for _, other in sorted(alike, key=lambda pair: -pair[0])[:limit]]
