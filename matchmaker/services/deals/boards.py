"""Deals seen together: the board by stage, and the list."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    case,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from matchmaker.services.actors import Actor
from matchmaker.services.deals import filters as deal_filters
from matchmaker.services.deals import values
from matchmaker.services.deals.filters import Filters
from matchmaker.services.pages import Page, page_of, streamed
from models import Deal, DealCredit, DealParty, DealStage, Need, Organisation, Technology, User

CARDS = 20
"""How many cards a column of the board shows; the list shows all."""

SORTS: Mapping[str, tuple[SQLColumnExpression[Any], ...]] = {
    "due": (Deal.next_step_due,),
    "stage": (
        case({stage.value: place for place, stage in enumerate(DealStage)}, value=Deal.stage),
    ),
    "since": (Deal.stage_since,),
    "opened": (Deal.opened_at,),
    "value": (values.IN_DONG, case((values.FOREIGN, values.CURRENCY)), values.VALUE),
    "officer": (select(User.name).where(User.id == Deal.officer_id).scalar_subquery(),),
    "code": (Deal.code,),
}
"""What a list may be sorted by. Values in đồng come first, then each other currency by itself."""


@dataclass(frozen=True, slots=True)
class Column:
    """A stage of the board: its first cards, most urgent first, and how many there are."""

    stage: DealStage
    deals: Sequence[Deal]
    total: int


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for the deals that ``actor`` may read, as ``deal:read`` has it."""
    if actor.is_ministry or actor.is_administrator:
        return true()
    if actor.membership is None:
        return false()
    organisation_id = actor.membership.organisation_id
    own = or_(
        Deal.centre_id == organisation_id,
        Deal.credits.any(DealCredit.centre_id == organisation_id),
        Deal.parties.any(DealParty.organisation_id == organisation_id),
        Deal.need_id.in_(select(Need.id).where(Need.organisation_id == organisation_id)),
        Deal.technology_id.in_(
            select(Technology.id).where(Technology.organisation_id == organisation_id)
        ),
    )
    if actor.department_province is None:
        return own
    centres = select(Organisation.id).where(Organisation.province == actor.department_province)
    return or_(
        own, Deal.centre_id.in_(centres), Deal.credits.any(DealCredit.centre_id.in_(centres))
    )


def columns(session: Session, actor: Actor, filters: Filters) -> list[Column]:
    """Return the board: every stage with its first :data:`CARDS` deals, in three queries."""
    chosen = _where(session, actor, filters)
    totals = dict(
        session.execute(select(Deal.stage, func.count()).where(*chosen).group_by(Deal.stage)).all()
    )
    ranked = (
        select(
            Deal.id,
            func.row_number()
            .over(
                partition_by=Deal.stage,
                order_by=(Deal.next_step_due.nulls_last(), Deal.stage_since.desc(), Deal.id),
            )
            .label("place"),
        )
        .where(*chosen)
        .subquery()
    )
    shown = session.scalars(
        select(Deal)
        .join(ranked, ranked.c.id == Deal.id)
        .where(ranked.c.place <= CARDS)
        .order_by(ranked.c.place)
        .options(*together())
    ).all()
    return [
        Column(stage, [deal for deal in shown if deal.stage is stage], totals.get(stage, 0))
        for stage in DealStage
    ]


def listed(
    session: Session,
    actor: Actor,
    filters: Filters,
    *,
    sort: str = "due",
    descending: bool = False,
    number: int = 1,
    url: Callable[[int], str] = str,
) -> Page[Deal]:
    """Return one page of the list."""
    rows = _sorted(_where(session, actor, filters), sort, descending=descending)
    return page_of(session, rows, number, url)


def every(
    session: Session, actor: Actor, filters: Filters, *, sort: str = "due", descending: bool = False
) -> Iterator[Deal]:
    """Yield every deal of the list, for an export."""
    rows = _sorted(_where(session, actor, filters), sort, descending=descending)
    yield from streamed(session, rows)


def officers(session: Session, actor: Actor) -> list[User]:
    """Return who follows the deals that ``actor`` may see."""
    followed = select(Deal.officer_id).where(visible(actor))
    found = session.scalars(select(User).where(User.id.in_(followed)))
    return sorted(found, key=lambda person: person.sort_key)


def conditions(actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    """Return what holds for the deals that ``filters`` ask for and ``actor`` may read.

    Colours depend on the clocks of today and are asked of lists alone.
    """
    return [visible(actor), *deal_filters.conditions(actor, filters)]


def _where(session: Session, actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    return [*conditions(actor, filters), *deal_filters.coloured(session, filters)]


def _sorted(chosen: list[ColumnElement[bool]], sort: str, *, descending: bool) -> Select[Deal]:
    keys = [key.desc() if descending else key.asc() for key in SORTS[sort]]
    order = [key.nulls_last() for key in keys]
    return select(Deal).where(*chosen).order_by(*order, Deal.id.desc()).options(*together())


def together() -> tuple[ExecutableOption, ...]:
    """Return what a row of deals needs, read with it."""
    need = selectinload(Deal.need)
    technology = selectinload(Deal.technology)
    return (
        need.joinedload(Need.organisation),
        need.selectinload(Need.disclosures),
        technology.joinedload(Technology.organisation),
        selectinload(Deal.credits).joinedload(DealCredit.centre),
        selectinload(Deal.clearance),
        joinedload(Deal.centre),
        joinedload(Deal.officer),
        joinedload(Deal.next_step_owner),
    )
