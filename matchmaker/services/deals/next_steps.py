"""The one next step of an open deal: what, who, until when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.deals import stages, timeline
from matchmaker.services.errors import Incomplete, InvalidTransition
from models import (
    Deal,
    DealEventKind,
    DealStage,
    MemberRole,
    Membership,
    Organisation,
    User,
    local_today,
)
from models.text import clean


@dataclass(frozen=True, slots=True)
class NextStep:
    """What somebody does next on an open deal, and until when."""

    text: str
    owner_id: int
    due: date


def officers(session: Session, deal: Deal) -> list[User]:
    """Return who may follow ``deal``: the members of its centres who write."""
    return _writers(session, {deal.centre_id, *(credit.centre_id for credit in deal.credits)})


def of_centre(session: Session, centre: Organisation) -> list[User]:
    """Return who may follow the deals of ``centre``."""
    return _writers(session, {centre.id})


def _writers(session: Session, organisation_ids: set[int]) -> list[User]:
    found = session.scalars(
        select(User).where(
            User.active,
            User.memberships.any(
                Membership.organisation_id.in_(organisation_ids)
                & Membership.role.in_([MemberRole.OWNER, MemberRole.EDITOR])
            ),
        )
    )
    return sorted(found, key=lambda person: person.sort_key)


def sifted(
    session: Session, deal: Deal, step: NextStep | None
) -> tuple[tuple[str, User, date] | None, list[str]]:
    """Return text, owner and day of a next step, or the names of what is missing."""
    if step is None:
        return None, ["next_step", "owner", "due"]
    text = clean(step.text).strip()
    owner = next((each for each in officers(session, deal) if each.id == step.owner_id), None)
    given = {"next_step": bool(text), "owner": owner is not None, "due": step.due >= local_today()}
    if owner is None or not all(given.values()):
        return None, [name for name, fine in given.items() if not fine]
    return (text, owner, step.due), []


def keep(deal: Deal, text: str, owner: User, due: date) -> None:
    """Write the next step on ``deal``; of a paused one it is due the day it resumes, or before.

    So that day brings the deal back to its owner's list.
    """
    resumes = deal.resume_on if deal.stage is DealStage.PAUSED else None
    if resumes is not None and resumes >= local_today():
        due = min(due, resumes)
    deal.next_step, deal.next_step_owner, deal.next_step_due = text, owner, due


def values(deal: Deal) -> dict[str, Any]:
    """Return the next step as the timeline keeps it."""
    owner = deal.next_step_owner
    return {
        "next_step": deal.next_step,
        "owner": owner.display_name if owner else "",
        "due": deal.next_step_due,
    }


def postpone(session: Session, actor: Actor, deal: Deal, due: date, *, version: int) -> Deal:
    """Put the next step of an open deal off to ``due``, and a pause that ends before it.

    Who does it stays, unless they no longer follow the deal: then it is whoever puts it off.
    """
    timeline.refuse_stale(deal, version)
    if not deal.stage.is_open:
        raise InvalidTransition(deal.code, deal.stage, "postpone")
    if due < local_today():
        raise Incomplete(["due"])
    if deal.next_step_owner not in officers(session, deal):
        deal.next_step_owner = actor.user
    deal.next_step_due = due
    if deal.resume_on is not None:
        deal.resume_on = max(deal.resume_on, due)
    timeline.tell(deal, actor, DealEventKind.NEXT_STEP, text=stages.written(values(deal)))
    audit.record(session, actor, "deal:postpone", deal.code, due=due.isoformat())
    timeline.save(session)
    return deal
