"""Pages of a list: numbers for the pager, addresses that keep the question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

Pairs = Sequence[tuple[str, str]]


def address(path: str, pairs: Pairs) -> str:
    """Return ``path`` with ``pairs`` as its query.

    >>> address("/needs/", [("q", "sấy mít"), ("field", "203")])
    '/needs/?q=s%E1%BA%A5y+m%C3%ADt&field=203'
    """
    return f"{path}?{urlencode(pairs)}" if pairs else path


def without(pairs: Pairs, name: str, value: str | None = None) -> list[tuple[str, str]]:
    """Return ``pairs`` without ``name`` (or its one ``value``), and back on the first page."""
    return [
        (each, of)
        for each, of in pairs
        if each != "page" and not (each == name and value in {None, of})
    ]


@dataclass(frozen=True, slots=True)
class Page:
    """Where a reader is in a list; ``url`` leads to its other pages."""

    number: int
    pages: int
    total: int
    path: str
    pairs: Pairs

    def url(self, number: int) -> str:
        """Return the address of page ``number``."""
        rest = without(self.pairs, "page")
        return address(self.path, [*rest, ("page", str(number))] if number > 1 else rest)


def page_number() -> int:
    """Return the page asked for; 1 for anything that is no page number."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 1  # noqa: PLR2004


def page_url() -> Callable[[int], str]:
    """Return a function that leads to another page of this list, with everything else kept."""
    return Page(1, 1, 0, request.path, list(request.args.items(multi=True))).url
