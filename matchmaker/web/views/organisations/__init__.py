"""Pages about organisations, the people who belong to them, and centres that merge."""

from matchmaker.web.views.organisations import members, mergers, pages
from matchmaker.web.views.organisations.blueprint import bp

__all__ = ["bp", "members", "mergers", "pages"]
