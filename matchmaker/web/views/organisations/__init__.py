"""Pages about organisations (``pages``) and the people who belong to them (``members``)."""

from matchmaker.web.views.organisations import members, pages
from matchmaker.web.views.organisations.blueprint import bp

__all__ = ["bp", "members", "pages"]
