"""Rights to a result that the State has paid for: who was asked, and what was decided."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from matchmaker.services import audit, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.deals import timeline
from matchmaker.services.duties import answers, waiting
from matchmaker.services.errors import Incomplete, InvalidTransition, RightsUnsettled
from models import ClearanceStep, Deal, DealEventKind, VocabularyEntry, local_today
from models.text import clean

FUNDING, CLEARANCE = "state_funding", "rights_clearance"


class Standing(StrEnum):
    """How far the rights are, as ``rights_clearance.csv`` has it of each code."""

    NOT_NEEDED = "not_needed"
    SETTLED = "settled"
    OPEN = "open"
    WAITING = "waiting"
    REFUSED = "refused"


def funding_of(deal: Deal) -> str:
    """Return how the State paid: as said of the deal, else as the technology was posted."""
    return deal.state_funding or deal.technology.state_funding


def funding_rule(session: Session, deal: Deal) -> VocabularyEntry | None:
    """Return what the law says of a result paid for in this way."""
    rules = answers.in_force(session, deal, FUNDING)
    return next((each for each in rules if each.code == funding_of(deal)), None)


def standing(session: Session, deal: Deal) -> Standing:
    """Say how far the rights are: what waits counts first, then the newest decision.

    A deal without a step has what its technology was posted with.
    """
    rule = funding_rule(session, deal)
    if rule is None or not rule.attributes.get("clearance"):
        return Standing.NOT_NEEDED
    if waiting.of(deal):
        return Standing.WAITING
    newest = max(
        deal.clearance, key=lambda each: (each.decided_on or date.min, each.id), default=None
    )
    if newest is None:
        return _standing_of(session, deal.technology.rights_clearance)
    return _standing_of(session, newest.status, newest.decided_on)


def _standing_of(session: Session, status: str, on: date | None = None) -> Standing:
    """Say what ``status`` means ``on`` the day of its decision (today)."""
    known = vocabularies.entries(session, CLEARANCE, on)
    return next(
        (Standing(each.attributes["standing"]) for each in known if each.code == status),
        Standing.OPEN,
    )


def refusal(session: Session, deal: Deal) -> RightsUnsettled | None:
    """Return why a contract may not be signed yet; nothing where it may."""
    found = standing(session, deal)
    if found in {Standing.NOT_NEEDED, Standing.SETTLED}:
        return None
    blockage = waiting.blocked(deal)
    return RightsUnsettled(found, blockage.authorities if blockage else ())


def codes(session: Session) -> list[VocabularyEntry]:
    """Return what may be written of a request or a decision."""
    return vocabularies.entries(session, CLEARANCE)


def fund(
    session: Session, actor: Actor, deal: Deal, funding: str, task_code: str = "", *, version: int
) -> Deal:
    """Write down how the State paid for the result, and under which task."""
    timeline.refuse_stale(deal, version)
    vocabularies.check(session, FUNDING, funding)
    task = clean(task_code).strip()
    timeline.refuse_names(deal, {"task_code": task})
    deal.state_funding, deal.task_code = funding, task
    answers.tell(deal, actor, DealEventKind.CLEARANCE, state_funding=funding, task_code=task)
    audit.record(session, actor, "deal:funding", deal.code, funding=funding)
    timeline.save(session)
    return deal


@dataclass(frozen=True, slots=True)
class Told:
    """What is written of a request or a decision."""

    status: str
    authority: str
    on: date | None
    reference: str = ""
    note: str = ""

    def cleaned(self) -> "Told":
        """Return the same, its texts as they are kept."""
        texts = (clean(each).strip() for each in (self.authority, self.reference, self.note))
        authority, reference, note = texts
        return Told(self.status, authority, self.on, reference, note)


def request(session: Session, actor: Actor, deal: Deal, told: Told) -> ClearanceStep:
    """Write down that an authority was asked, or what is settled without asking."""
    told = told.cleaned()
    asked = _standing_of(session, told.status) is Standing.WAITING
    _check(session, deal, told, authority_needed=asked)
    step = ClearanceStep(
        deal=deal,
        status=told.status,
        authority=told.authority,
        requested_on=told.on if asked else None,
        decided_on=None if asked else told.on,
        reference=told.reference,
        note=told.note,
        by=actor.user,
    )
    session.add(step)
    return _kept(session, actor, deal, step, told)


def decide(
    session: Session, actor: Actor, deal: Deal, step: ClearanceStep, told: Told
) -> ClearanceStep:
    """Write down what the authority of ``step`` has decided.

    Raises :class:`InvalidTransition` where it was decided before.
    """
    session.refresh(step, with_for_update=True)
    if step.decided_on is not None:
        raise InvalidTransition(deal.code, step.status, told.status)
    told = told.cleaned()
    _check(session, deal, told, authority_needed=False)
    if _standing_of(session, told.status) is Standing.WAITING:
        raise Incomplete(["status"])
    if told.on and step.requested_on and told.on < step.requested_on:
        raise Incomplete(["on"])
    step.status, step.decided_on, step.by = told.status, told.on, actor.user
    step.reference = "; ".join(filter(None, (step.reference, told.reference)))
    step.note = "\n".join(filter(None, (step.note, told.note)))
    return _kept(session, actor, deal, step, told)


def _check(session: Session, deal: Deal, told: Told, *, authority_needed: bool) -> None:
    vocabularies.check(session, CLEARANCE, told.status)
    fine = {
        "authority": bool(told.authority) or not authority_needed,
        "on": told.on is not None and told.on <= local_today(),
    }
    if not all(fine.values()):
        raise Incomplete([name for name, good in fine.items() if not good])
    texts = {"authority": told.authority, "reference": told.reference, "note": told.note}
    timeline.refuse_names(deal, texts)


def _kept(
    session: Session, actor: Actor, deal: Deal, step: ClearanceStep, told: Told
) -> ClearanceStep:
    answers.tell(
        deal,
        actor,
        DealEventKind.CLEARANCE,
        clearance=told.status,
        authority=step.authority,
        on=told.on,
        reference=told.reference,
        clearance_note=told.note,
    )
    audit.record(session, actor, "deal:clearance", deal.code, status=told.status)
    timeline.save(session)
    return step
