"""What a person, a centre or a department has to do this week, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from matchmaker.services.actors import Actor
from matchmaker.services.deals import boards, clocks, reassignments, waits
from matchmaker.services.deals.clocks import Clocks, Colour
from matchmaker.services.deals.waits import Wait
from models import Deal, DealCredit, DealStage, User, local_today

ROWS = 20
"""How many rows a part of the page shows; the list shows all."""

OF_EACH = 5
"""How many rows of each officer the page of a whole centre shows."""


class Part(StrEnum):
    """A part of the page, and so why a deal stands on it."""

    ORPHANED = "orphaned"
    RED = "red"
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATE = "late"
    WAITING = "waiting"
    LATER = "later"


DUE = (Part.OVERDUE, Part.TODAY, Part.WEEK)


@dataclass(frozen=True, slots=True)
class Row:
    """A deal that something is to be done for, and its clock: days gone, and days it has."""

    deal: Deal
    part: Part
    colour: Colour
    age: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class Rows:
    """The first rows of a part, and how many there are."""

    part: Part
    rows: Sequence[Row]
    total: int


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer has to do: counts by part, and the most urgent rows."""

    officer: User
    counts: dict[str, int]
    rows: Sequence[Row] = ()


@dataclass(slots=True)
class Monday:
    """A whole page: its parts in their order, and for a centre what each officer has to do.

    ``waits`` says whom the deals of any part wait for, by their numbers.
    """

    parts: list[Rows] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    waits: dict[int, Wait] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to do at all."""
        return not any(part.total for part in self.parts) and not any(
            load.rows for load in self.loads
        )


def of_person(session: Session, actor: Actor, person: User) -> Monday:
    """Return what ``person`` has to do, as ``actor`` may see it."""
    return _Reader(session, actor).personal(of(person))


def of_parties(session: Session, actor: Actor) -> Monday:
    """Return what is to be done this week on the deals of the actor's organisation."""
    return _Reader(session, actor).due()


def of_centre(session: Session, actor: Actor) -> Monday:
    """Return what the whole centre has to do: what nobody has and what is red first."""
    return _Reader(session, actor).whole(shared_by(actor))


def stuck(session: Session, actor: Actor) -> Monday:
    """Return the deals that stand still for too long, for those who watch over centres."""
    return _Reader(session, actor).red_only()


def of(person: User) -> ColumnElement[bool]:
    """Return the condition for the deals that ``person`` has something to do on."""
    return or_(Deal.officer_id == person.id, Deal.next_step_owner_id == person.id)


def shared_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for the deals that the actor's centre follows, alone or with others."""
    own = actor.organisation.id if actor.organisation else 0
    return or_(Deal.centre_id == own, Deal.credits.any(DealCredit.centre_id == own))


