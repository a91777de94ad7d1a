"""The one next step of an open deal: what, who, until when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import stages
from models import Deal, MemberRole, Membership, User
from models.text import clean


@dataclass(frozen=True, slots=True)
class NextStep:
    """What somebody does next on an open deal, and until when."""

    text: str
    owner_id: int
    due: date


def officers(session: Session, deal: Deal) -> list[User]:
    """Return who may follow ``deal``: the members of its centres who write."""
    centres = {deal.centre_id, *(credit.centre_id for credit in deal.credits)}
    return list(
        session.scalars(
            select(User)
            .join(Membership)
            .where(
                Membership.organisation_id.in_(centres),
                Membership.role.in_([MemberRole.OWNER, MemberRole.EDITOR]),
                User.active,
            )
            .order_by(User.name, User.id)
        )
    )


def sifted(
    session: Session, deal: Deal, step: NextStep | None
) -> tuple[tuple[str, User, date] | None, list[str]]:
    """Return text, owner and day of a next step, or the names of what is missing."""
    if step is None:
        return None, ["next_step", "owner", "due"]
    text = clean(step.text).strip()
    owner = next((each for each in officers(session, deal) if each.id == step.owner_id), None)
    given = {"next_step": bool(text), "owner": owner is not None, "due": step.due >= stages.today()}
    if owner is None or not all(given.values()):
        return None, [name for name, fine in given.items() if not fine]
    return (text, owner, step.due), []


def keep(deal: Deal, text: str, owner: User, due: date) -> None:
    """Write the next step on ``deal``."""
    deal.next_step, deal.next_step_owner, deal.next_step_due = text, owner, due


def values(deal: Deal) -> dict[str, Any]:
    """Return the next step as the timeline keeps it."""
    owner = deal.next_step_owner
    return {
        "next_step": deal.next_step,
        "owner": owner.display_name if owner else "",
        "due": deal.next_step_due,
    }
