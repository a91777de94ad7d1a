"""What technologies and needs share: writing, one's own list, review and states."""

from matchmaker.web.views.postings import editing, mine, states
from matchmaker.web.views.postings.blueprint import bp

__all__ = ["bp", "editing", "mine", "states"]
