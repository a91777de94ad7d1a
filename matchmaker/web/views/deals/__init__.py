"""Pages about deals: seen together, one by one, and moved on."""

from matchmaker.web.views.deals import (
    calls,
    conversation,
    credits,
    lists,
    milestones,
    moves,
    parties,
    sheet,
)
from matchmaker.web.views.deals.blueprint import bp

__all__ = [
    "bp",
    "calls",
    "conversation",
    "credits",
    "lists",
    "milestones",
    "moves",
    "parties",
    "sheet",
]
