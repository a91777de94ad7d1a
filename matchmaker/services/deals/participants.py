"""Who takes part in the conversation of a deal, and on whose side."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from matchmaker.services import identity
from matchmaker.services.actors import Actor
from models import Deal, MemberRole, Membership, Message, Organisation, User


class Part(StrEnum):
    """The place of an organisation in a deal; whose side a message comes from."""

    DEMAND = "demand"
    SUPPLY = "supply"
    PARTY = "party"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Participant:
    """A person who may write in a deal, for one organisation."""

    user: User
    membership: Membership
    part: Part

    @property
    def actor(self) -> Actor:
        """Return the person acting for the organisation by which they take part."""
        return Actor(self.user, self.membership)


def parts(deal: Deal) -> dict[int, Part]:
    """Return the place of every organisation of ``deal``, by its number."""
    centres = {deal.centre_id, *(credit.centre_id for credit in deal.credits)}
    return {
        **dict.fromkeys(centres, Part.CENTRE),
        **{party.organisation_id: Part.PARTY for party in deal.parties},
        deal.technology.organisation_id: Part.SUPPLY,
        deal.need.organisation_id: Part.DEMAND,
    }


def place(deal: Deal, memberships: Iterable[Membership]) -> tuple[Part, Organisation] | None:
    """Return where a person with ``memberships`` stands, the needing side first: it may be hidden.

    None for somebody who has left.
    """
    known, order = parts(deal), list(Part)
    found = [each for each in memberships if each.organisation_id in known]
    first = min(found, key=lambda each: order.index(known[each.organisation_id]), default=None)
    return (known[first.organisation_id], first.organisation) if first else None


def writers(session: Session, deal: Deal) -> list[Participant]:
    """Return everybody who may write, once each, by the order of the sides."""
    known = parts(deal)
    rows = session.scalars(
        select(Membership)
        .join(Membership.user)
        .where(
            Membership.organisation_id.in_(known),
            Membership.role.in_([MemberRole.OWNER, MemberRole.EDITOR]),
            User.active,
            User.confirmed_at.is_not(None),
        )
        .options(contains_eager(Membership.user), joinedload(Membership.organisation))
        .order_by(Membership.id)
    )
    order = list(Part)
    found = [Participant(row.user, row, known[row.organisation_id]) for row in rows]
    by_side = sorted(found, key=lambda each: order.index(each.part))
    return list({each.user.id: each for each in reversed(by_side)}.values())[::-1]


def readers(session: Session, deal: Deal) -> list[Participant]:
    """Return who is told of each message: the sides, and of a centre its officer.

    A centre without an officer in the deal is told as a whole, and whoever wrote once hears more.
    """
    everybody = writers(session, deal)
    spoke = set(session.scalars(select(Message.by_id).where(Message.deal_id == deal.id)))
    served = {each.membership.organisation_id for each in everybody if _is_officer(deal, each)}
    return [each for each in everybody if _is_told(deal, each, spoke, served)]


def _is_officer(deal: Deal, participant: Participant) -> bool:
    return participant.part is Part.CENTRE and participant.user.id == deal.officer_id


def _is_told(
    deal: Deal, each: Participant, spoke: Collection[int | None], served: Collection[int]
) -> bool:
    if each.part is not Part.CENTRE or each.user.id in spoke or _is_officer(deal, each):
        return True
    return each.membership.organisation_id not in served


def all_know(deal: Deal, people: Iterable[Participant]) -> bool:
    """Say whether every one of ``people`` may know who stands behind the need."""
    return all(identity.is_known(each.actor, deal.need) for each in people)
