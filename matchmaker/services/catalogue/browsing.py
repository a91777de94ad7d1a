"""Find, count, sort and page published postings; a page costs the same few queries at any size."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.services import provinces, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.catalogue.criteria import VOCABULARIES, Criteria
from matchmaker.services.catalogue.visibility import SIDES, named, seen_by, sees_unpublished
from matchmaker.services.provinces import Place
from models import VIETNAM, Need, Organisation, Posting, PostingState, Technology, VocabularyEntry

FOUND = 1000
"""How many postings a query of words brings at most; more would not be read."""

_ALL, _AT_ONCE = 2**31, 500
_CODE = re.compile(r"(CN|NC)-\d{4}-\d{1,9}", re.IGNORECASE)

Conditions = dict[str, ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter: how many postings it would show, and whether it is on."""

    value: str
    count: int
    selected: bool
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter with its values; ``vocabulary`` names them (none for states)."""

    name: str
    vocabulary: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the catalogue."""

    criteria: Criteria
    postings: Sequence[Posting]
    total: int
    facets: tuple[Facet, ...]

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.total // self.criteria.size))


def browse(session: Session, actor: Actor, criteria: Criteria, *, counts: bool = True) -> Listing:
    """Return the page ``criteria`` ask for, the last one where they ask for a later page."""
    fields = vocabularies.entries(session, "vn_fields")
    ranked = _ranked(session, criteria) if criteria.query else None
    conditions = _conditions(actor, criteria, ranked, fields)
    ids, total = _page(session, criteria, conditions, ranked)
    last = max(1, -(-total // criteria.size))
    if criteria.page > last:
        criteria = replace(criteria, page=last)
        ids, total = _page(session, criteria, conditions, ranked)
    facets = _facets(session, actor, criteria, conditions, fields) if counts else ()
    return Listing(criteria, _rows(session, criteria.side, ids), total, facets)


def every(session: Session, actor: Actor, criteria: Criteria) -> Iterator[Posting]:
    """Yield all postings that ``criteria`` ask for, in their order, read a few at a time."""
    fields = vocabularies.entries(session, "vn_fields")
    ranked = _ranked(session, criteria) if criteria.query else None
    whole = replace(criteria, page=1, size=_ALL)
    ids, _total = _page(session, whole, _conditions(actor, criteria, ranked, fields), ranked)
    for start in range(0, len(ids), _AT_ONCE):
        yield from _rows(session, criteria.side, ids[start : start + _AT_ONCE])


def _ranked(session: Session, criteria: Criteria) -> list[int]:
    """Return the ids the words find, best first; a posting's own code finds it at once."""
    from matchmaker.services import matches

    if _CODE.fullmatch(criteria.query):
        code = criteria.query.upper()
        return list(session.scalars(select(Posting.id).where(Posting.code == code)))
    return [key for key, _score in matches.search(session, criteria.side, criteria.query, FOUND)]


def _conditions(
    actor: Actor,
    criteria: Criteria,
    ranked: Sequence[int] | None,
    fields: Sequence[VocabularyEntry],
) -> Conditions:
    model = SIDES[criteria.side]
    states = criteria.filters.get("state") or (PostingState.PUBLISHED,)
    conditions: Conditions = {
        "seen": seen_by(actor),
        "state": Posting.state.in_([PostingState(state) for state in states]),
    }
    if ranked is not None:
        conditions["query"] = model.id.in_(ranked)
    if criteria.organisation:
        conditions["organisation"] = named(actor, criteria.side) & model.organisation.has(
            Organisation.code == criteria.organisation
        )
    if criteria.place:
        conditions["place"] = _lies_in(actor, criteria.side, criteria.place)
    if criteria.since:
        first = datetime.combine(criteria.since, time.min, VIETNAM)
        conditions["since"] = Posting.published_at >= first
    for group, values in criteria.filters.items():
        if group != "state":
            chosen = _with_children(values, fields) if group == "field" else values
            column = _column(criteria.side, group)
            conditions[group] = column.in_([int(v) for v in chosen] if group == "trl" else chosen)
    return conditions


def _lies_in(actor: Actor, side: str, place: Place) -> ColumnElement[bool]:
    """Return the condition for postings in an old province; where blind needs are is not told."""
    model = SIDES[side]
    here = (
        provinces.needs_in(place, named(actor, "need"))
        if model is Need
        else provinces.technologies_in(place)
    )
    return model.id.in_(select(model.id).join(model.organisation).where(here))


def _with_children(values: Sequence[str], fields: Sequence[VocabularyEntry]) -> tuple[str, ...]:
    return (*values, *(entry.code for entry in fields if entry.parent in values))


def _column(side: str, group: str) -> Any:
    if group == "kind":
        return Technology.kind if side == "technology" else Need.need_type
    model = SIDES[side]
    columns: Mapping[str, Any] = {
        "field": model.vn_field,
        "province": model.province,
        "trl": Technology.trl,
        "state": model.state,
    }
    return columns[group]


def _page(
    session: Session, criteria: Criteria, conditions: Conditions, ranked: Sequence[int] | None
) -> tuple[list[int], int]:
    """Return the ids of the page, in their order, and how many there are in all."""
    model, start = SIDES[criteria.side], (criteria.page - 1) * criteria.size
    chosen = select(model.id).where(*conditions.values())
    if criteria.sort == "relevance" and ranked is not None:
        found = set(session.scalars(chosen))
        ids = [key for key in ranked if key in found]
        return ids[start : start + criteria.size], len(ids)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    ordered = chosen.order_by(*_order(criteria)).offset(start).limit(criteria.size)
    return list(session.scalars(ordered)), total


def _order(criteria: Criteria) -> tuple[Any, ...]:
    newest = (Posting.published_at.desc(), Posting.id.desc())
    if criteria.sort == "title":
        return (Posting.sort_key, Posting.id)
    if criteria.sort == "trl":
        return (func.coalesce(Technology.trl, 0).desc(), *newest)
    return newest


def _rows(session: Session, side: str, ids: Sequence[int]) -> list[Posting]:
    model = SIDES[side]
    query = select(model).where(model.id.in_(ids)).options(joinedload(model.organisation))
    if model is Need:
        query = query.options(selectinload(Need.disclosures))
    rows = {row.id: row for row in session.scalars(query)}
    return [rows[key] for key in ids if key in rows]


def _facets(
    session: Session,
    actor: Actor,
    criteria: Criteria,
    conditions: Conditions,
    fields: Sequence[VocabularyEntry],
) -> tuple[Facet, ...]:
    """Count each filter's values under all the other filters."""
    facets = []
    for (side, group), vocabulary in VOCABULARIES.items():
        if side != criteria.side:
            continue
        counts = _counts(session, criteria, conditions, group)
        chosen = criteria.filters.get(group, ())
        options = (
            _field_options(counts, chosen, fields) if group == "field" else _options(counts, chosen)
        )
        facets.append(Facet(group, vocabulary, options))
    if sees_unpublished(actor):
        counts = _counts(session, criteria, conditions, "state")
        chosen = criteria.filters.get("state", ())
        facets.append(Facet("state", "", _options(counts, chosen)))
    return tuple(facets)


def _counts(
    session: Session, criteria: Criteria, conditions: Conditions, group: str
) -> dict[str, int]:
    column = _column(criteria.side, group)
    others = [condition for name, condition in conditions.items() if name != group]
    rows = session.execute(
        select(column, func.count())
        .select_from(SIDES[criteria.side])
        .where(*others)
        .group_by(column)
    )
    return {str(value): count for value, count in rows if value not in {None, ""}}


def _options(counts: Mapping[str, int], chosen: Sequence[str]) -> tuple[Option, ...]:
    return tuple(
        Option(value, counts.get(value, 0), value in chosen) for value in sorted({*counts, *chosen})
    )


def _field_options(
    counts: Mapping[str, int], chosen: Sequence[str], fields: Sequence[VocabularyEntry]
) -> tuple[Option, ...]:
    """Return groups with the sum of their fields, each followed by its fields."""
    sums = dict(counts)
    for entry in fields:
        if entry.parent:
            sums[entry.parent] = sums.get(entry.parent, 0) + counts.get(entry.code, 0)
    return tuple(
        Option(entry.code, sums.get(entry.code, 0), entry.code in chosen, entry.parent or "")
        for entry in fields
        if sums.get(entry.code) or entry.code in chosen
    )
