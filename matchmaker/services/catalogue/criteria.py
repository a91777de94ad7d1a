"""What is asked of the catalogue: cleaned words, known filters, a sort and a page."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from matchmaker.services import provinces, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.catalogue.visibility import Side, sees_unpublished
from matchmaker.services.provinces import Place
from models import PostingState
from models.text import clean

PAGE_SIZE = 20
QUERY_LENGTH = 200
_NOTED = 3
_PAGE = re.compile(r"[0-9]{1,9}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

Arguments = Mapping[str, Sequence[str]]

VOCABULARIES = {
    ("technology", "field"): "vn_fields",
    ("technology", "province"): "provinces_34",
    ("technology", "trl"): "trl",
    ("technology", "kind"): "transfer_modes",
    ("need", "field"): "vn_fields",
    ("need", "province"): "provinces_34",
    ("need", "kind"): "need_types",
}
"""The filters of each side, in the order of the page, and where their values come from."""

SORTS: Mapping[Side, tuple[str, ...]] = {
    "technology": ("relevance", "newest", "title", "trl"),
    "need": ("relevance", "newest", "title"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was asked for and not used as it stood: ``what`` is a code."""

    what: str
    group: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Criteria:
    """What to look for on one side; ``filters`` hold known codes only.

    ``place`` is one of the 63 provinces before 2025-07-01, ``since`` the first day of publishing.
    """

    side: Side
    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    organisation: str = ""
    place: Place | None = None
    since: date | None = None
    sort: str = "newest"
    page: int = 1
    size: int = PAGE_SIZE

    def arguments(self) -> list[tuple[str, str]]:
        """Return the address of this list: name and value, defaults left out."""
        pairs = [("q", self.query)] if self.query else []
        pairs += [(name, value) for name, values in self.filters.items() for value in values]
        if self.organisation:
            pairs.append(("organisation", self.organisation))
        if self.place:
            pairs.append(("province_63", self.place.key))
        if self.since:
            pairs.append(("since", self.since.isoformat()))
        if self.sort != default_sort(self.query):
            pairs.append(("sort", self.sort))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs


def default_sort(query: str) -> str:
    """Return the order nobody asked for: the best first for words, else the newest."""
    return "relevance" if query else "newest"


def clean_query(text: str) -> tuple[str, list[Note]]:
    r"""Return ``text`` as a query of at most :data:`QUERY_LENGTH` characters, and what was done.

    >>> clean_query("  máy \x00 sấy ")
    ('máy sấy', [Note(what='query-cleaned', group='', value='')])
    """
    start = text[: QUERY_LENGTH * 4]
    seen = clean(start)
    notes = []
    if seen != unicodedata.normalize("NFC", start) or _CONTROL.search(seen):
        notes.append(Note("query-cleaned"))
    words = " ".join(_CONTROL.sub(" ", seen).split())
    if len(words) > QUERY_LENGTH or len(text) > len(start):
        notes.append(Note("query-cut"))
    return words[:QUERY_LENGTH].rstrip(), notes


def read(
    session: Session, actor: Actor, side: Side, arguments: Arguments
) -> tuple[Criteria, list[Note]]:
    """Read ``arguments`` of an address; what is unknown is left out and noted."""
    query, notes = clean_query(_first(arguments, "q"))
    filters: dict[str, tuple[str, ...]] = {}
    for group, known in _known(session, actor, side, arguments).items():
        asked = list(dict.fromkeys(value for value in arguments.get(group, ()) if value))
        chosen = tuple(value for value in asked if value in known)
        if chosen:
            filters[group] = chosen
        unknown = [value for value in asked if value not in known]
        notes += [Note("unknown", group, clean(value[:40])) for value in unknown[:_NOTED]]
    sort = _first(arguments, "sort") or default_sort(query)
    if sort not in SORTS[side] or (sort == "relevance" and not query):
        notes += [Note("unknown", "sort", clean(sort[:40]))] if sort != "relevance" else []
        sort = default_sort(query)
    organisation = clean(_first(arguments, "organisation")[:40]).strip().upper()
    criteria = Criteria(
        side,
        query,
        filters,
        organisation,
        place=_place(session, _first(arguments, "province_63")),
        since=_day(_first(arguments, "since")),
        sort=sort,
        page=page_number(_first(arguments, "page")),
    )
    return criteria, notes


def _place(session: Session, key: str) -> Place | None:
    return provinces.atlas(session).place(key, before=True) if key else None


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def page_number(written: str) -> int:
    """Return the page asked for, the first for anything that is none.

    >>> page_number("3"), page_number("0"), page_number("x"), page_number("9" * 99)
    (3, 1, 1, 1)
    """
    return max(1, int(written)) if _PAGE.fullmatch(written) else 1


def _first(arguments: Arguments, name: str) -> str:
    return next(iter(arguments.get(name, ())), "")


def _known(
    session: Session, actor: Actor, side: Side, arguments: Arguments
) -> dict[str, Collection[str]]:
    """Return the values each filter takes, read only for the filters that are asked for."""
    known: dict[str, Collection[str]] = {}
    for (of, group), vocabulary in VOCABULARIES.items():
        if of == side and arguments.get(group):
            entries = vocabularies.entries(session, vocabulary)
            known[group] = {
                entry.code
                for entry in entries
                if vocabulary != "transfer_modes" or entry.code.startswith("object.")
            }
    if arguments.get("state"):
        known["state"] = set(PostingState) if sees_unpublished(actor) else set()
    return known
