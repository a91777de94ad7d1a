"""Cohorts: the deals that were opened in a period, and how far they came."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from matchmaker.services import catalogue, provinces
from matchmaker.services.actors import Actor
from matchmaker.services.deals import values
from matchmaker.services.provinces import Place
from models import (
    PATH,
    VIETNAM,
    ClearanceStep,
    Deal,
    DealEvent,
    DealEventKind,
    DealStage,
    Need,
    Party,
    VocabularyEntry,
)

GROUP = "group:"
"""Before the name of a group of ``loss_reasons``: any reason of it."""
ASKED, WAITING = "asked", "waiting"


@dataclass(frozen=True, slots=True)
class Cohort:
    """Which deals are meant; what is empty asks for nothing.

    ``passed`` means that a deal reached a stage and came further, ``left`` that it reached one and
    is not there now, ``signed`` the currency of what was signed. A centre's deals are also those it
    shares. Days are those of Viet Nam.
    """

    opened_from: date | None = None
    opened_to: date | None = None
    closed_from: date | None = None
    centre: str = ""
    place: Place | None = None
    reached: DealStage | None = None
    passed: DealStage | None = None
    left: DealStage | None = None
    running: bool = False
    signed: str = ""
    loss: str = ""
    loss_party: Party | None = None
    clearance: str = ""
    """Whether rights to a result of the State were ``asked`` for, or are ``waiting`` now."""
    authority: str = ""
    """Who was asked."""


ALL = Cohort()


def conditions(actor: Actor, cohort: Cohort) -> list[ColumnElement[bool]]:
    """Return what holds for the deals of ``cohort``, as far as ``actor`` may know it of each."""
    found = [*_in_period(cohort), *_on_the_way(cohort), *_lost(cohort), *_blocked(cohort)]
    if cohort.centre:
        found.append(values.of_centre(cohort.centre))
    if cohort.signed:
        found.append(Deal.value_signed.is_not(None) & (Deal.currency == cohort.signed))
    if cohort.place:
        here = provinces.needs_in(cohort.place, catalogue.named(actor, "need"))
        found.append(Deal.need_id.in_(select(Need.id).join(Need.organisation).where(here)))
    return found


def beginning(day: date) -> datetime:
    """Return the first moment of ``day`` in Viet Nam."""
    return datetime.combine(day, time.min, VIETNAM)


def _in_period(cohort: Cohort) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if cohort.opened_from:
        found.append(Deal.opened_at >= beginning(cohort.opened_from))
    if cohort.opened_to:
        found.append(Deal.opened_at < beginning(cohort.opened_to) + timedelta(days=1))
    if cohort.closed_from:
        found.append(Deal.closed_at >= beginning(cohort.closed_from))
    return found


def _on_the_way(cohort: Cohort) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if cohort.reached:
        found.append(reached(cohort.reached))
    if cohort.passed:
        later = PATH[PATH.index(cohort.passed) + 1 :]
        found += [reached(cohort.passed), reached(*later)]
    if cohort.left:
        found += [reached(cohort.left), Deal.stage != cohort.left]
    if cohort.running:
        found.append(Deal.stage.not_in([DealStage.COMPLETED, DealStage.LOST]))
    return found


def reached(*stages: DealStage) -> ColumnElement[bool]:
    """Return the condition that a deal is or was in one of ``stages``; all were proposed."""
    if DealStage.PROPOSED in stages:
        return Deal.id.is_not(None)
    entered = select(DealEvent.deal_id).where(
        DealEvent.kind == DealEventKind.STAGE, DealEvent.stage_to.in_(stages)
    )
    return or_(Deal.stage.in_(stages), Deal.id.in_(entered))


def _lost(cohort: Cohort) -> list[ColumnElement[bool]]:
    if not (cohort.loss or cohort.loss_party):
        return []
    found: list[ColumnElement[bool]] = [Deal.stage == DealStage.LOST]
    if cohort.loss_party:
        found.append(Deal.loss_party == cohort.loss_party)
    if cohort.loss.startswith(GROUP):
        group = VocabularyEntry.attributes["group"].as_string()
        codes = select(VocabularyEntry.code).where(
            VocabularyEntry.vocabulary == "loss_reasons", group == cohort.loss.removeprefix(GROUP)
        )
        found.append(Deal.loss_reason.in_(codes))
    elif cohort.loss:
        found.append(Deal.loss_reason == cohort.loss)
    return found


def _blocked(cohort: Cohort) -> list[ColumnElement[bool]]:
    if not (cohort.clearance or cohort.authority):
        return []
    asked: list[ColumnElement[bool]] = [ClearanceStep.requested_on.is_not(None)]
    if cohort.authority:
        asked.append(ClearanceStep.authority == cohort.authority)
    if cohort.clearance != WAITING:
        return [Deal.clearance.any(and_(*asked))]
    undecided = and_(*asked, ClearanceStep.decided_on.is_(None))
    return [Deal.clearance.any(undecided), Deal.stage.not_in([DealStage.COMPLETED, DealStage.LOST])]
