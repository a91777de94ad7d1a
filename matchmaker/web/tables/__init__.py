"""Lists as tables for spreadsheets: the columns of each, one noun a file."""

from matchmaker.web.tables import (
    deals,
    funnels,
    inbox,
    matches,
    organisations,
    payments,
    postings,
    records,
    users,
)

__all__ = [
    "deals",
    "funnels",
    "inbox",
    "matches",
    "organisations",
    "payments",
    "postings",
    "records",
    "users",
]
