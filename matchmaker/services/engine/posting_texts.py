"""What the engine reads of a posting: its words by field, never who stands behind it."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.matching.documents import Document
from matchmaker.services import identity
from models import Benefit, Need, Posting, PostingState, Requirement, Technology

_BOTH_LANGUAGES: Final = ("title", "summary", "problem", "description", "keywords")
_ONLY_VIETNAMESE: Final[Mapping[str, Mapping[str, str]]] = {
    "technology": {},
    "need": {
        "raw_material": "raw_material",
        "product": "product",
        "process": "current_process_vi",
        "tried": "tried_before_vi",
        "site": "site_conditions_vi",
    },
}
_MODELS: Final[Mapping[str, type[Posting]]] = {"technology": Technology, "need": Need}

MOST_IDS: Final = 10_000
"""PostgreSQL takes 65,535 values in a query; more can change at once, as by an import."""

Row = Mapping[str, Any]


def fields(side: str, row: Row, indicators: Iterable[str]) -> dict[str, str]:
    """Return the words of a posting by field; English is a field of its own beside Vietnamese.

    Places and names are left out, so that no rank and no reason can give a blind need away.

    >>> fields("need", {"title_vi": "Máy sấy", "title_en": "Dryer"}, ["độ ẩm cuối"])
    {'title': 'Máy sấy', 'title_en': 'Dryer', 'indicators': 'độ ẩm cuối'}
    """
    words: dict[str, str] = {}
    for name in _BOTH_LANGUAGES:
        vietnamese, english = row.get(f"{name}_vi") or "", row.get(f"{name}_en") or ""
        words[name] = vietnamese or english
        words[f"{name}_en"] = english if vietnamese else ""
    for name, column in _ONLY_VIETNAMESE[side].items():
        words[name] = row.get(column) or ""
    words["indicators"] = "\n".join(indicators)
    return {name: text for name, text in words.items() if text}


def published(
    session: Session, side: str, only: Collection[int] | None = None
) -> dict[int, Document]:
    """Read the published postings of ``side``, all or those with the ids in ``only``."""
    return _read(session, side, only, _MODELS[side].state == PostingState.PUBLISHED)


def kept(session: Session, side: str, only: Collection[int]) -> dict[int, Document]:
    """Read the postings of ``side`` with the ids in ``only``, whatever their states but removed."""
    return _read(session, side, only, _MODELS[side].state != PostingState.REMOVED)


def of(session: Session, posting: Posting) -> Document:
    """Read one posting, whatever its state."""
    return _read(session, posting.side, {posting.id})[posting.id]


def _read(
    session: Session, side: str, only: Collection[int] | None, *conditions: Any
) -> dict[int, Document]:
    """Read postings, all or those with the ids in ``only``, so many at a time as a query takes."""
    if only is None:
        return _part(session, side, None, *conditions)
    ids = sorted(only)
    documents: dict[int, Document] = {}
    for start in range(0, len(ids), MOST_IDS):
        documents |= _part(session, side, ids[start : start + MOST_IDS], *conditions)
    return documents


def _part(
    session: Session, side: str, only: Collection[int] | None, *conditions: Any
) -> dict[int, Document]:
    query = _words(side).where(*conditions)
    if only is not None:
        query = query.where(_MODELS[side].id.in_(only))
    rows = [dict(row) for row in session.execute(query).mappings()]
    blind = _blind(session, only) if any(row.get("blind") for row in rows) else {}
    return {
        row["id"]: Document(
            row["id"],
            _without_names(fields(side, row, [row["indicators"] or ""]), blind.get(row["id"])),
        )
        for row in rows
    }


@cache
def _words(side: str) -> sa.Select[Any]:
    """Return the query of all words of the postings of a side; put together only once."""
    model = _MODELS[side]
    names = [
        *(f"{field}_{language}" for field in _BOTH_LANGUAGES for language in ("vi", "en")),
        *_ONLY_VIETNAMESE[side].values(),
        *(["blind"] if side == "need" else []),
    ]
    columns = [getattr(model, name) for name in names]
    return select(model.id, *columns, _indicators(side)).order_by(model.id)


def _blind(session: Session, only: Collection[int] | None) -> dict[int, Need]:
    query = select(Need).where(Need.blind).options(joinedload(Need.organisation))
    if only is not None:
        query = query.where(Need.id.in_(only))
    return {need.id: need for need in session.scalars(query)}


def _without_names(words: dict[str, str], blind: Need | None) -> dict[str, str]:
    """Mask what names the firm in the words of a blind need: a search must not find it by name."""
    if blind is None:
        return words
    return {name: identity.masked(text, blind) for name, text in words.items()}


def _indicators(side: str) -> sa.Label[str]:
    """Return, for SQL, what a technology promises, or a need asks, to be measured by."""
    owner, indicator, position = (
        (Benefit.technology_id, Benefit.indicator, Benefit.position)
        if side == "technology"
        else (Requirement.need_id, Requirement.indicator, Requirement.position)
    )
    own = select(indicator.label("each")).where(owner == _MODELS[side].id).order_by(position)
    each = own.correlate(_MODELS[side]).subquery().c.each
    return select(sa.func.aggregate_strings(each, "\n")).scalar_subquery().label("indicators")
