"""The catalogue: what is published, found by words and filters, counted, and looked at.

Read in this order: ``criteria`` what is asked for · ``browsing`` the answer · ``selection`` which
postings that are · ``tallies``, ``cubes`` how many · ``visibility`` who may find what · ``visits``
how often a posting was opened.
"""

from matchmaker.services.catalogue.browsing import Facet, Listing, Option, browse, every
from matchmaker.services.catalogue.criteria import (
    PAGE_SIZE,
    SORTS,
    VOCABULARIES,
    Criteria,
    Note,
    clean_query,
    page_number,
    read,
)
from matchmaker.services.catalogue.selection import FOUND
from matchmaker.services.catalogue.tallies import published
from matchmaker.services.catalogue.visibility import Side, find, named, seen_by, sees_unpublished
from matchmaker.services.catalogue.visits import count_visit

__all__ = [
    "FOUND",
    "PAGE_SIZE",
    "SORTS",
    "VOCABULARIES",
    "Criteria",
    "Facet",
    "Listing",
    "Note",
    "Option",
    "Side",
    "browse",
    "clean_query",
    "count_visit",
    "every",
    "find",
    "named",
    "page_number",
    "published",
    "read",
    "seen_by",
    "sees_unpublished",
]
