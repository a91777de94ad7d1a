"""One page of a long list."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

SIZE = 20
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The ``items`` of page ``number`` of ``pages``, out of ``total``; ``url`` leads to another."""

    items: Sequence[T]
    number: int
    total: int
    size: int = SIZE
    url: Callable[[int], str] = str

    @property
    def pages(self) -> int:
        """Count the pages; an empty list has one."""
        return max(1, -(-self.total // self.size))


def page_of(
    session: Session,
    query: Select[Any],
    number: int,
    url: Callable[[int], str] = str,
    size: int = SIZE,
) -> Page[Any]:
    """Read page ``number`` of ``query``'s first column; one past the end shows the last page."""
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    total = session.scalar(counted) or 0
    shown = min(max(number, 1), max(1, -(-total // size)))
    items = session.scalars(query.limit(size).offset((shown - 1) * size)).unique().all()
    return Page(items, shown, total, size, url)


def streamed(session: Session, query: Select[Any], size: int = 500) -> Iterator[Any]:
    """Yield every row of ``query``'s first column, read a few at a time, for an export.

    A reader who goes away early leaves no cursor open behind.
    """
    with closing(session.scalars(query.execution_options(yield_per=size))) as rows:
        yield from rows


def batches(found: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """Yield ``found`` a few at a time, so that what they need can be read for all of them."""
    rest = iter(found)
    while some := list(islice(rest, size)):
        yield some
