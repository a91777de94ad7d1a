"""Pages about deals: seen together, one by one, and moved on."""

from matchmaker.web.views.deals import conversation, lists, moves, sheet
from matchmaker.web.views.deals.blueprint import bp

__all__ = ["bp", "conversation", "lists", "moves", "sheet"]
