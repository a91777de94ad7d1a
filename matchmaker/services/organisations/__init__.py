"""Organisations: found (``browsing``), and registered, changed, verified (``changes``)."""

from matchmaker.services.organisations.browsing import (
    Criteria,
    Listing,
    browse,
    centre_of,
    centres,
    every,
    find,
    read,
    similar,
    tax_number,
    unverified_in,
)
from matchmaker.services.organisations.changes import (
    RESERVED,
    change,
    register,
    unverify,
    verify,
)

__all__ = [
    "RESERVED",
    "Criteria",
    "Listing",
    "browse",
    "centre_of",
    "centres",
    "change",
    "every",
    "find",
    "read",
    "register",
    "similar",
    "tax_number",
    "unverified_in",
    "unverify",
    "verify",
]
