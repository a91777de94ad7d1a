"""Lists as tables for spreadsheets: the columns of each, one noun a file."""

from matchmaker.web.tables import (
    deals,
    figures,
    funnels,
    histories,
    inbox,
    matches,
    members,
    monday,
    notifications,
    organisations,
    payments,
    postings,
    records,
    users,
    vocabularies,
    weightings,
)

__all__ = [
    "deals",
    "figures",
    "funnels",
    "histories",
    "inbox",
    "matches",
    "members",
    "monday",
    "notifications",
    "organisations",
    "payments",
    "postings",
    "records",
    "users",
    "vocabularies",
    "weightings",
]
