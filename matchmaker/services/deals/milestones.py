"""Milestones: dated facts beside the stages of a deal, ticked when they have happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from matchmaker.services import audit, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.deals import known_facts, stages, timeline
from matchmaker.services.errors import Incomplete
from models import Deal, DealEventKind, Milestone, local_today
from models.text import clean


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of ``deal_milestones``: ticked by an officer, known from the records, or neither."""

    code: str
    ticked: Milestone | None
    known_on: date | None = None

    @property
    def reached_on(self) -> date | None:
        """The day it happened; an officer's word goes before what the records say."""
        return self.ticked.reached_on if self.ticked else self.known_on


def by_stage(session: Session, deal: Deal) -> Mapping[str, Sequence[Fact]]:
    """Return the facts that belong to each stage, in their order."""
    ticked = {each.code: each for each in deal.milestones}
    known = known_facts.of(session, deal)
    found: dict[str, list[Fact]] = {}
    for entry in vocabularies.entries(session, "deal_milestones"):
        fact = Fact(entry.code, ticked.get(entry.code), known.get(entry.code))
        found.setdefault(entry.attributes["stage"], []).append(fact)
    return found


def tick(
    session: Session,
    actor: Actor,
    deal: Deal,
    code: str,
    reached_on: date | None = None,
    *,
    note: str = "",
) -> Milestone:
    """Note that a milestone was reached on a day, today unless told; again corrects it.

    Raises :class:`UnknownCode`, :class:`NamesFirm`, or :class:`Incomplete` for a day to come.
    """
    vocabularies.check(session, "deal_milestones", code)
    on, words = reached_on or local_today(), clean(note).strip()
    if on > local_today():
        raise Incomplete(["reached_on"])
    timeline.refuse_names(deal, {"note": words})
    timeline.hold(session, deal, "milestones")
    milestone = next((each for each in deal.milestones if each.code == code), None)
    if milestone is None:
        milestone = Milestone(code=code)
        deal.milestones.append(milestone)
    milestone.reached_on, milestone.note, milestone.by = on, words, actor.user
    _tell(deal, actor, {"milestone": code, "reached_on": on, **({"note": words} if words else {})})
    audit.record(session, actor, "deal:tick", deal.code, milestone=code, on=on.isoformat())
    session.flush()
    return milestone


def untick(session: Session, actor: Actor, deal: Deal, milestone: Milestone) -> None:
    """Take a milestone back; the timeline keeps that it stood there."""
    deal.milestones.remove(milestone)
    _tell(deal, actor, {"unticked": milestone.code, "reached_on": milestone.reached_on})
    audit.record(session, actor, "deal:untick", deal.code, milestone=milestone.code)
    session.flush()


def _tell(deal: Deal, actor: Actor, values: Mapping[str, object]) -> None:
    timeline.tell(deal, actor, DealEventKind.MILESTONE, text=stages.written(values))
