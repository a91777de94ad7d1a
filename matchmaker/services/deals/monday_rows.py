"""The Monday page as one list, for a file: every row of it, in the order of its parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from matchmaker.services.actors import Actor
from matchmaker.services.deals import boards, clocks, monday, reassignments, waits
from matchmaker.services.deals.clocks import Clocks, Colour
from matchmaker.services.deals.monday import DUE, Part, Row
from matchmaker.services.deals.waits import Wait
from matchmaker.services.pages import batches, streamed
from models import Deal, User


@dataclass(frozen=True, slots=True)
class Listed:
    """A row, and whom its deal waits for."""

    row: Row
    wait: Wait | None


def of_person(session: Session, actor: Actor, person: User) -> Iterator[Listed]:
    """Yield what ``person`` has to do, as :func:`monday.of_person`."""
    return _every(session, actor, (*DUE, Part.LATE, Part.WAITING), monday.of(person))


def of_parties(session: Session, actor: Actor) -> Iterator[Listed]:
    """Yield what is to be done this week, as :func:`monday.of_parties`."""
    return _every(session, actor, DUE)


def of_centre(session: Session, actor: Actor) -> Iterator[Listed]:
    """Yield what the whole centre has to do, as :func:`monday.of_centre`."""
    parts = (Part.ORPHANED, Part.RED, *DUE, Part.WAITING)
    return _every(session, actor, parts, monday.shared_by(actor))


def stuck(session: Session, actor: Actor) -> Iterator[Listed]:
    """Yield the deals that stand still for too long, as :func:`monday.stuck`."""
    return _every(session, actor, (Part.RED,))


def _every(
    session: Session, actor: Actor, parts: Sequence[Part], *whose: ColumnElement[bool]
) -> Iterator[Listed]:
    """Yield the open deals that belong into one of ``parts``: each once, in the first that fits."""
    read = clocks.read(session)
    open_ = [boards.visible(actor), Deal.closed_at.is_(None), *whose]
    for part in parts:
        fits = _fits(read, part)
        found = select(Deal).where(*open_, fits).order_by(*_order(part))
        for deals in batches(streamed(session, found.options(*boards.together()))):
            waiting = waits.of(session, deals)
            for deal in deals:
                yield Listed(monday.row_in(read, deal, part), waiting.get(deal.id))
        open_.append(~clocks.surely(fits))


def _fits(read: Clocks, part: Part) -> ColumnElement[bool]:
    """Return the condition for deals that belong into ``part`` at least."""
    match part:
        case Part.ORPHANED:
            return reassignments.orphaned()
        case Part.RED:
            return read.shows(Colour.RED)
        case Part.LATE:
            return read.is_past()
        case Part.WAITING:
            return waits.waiting()
        case _:
            return monday.place_on(read.today) == part.value


def _order(part: Part) -> tuple[ColumnElement[Any], ...]:
    """Return the order of the page: by day where something is due, else the longest wait first."""
    first = Deal.next_step_due if part in DUE else Deal.stage_since
    return first.asc(), Deal.id.asc()