class _Reader:
    """Reads the parts of one page; a deal stands in the first part that fits."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session = session
        self.open = and_(boards.visible(actor), Deal.closed_at.is_(None))
        self.clocks: Clocks = clocks.read(session)
        self.not_due = place_on(self.clocks.today).is_(None)
        self.shown: set[int] = set()

    def personal(self, theirs: ColumnElement[bool]) -> Monday:
        page = Monday(self._due_parts(theirs))
        past = self.clocks.is_past()
        page.parts += [
            self._part(Part.LATE, theirs, self.not_due, past),
            self._part(Part.WAITING, theirs, self.not_due, ~clocks.surely(past), waits.waiting()),
        ]
        return self._with_waits(page)

    def due(self) -> Monday:
        return self._with_waits(Monday(self._due_parts()))

    def whole(self, ours: ColumnElement[bool]) -> Monday:
        page = Monday([self._part(Part.ORPHANED, ours, reassignments.orphaned())])
        page.parts += [self._part(Part.RED, ours, self.clocks.shows(Colour.RED))]
        page.loads = self._loads(ours, ~reassignments.orphaned())
        page.parts += [self._part(Part.WAITING, ours, self.not_due, waits.waiting())]
        return self._with_waits(page)

    def red_only(self) -> Monday:
        return self._with_waits(Monday([self._part(Part.RED, self.clocks.shows(Colour.RED))]))

    def _with_waits(self, page: Monday) -> Monday:
        rows = [row for part in page.parts for row in part.rows]
        rows += [row for load in page.loads for row in load.rows]
        page.waits = waits.of(self.session, [row.deal for row in rows])
        return page

    def _part(self, part: Part, *conditions: ColumnElement[bool]) -> Rows:
        """Read one part; what stood in one before it is counted again but shown once."""
        chosen = (self.open, *conditions)
        total = self.session.scalars(select(func.count(Deal.id)).where(*chosen)).one()
        if not total:
            return Rows(part, (), 0)
        found = self.session.scalars(
            select(Deal)
            .where(*chosen, Deal.id.not_in(self.shown))
            .order_by(Deal.stage_since, Deal.id)
            .limit(ROWS)
            .options(*boards.together())
        ).all()
        return Rows(part, [self._row(deal, part) for deal in found], total)

    def _due_parts(self, *conditions: ColumnElement[bool]) -> list[Rows]:
        """Read what is overdue, due today and until Sunday, in two queries."""
        chosen = (self.open, *conditions)
        place = place_on(self.clocks.today).label("place")
        counted = self.session.execute(select(place, func.count()).where(*chosen).group_by("place"))
        totals = {row[0]: row[1] for row in counted}
        found = self._first(place_on(self.clocks.today), ROWS, *chosen)
        rows = [self._row(deal, Part(place)) for deal, place in found]
        return [
            Rows(part, [row for row in rows if row.part is part], totals.get(part, 0))
            for part in DUE
        ]

    def _loads(self, *conditions: ColumnElement[bool]) -> list[Load]:
        """Read what every officer has to do: counts, and the most urgent rows of each."""
        chosen = (self.open, *conditions)
        counted = self.session.execute(
            select(Deal.officer_id, *self._counts()).where(*chosen).group_by(Deal.officer_id)
        ).all()
        found = self._first(Deal.officer_id, OF_EACH, *chosen)
        rows = [self._row(deal, Part(place)) for deal, place in found]
        people = {
            each.id: each
            for each in self.session.scalars(
                select(User).where(User.id.in_([row.officer_id for row in counted]))
            )
        }
        loads = [
            Load(
                people[count.officer_id],
                {name: number for name, number in count._mapping.items() if name != "officer_id"},
                [row for row in rows if row.deal.officer_id == count.officer_id],
            )
            for count in counted
            if count.officer_id is not None
        ]
        return sorted(loads, key=lambda load: (-load.counts["overdue"], load.officer.sort_key))

    def _counts(self) -> list[ColumnElement[Any]]:
        place, red = place_on(self.clocks.today), self.clocks.shows(Colour.RED)
        return [
            *(func.count(case((place == part.value, 1))).label(part.value) for part in DUE),
            func.count(case((red, 1))).label("red"),
            func.count().label("open"),
        ]

    def _first(self, group: Any, count: int, *chosen: ColumnElement[bool]) -> list[Any]:
        """Return the most urgent deals of every ``group`` that are due, with their part."""
        place = place_on(self.clocks.today)
        order = (place, Deal.next_step_due, Deal.id)
        ranked = (
            select(
                Deal.id,
                place.label("place"),
                func.row_number().over(partition_by=group, order_by=order).label("number"),
            )
            .where(*chosen, place.is_not(None), Deal.id.not_in(self.shown))
            .subquery()
        )
        return list(
            self.session.execute(
                select(Deal, ranked.c.place)
                .join(ranked, ranked.c.id == Deal.id)
                .where(ranked.c.number <= count)
                .order_by(ranked.c.place, Deal.next_step_due, Deal.id)
                .options(*boards.together())
            )
        )

    def _row(self, deal: Deal, part: Part) -> Row:
        self.shown.add(deal.id)
        return row_in(self.clocks, deal, part)


def place_on(today: date) -> ColumnElement[Any]:
    """Return in which part an open deal is due; a pause that is over is due like a next step."""
    sunday = today + timedelta(days=6 - today.weekday())
    resume = case((Deal.stage == DealStage.PAUSED, Deal.resume_on))
    due, late = Deal.next_step_due, or_(Deal.next_step_due < today, resume < today)
    return case(
        (late, Part.OVERDUE.value),
        (or_(due == today, resume == today), Part.TODAY.value),
        (or_(due <= sunday, resume <= sunday), Part.WEEK.value),
    )


def row_of(session: Session, deal: Deal) -> Row:
    """Return ``deal`` as a row, after something was done for it."""
    read = clocks.read(session)
    part = session.scalar(select(place_on(local_today())).where(Deal.id == deal.id))
    return row_in(read, deal, Part(part) if part else Part.LATER)


def row_in(read: Clocks, deal: Deal, part: Part) -> Row:
    """Return ``deal`` as a row of ``part``."""
    return Row(deal, part, read.colour(deal), read.age(deal), read.limit(deal))
