"""Find organisations: by words with or without accents, by filters with counts, by likeness."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.services import vocabularies
from matchmaker.services.catalogue import Note, clean_query, page_number
from matchmaker.services.centres import looks_after
from matchmaker.services.pages import streamed
from models import Organisation, Side
from models.text import clean, fold

PAGE_SIZE = 20
ALIKE = 0.85
_LETTERS = re.compile(r"[^0-9A-Za-z]+")
_MOST_WORDS = 12
_NOTED = 3

Arguments = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which organisations to look for; empty means any."""

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: int = 1
    size: int = PAGE_SIZE

    def arguments(self) -> list[tuple[str, str]]:
        """Return the address of this list: name and value, defaults left out."""
        pairs = [("q", self.query)] if self.query else []
        pairs += [(name, value) for name, values in self.filters.items() for value in values]
        return [*pairs, ("page", str(self.page))] if self.page > 1 else pairs


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of organisations; ``counts`` by filter and value, under the other filters."""

    criteria: Criteria
    organisations: Sequence[Organisation]
    total: int
    counts: Mapping[str, Mapping[str, int]]

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.total // self.criteria.size))


def tax_number(written: str) -> str:
    """Return a tax or business code without the spaces and dashes people put into it.

    >>> tax_number("0312 345 678-001")
    '0312345678001'
    """
    return _LETTERS.sub("", written or "")


def read(session: Session, arguments: Arguments) -> tuple[Criteria, list[Note]]:
    """Read ``arguments`` of an address; what is unknown is left out and noted."""
    query, notes = clean_query(next(iter(arguments.get("q", ())), ""))
    filters: dict[str, tuple[str, ...]] = {}
    for group in _COLUMNS:
        asked = list(dict.fromkeys(value for value in arguments.get(group, ()) if value))
        known = _known(session, group) if asked else ()
        if chosen := tuple(value for value in asked if value in known):
            filters[group] = chosen
        unknown = [value for value in asked if value not in known]
        notes += [Note("unknown", group, clean(value[:40])) for value in unknown[:_NOTED]]
    page = next(iter(arguments.get("page", ())), "")
    return Criteria(query, filters, page_number(page)), notes


def _known(session: Session, group: str) -> Collection[str]:
    if group == "verified":
        return {"yes", "no"}
    if group == "side":
        return set(Side)
    vocabulary = "org_types" if group == "type" else "provinces_34"
    return {entry.code for entry in vocabularies.entries(session, vocabulary)}


def find(session: Session, code: str) -> Organisation | None:
    """Return the organisation with ``code``, if there is one."""
    return session.scalar(
        select(Organisation)
        .where(Organisation.code == code.strip().upper()[:40])
        .options(joinedload(Organisation.verified_by))
    )


def browse(session: Session, criteria: Criteria, *, counts: bool = True) -> Listing:
    """Return the page ``criteria`` ask for, the last one where they ask for a later page."""
    conditions = _conditions(criteria)
    total = session.scalar(select(func.count(Organisation.id)).where(*conditions.values())) or 0
    last = max(1, -(-total // criteria.size))
    criteria = replace(criteria, page=min(max(criteria.page, 1), last))
    start = (criteria.page - 1) * criteria.size
    rows = session.scalars(_chosen(conditions).offset(start).limit(criteria.size)).all()
    counted = {group: _counts(session, conditions, group) for group in _COLUMNS} if counts else {}
    return Listing(criteria, rows, total, counted)


def every(session: Session, criteria: Criteria) -> Iterator[Organisation]:
    """Yield all organisations that ``criteria`` ask for, by name, read a few at a time."""
    yield from streamed(session, _chosen(_conditions(criteria)))


def _chosen(conditions: Mapping[str, ColumnElement[bool]]) -> Select[Organisation]:
    found = select(Organisation).where(*conditions.values())
    return found.order_by(Organisation.sort_key, Organisation.id)


_COLUMNS: dict[str, Any] = {
    "type": Organisation.org_type,
    "province": Organisation.province,
    "side": Organisation.side,
    "verified": Organisation.verified_at.is_not(None),
}


def _conditions(criteria: Criteria) -> dict[str, ColumnElement[bool]]:
    conditions: dict[str, ColumnElement[bool]] = {}
    for position, word in enumerate(fold(criteria.query).split()[:_MOST_WORDS]):
        conditions[f"word {position}"] = or_(
            Organisation.search_key.contains(word, autoescape=True),
            func.lower(Organisation.short_name).contains(word, autoescape=True),
            func.lower(Organisation.name_en).contains(word, autoescape=True),
            func.lower(Organisation.code).contains(word, autoescape=True),
        )
    for group, values in criteria.filters.items():
        if group == "verified":
            verified = _COLUMNS[group]
            conditions[group] = or_(*(verified if each == "yes" else ~verified for each in values))
        else:
            conditions[group] = _COLUMNS[group].in_(values)
    return conditions


def _counts(
    session: Session, conditions: Mapping[str, ColumnElement[bool]], group: str
) -> dict[str, int]:
    others = [condition for name, condition in conditions.items() if name != group]
    column = _COLUMNS[group]
    rows = session.execute(select(column, func.count()).where(*others).group_by(column))
    if group == "verified":
        return {"yes" if value else "no": count for value, count in rows}
    return {str(value): count for value, count in rows if value}


def unverified_in(session: Session, province: str) -> int:
    """Count the organisations of ``province`` that nobody has verified yet."""
    unverified = (Organisation.province == province, Organisation.verified_at.is_(None))
    return session.scalar(select(func.count(Organisation.id)).where(*unverified)) or 0


def centre_of(session: Session, province: str) -> Organisation | None:
    """Return the centre that looks after ``province``, the first where there are several."""
    return session.scalars(
        select(Organisation)
        .where(looks_after(province))
        .order_by(Organisation.verified_at.is_(None), Organisation.id)
        .limit(1)
    ).first()


def centres(session: Session) -> Sequence[Organisation]:
    """Return the centres of all provinces, by name; those merged into another are gone."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.org_type == "centre", Organisation.merged_into_id.is_(None))
        .order_by(Organisation.sort_key, Organisation.id)
    ).all()


def similar(session: Session, name: str, tax_code: str, province: str) -> list[Organisation]:
    """Return organisations that may be the same one: a like name, or the same tax code."""
    wanted, tax = fold(name), tax_number(tax_code)
    near = or_(
        Organisation.search_key.startswith(wanted, autoescape=True),
        Organisation.province == province,
        Organisation.tax_code == tax if tax else Organisation.id.is_(None),
    )
    rows = session.scalars(select(Organisation).where(near).order_by(Organisation.sort_key))
    return [each for each in rows if (tax and each.tax_code == tax) or _alike(wanted, each)][:5]


def _alike(wanted: str, other: Organisation) -> bool:
    known = fold(other.name_vi)
    if wanted == known or not wanted:
        return wanted == known
    ratio = SequenceMatcher(None, wanted, known)
    return ratio.quick_ratio() >= ALIKE and ratio.ratio() >= ALIKE
