"""What criteria select: how many postings, how many of each value, and which stand on a page."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.services import provinces, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.catalogue import tallies
from matchmaker.services.catalogue.criteria import Criteria
from matchmaker.services.catalogue.cubes import Cube
from matchmaker.services.catalogue.visibility import SIDES, named, seen_by
from models import VIETNAM, Need, Organisation, Posting, PostingState

FOUND = 1000
"""How many postings a query of words brings at most; more would not be read."""

_CODE = re.compile(r"(CN|NC)-\d{4}-\d{1,9}", re.IGNORECASE)
_PUBLISHED = PostingState.PUBLISHED
_ORDERS = {
    "newest": (Posting.published_at.desc(), Posting.id.desc()),
    "title": (Posting.sort_key, Posting.id),
}
_BACKWARDS = {
    "newest": (Posting.published_at, Posting.id),
    "title": (Posting.sort_key.desc(), Posting.id.desc()),
}

Conditions = Sequence[ColumnElement[bool]]


class Selection:
    """The postings that ``criteria`` ask for, of those that ``actor`` may read."""

    def __init__(self, session: Session, actor: Actor, criteria: Criteria) -> None:
        self.criteria = criteria
        self.fields = vocabularies.entries(session, "vn_fields")
        self._session, self._actor, self._side = session, actor, criteria.side
        states = criteria.filters.get("state") or (_PUBLISHED,)
        self._states = [PostingState(state) for state in states]
        self._chosen = {
            group: self._with_children(values) if group == "field" else values
            for group, values in criteria.filters.items()
            if group != "state"
        }
        ranked = self._rank() if criteria.query else None
        self.cut = len(ranked or ()) > FOUND
        self._ranked = ranked and ranked[:FOUND]
        self._narrow = self._narrowed()
        self._cubes = self._counted()
        self.total = sum(cube.total(self._chosen) for cube in self._cubes)

    def by(self, group: str) -> dict[str, int]:
        """Count the postings of each value of a filter, under all the other filters."""
        counts: dict[str, int] = {}
        for cube in self._cubes:
            for value, count in cube.by(group, self._chosen).items():
                counts[value] = counts.get(value, 0) + count
        return counts

    def states(self) -> dict[str, int]:
        """Count the postings in each state, under all the other filters."""
        states = set(PostingState) if self._narrow else set(PostingState) - {_PUBLISHED}
        conditions = [seen_by(self._actor, states), *self._narrow, *self._filtered()]
        rows = self._session.execute(
            select(Posting.state, func.count())
            .where(Posting.side == self._side, *conditions)
            .group_by(Posting.state)
        )
        counts = {str(state): count for state, count in rows}
        if _PUBLISHED not in states:
            published = tallies.published(self._session, self._side).total(self._chosen)
            counts |= {str(_PUBLISHED): published} if published else {}
        return counts

    def ids(self, start: int, size: int) -> list[int]:
        """Return the ids of ``size`` postings from the place ``start`` on, in their order."""
        if self.criteria.sort == "relevance" and self._ranked is not None:
            found = set(self._session.scalars(self._query()))
            return [key for key in self._ranked if key in found][start : start + size]
        if self.criteria.sort != "trl":
            return self._cut(self.criteria.sort, (), start, size, self.total)
        found_so_far: list[int] = []
        for level, count in self._levels():
            left = min(size - len(found_so_far), count - start)
            if left > 0:
                found_so_far += self._cut("newest", (level,), start, left, count)
            start = max(0, start - count)
        return found_so_far

    def rows(self, ids: Sequence[int]) -> list[Posting]:
        """Read the postings with ``ids``, in their order, as far as they still are in their state.

        By nothing but the ids: right after an import PostgreSQL takes any other condition for the
        better way in, and reads all postings for each.
        """
        model = SIDES[self._side]
        query = select(model).where(model.id.in_(ids)).options(joinedload(model.organisation))
        if model is Need:
            query = query.options(selectinload(Need.disclosures))
        rows = {row.id: row for row in self._session.scalars(query) if row.state in self._states}
        return [rows[key] for key in ids if key in rows]

    def _rank(self) -> list[int]:
        """Return the ids the words find, best first; a posting's own code finds it at once."""
        from matchmaker.services import matches

        if _CODE.fullmatch(self.criteria.query):
            code = self.criteria.query.upper()
            return list(self._session.scalars(select(Posting.id).where(Posting.code == code)))
        found = matches.search(self._session, self._side, self.criteria.query, FOUND + 1)
        return [key for key, _score in found]

    def _narrowed(self) -> Conditions:
        """Return the conditions that no cube counts by: each leaves only few postings."""
        criteria = self.criteria
        conditions: list[ColumnElement[bool]] = []
        if self._ranked is not None:
            conditions.append(Posting.id.in_(self._ranked))
        if criteria.organisation:
            conditions.append(self._posted_by(criteria.organisation))
        if criteria.place:
            conditions.append(self._lies_in(criteria.place))
        if criteria.since:
            first = datetime.combine(criteria.since, time.min, VIETNAM)
            conditions.append(Posting.published_at >= first)
        return conditions

    def _posted_by(self, code: str) -> ColumnElement[bool]:
        model = SIDES[self._side]
        own = select(Organisation.id).where(Organisation.code == code)
        known = named(self._actor, self._side)
        theirs = select(model.id).where(model.organisation_id.in_(own), known)
        return Posting.id.in_(theirs.correlate(None))

    def _lies_in(self, place: provinces.Place) -> ColumnElement[bool]:
        """Return the condition for an old province; where blind needs are is not told."""
        model = SIDES[self._side]
        here = (
            provinces.needs_in(place, named(self._actor, "need"))
            if model is Need
            else provinces.technologies_in(place)
        )
        there = select(model.id).join(model.organisation).where(here)
        return Posting.id.in_(there.correlate(None))

    def _counted(self) -> list[Cube]:
        """Return cubes that together count what is asked for, whatever the filters."""
        if self._narrow or _PUBLISHED not in self._states:
            conditions = [seen_by(self._actor, self._states), *self._narrow]
            return [tallies.counted(self._session, self._side, conditions)]
        cubes = [tallies.published(self._session, self._side)]
        if others := set(self._states) - {_PUBLISHED}:
            seen = seen_by(self._actor, others)
            cubes.append(tallies.counted(self._session, self._side, [seen]))
        return cubes

    def _with_children(self, values: Sequence[str]) -> tuple[str, ...]:
        return (*values, *(entry.code for entry in self.fields if entry.parent in values))

    def _filtered(self) -> list[ColumnElement[bool]]:
        """Return the conditions of the filters that cubes count by."""
        conditions = []
        for group, values in self._chosen.items():
            column = tallies.GROUPS[self._side][group]
            wanted = column.in_([int(v) for v in values] if group == "trl" else values)
            conditions.append(wanted if group in {"field", "province"} else self._own(wanted))
        return conditions

    def _own(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        """Return a condition on the side's own table as one on postings."""
        table = tallies.OWN_TABLES[self._side]
        return exists().where(table.c.id == Posting.id, condition)

    def _query(self) -> Any:
        seen = seen_by(self._actor, self._states)
        conditions = [Posting.side == self._side, seen, *self._narrow, *self._filtered()]
        return select(Posting.id).where(*conditions)

    def _cut(self, order: str, more: Conditions, start: int, size: int, total: int) -> list[int]:
        """Read ids from the place ``start`` on, counted from the nearer end of the list."""
        query = self._query().where(*more)
        if start <= total // 2:
            return list(
                self._session.scalars(query.order_by(*_ORDERS[order]).offset(start).limit(size))
            )
        size = min(size, total - start)
        ids = query.order_by(*_BACKWARDS[order]).offset(total - start - size).limit(size)
        return list(self._session.scalars(ids))[::-1]

    def _levels(self) -> Iterator[tuple[ColumnElement[bool], int]]:
        """Return, the readiest first, each TRL and how many have it; what has none comes last."""
        column, asked = tallies.GROUPS["technology"]["trl"], self._chosen.get("trl")
        known = {
            int(value): count
            for value, count in self.by("trl").items()
            if not asked or value in asked
        }
        for level in sorted(known, reverse=True):
            yield self._own(column == level), known[level]
        yield self._own(column.is_(None)), self.total - sum(known.values())
