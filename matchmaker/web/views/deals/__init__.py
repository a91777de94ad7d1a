"""Pages about deals: seen together, one by one, and moved on."""

from matchmaker.web.views.deals import (
    calls,
    clocks,
    conversation,
    credits,
    documents,
    duties,
    lists,
    meetings,
    milestones,
    monday,
    money,
    moves,
    outcome,
    parties,
    payments,
    reassignments,
    sheet,
)
from matchmaker.web.views.deals.blueprint import bp

__all__ = [
    "bp",
    "calls",
    "clocks",
    "conversation",
    "credits",
    "documents",
    "duties",
    "lists",
    "meetings",
    "milestones",
    "monday",
    "money",
    "moves",
    "outcome",
    "parties",
    "payments",
    "reassignments",
    "sheet",
]
