"""Which deals a list shows: by stage, officer, field, province, age, value, colour and words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from matchmaker.services import catalogue
from matchmaker.services.actors import Actor
from matchmaker.services.deals import clocks, cohorts, reassignments, values
from matchmaker.services.deals.clocks import Colour
from matchmaker.services.deals.cohorts import Cohort
from models import VIETNAM, Deal, DealStage, Need, Organisation, Technology, local_today
from models.text import fold

LATE = "late"
"""Amber and red together."""

COLOURS = (*(each.value for each in Colour), LATE)
AGES = (7, 30, 90, 180)
"""For how many days at least a deal has been in its stage."""

VALUES: Mapping[str, ColumnElement[bool]] = {
    "none": values.VALUE.is_(None),
    "small": values.IN_DONG < 10**8,
    "medium": and_(values.IN_DONG >= 10**8, values.IN_DONG < 10**9),
    "large": values.IN_DONG >= 10**9,
    "foreign": values.FOREIGN,
}
"""Which values a list may be asked for; the sizes are those of values in đồng alone."""

_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Filters:
    """Which deals to show; an empty one shows all that the viewer may see."""

    stage: DealStage | None = None
    officer_id: int | None = None
    field: str = ""
    age: int | None = None
    value: str = ""
    colour: str = ""
    query: str = ""
    overdue: bool = False
    orphaned: bool = False
    cohort: Cohort = cohorts.ALL

    def __bool__(self) -> bool:
        return self != Filters()


def conditions(actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    """Return what ``filters`` ask of a deal."""
    asked: list[tuple[Any, ColumnElement[bool]]] = [
        (filters.stage, Deal.stage == filters.stage),
        (filters.officer_id, Deal.officer_id == filters.officer_id),
        (filters.field, _field(filters.field)),
        (filters.age, _older(filters.age or 0)),
        (filters.overdue, Deal.next_step_due < local_today()),
        (filters.orphaned, and_(Deal.closed_at.is_(None), reassignments.orphaned())),
    ]
    chosen = [condition for given, condition in asked if given]
    if filters.value in VALUES:
        chosen.append(VALUES[filters.value])
    return [*chosen, *_worded(actor, filters.query), *cohorts.conditions(actor, filters.cohort)]


def coloured(session: Session, filters: Filters) -> list[ColumnElement[bool]]:
    """Return the condition for the colour that ``filters`` ask for, by the clocks of today."""
    if filters.colour not in COLOURS:
        return []
    read = clocks.read(session)
    shown = read.is_past() if filters.colour == LATE else read.shows(Colour(filters.colour))
    return [Deal.closed_at.is_(None), shown]


def _field(code: str) -> ColumnElement[bool]:
    found = select(Need.id).where(Need.vn_field.startswith(code, autoescape=True))
    return Deal.need_id.in_(found)


def _older(days: int) -> ColumnElement[bool]:
    first = local_today() - timedelta(days=days - 1)
    return and_(
        Deal.closed_at.is_(None),
        Deal.stage_since < datetime.combine(first, time.min, VIETNAM),
    )


def _worded(actor: Actor, query: str) -> list[ColumnElement[bool]]:
    """Return a condition a word, accents aside; the name of a blind firm finds nothing."""
    return [_says(actor, word) for word in fold(query).split()[:_MOST_WORDS]]


def _says(actor: Actor, word: str) -> ColumnElement[bool]:
    named = Organisation.search_key.contains(word, autoescape=True)
    needs, technologies = select(Need.id), select(Technology.id)
    firms = needs.join(Need.organisation).where(catalogue.named(actor, "need"), named)
    return or_(
        func.lower(Deal.code).contains(word, autoescape=True),
        Deal.need_id.in_(needs.where(Need.search_key.contains(word, autoescape=True))),
        Deal.technology_id.in_(
            technologies.where(Technology.search_key.contains(word, autoescape=True))
        ),
        Deal.technology_id.in_(technologies.join(Technology.organisation).where(named)),
        Deal.need_id.in_(firms),
    )
