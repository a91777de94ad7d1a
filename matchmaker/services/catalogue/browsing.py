"""Find, count, sort and page published postings; a page costs the same few queries at any size."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from matchmaker.services.actors import Actor
from matchmaker.services.catalogue.criteria import VOCABULARIES, Criteria
from matchmaker.services.catalogue.selection import Selection
from matchmaker.services.catalogue.visibility import sees_unpublished
from models import Posting, VocabularyEntry

_AT_ONCE = 500


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
    """One page of the catalogue; ``cut`` where words find more than are listed and counted."""

    criteria: Criteria
    postings: Sequence[Posting]
    total: int
    facets: tuple[Facet, ...]
    cut: bool = False

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.total // self.criteria.size))


def browse(session: Session, actor: Actor, criteria: Criteria, *, counts: bool = True) -> Listing:
    """Return the page ``criteria`` ask for, the last one where they ask for a later page."""
    selection = Selection(session, actor, criteria)
    last = max(1, -(-selection.total // criteria.size))
    criteria = replace(criteria, page=min(criteria.page, last))
    ids = selection.ids((criteria.page - 1) * criteria.size, criteria.size)
    facets = _facets(actor, selection) if counts else ()
    rows = selection.rows(ids)
    return Listing(criteria, rows, selection.total, facets, selection.cut)


def every(session: Session, actor: Actor, criteria: Criteria) -> Iterator[Posting]:
    """Yield all postings that ``criteria`` ask for, in their order, read a few at a time."""
    selection = Selection(session, actor, criteria)
    ids = selection.ids(0, selection.total)
    for start in range(0, len(ids), _AT_ONCE):
        yield from selection.rows(ids[start : start + _AT_ONCE])


def _facets(actor: Actor, selection: Selection) -> tuple[Facet, ...]:
    """Count each filter's values under all the other filters."""
    criteria, facets = selection.criteria, []
    for (side, group), vocabulary in VOCABULARIES.items():
        if side != criteria.side:
            continue
        counts = selection.by(group)
        chosen = criteria.filters.get(group, ())
        options = (
            _field_options(counts, chosen, selection.fields)
            if group == "field"
            else _options(counts, chosen)
        )
        facets.append(Facet(group, vocabulary, options))
    if sees_unpublished(actor):
        chosen = criteria.filters.get("state", ())
        facets.append(Facet("state", "", _options(selection.states(), chosen)))
    return tuple(facets)


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
