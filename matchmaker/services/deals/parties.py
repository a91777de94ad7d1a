"""Who else takes part in a deal: institutes, firms, a department, an investor, each in its role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.services import audit, notifications, organisations, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.deals import stages, timeline
from matchmaker.services.errors import AlreadyThere
from models import Deal, DealEventKind, DealParty, NotificationKind, Organisation

FOUND = 8
"""How many organisations a search shows; more words find the others."""


@dataclass(frozen=True, slots=True)
class Link:
    """A step of the chain from research to transfer, with who stands there."""

    step: str
    parties: Sequence[DealParty]


def chain(session: Session, deal: Deal) -> list[Link]:
    """Return the parties of ``deal`` along the chain; a step without any is there too."""
    step_of = _steps(session)
    parties = session.scalars(
        select(DealParty)
        .where(DealParty.deal_id == deal.id)
        .order_by(DealParty.id)
        .options(joinedload(DealParty.organisation))
    ).all()
    return [
        Link(step, [each for each in parties if step_of.get(each.role) == step])
        for step in dict.fromkeys(step_of.values())
    ]


def _steps(session: Session) -> Mapping[str, str]:
    entries = vocabularies.entries(session, "deal_roles")
    return {entry.code: entry.attributes["step"] for entry in entries}


def search(session: Session, query: str) -> Sequence[Organisation]:
    """Return the first organisations with these words in their names, accents aside."""
    criteria, _notes = organisations.read(session, {"q": [query]})
    if not criteria.query:
        return []
    listing = organisations.browse(
        session, organisations.Criteria(query=criteria.query, size=FOUND), counts=False
    )
    return listing.organisations


def add(
    session: Session, actor: Actor, deal: Deal, organisation: Organisation, role: str
) -> DealParty:
    """Let ``organisation`` take part in ``deal`` as ``role``; from now on it reads the deal.

    Who stands behind a blind need it learns from the firm alone. Raises :class:`UnknownCode`,
    :class:`NamesFirm`, or :class:`AlreadyThere` for the two sides and for the same role twice.
    """
    vocabularies.check(session, "deal_roles", role)
    timeline.refuse_names(deal, {"organisation": organisation.name_vi})
    timeline.hold(session, deal, "parties")
    if organisation.id in _sides(deal) or _has(deal, organisation, role):
        raise AlreadyThere(organisation.name_vi)
    party = DealParty(organisation=organisation, role=role, added_by=actor.user)
    deal.parties.append(party)
    text = stages.written({"joined": organisation.name_vi, "role": role})
    timeline.tell(deal, actor, DealEventKind.PARTY, text=text)
    audit.record(
        session, actor, "deal:add-party", deal.code, organisation=organisation.code, role=role
    )
    session.flush()
    _tell_them(session, deal, party)
    return party


def _tell_them(session: Session, deal: Deal, party: DealParty) -> None:
    """Tell the people of a new party that they take part, and as what."""
    people = [each.user for each in party.organisation.memberships if each.writes]
    kind, key = NotificationKind.STAGE, f"party:{party.id}"
    notifications.tell(session, people, kind, key, "joined", deal=deal, role=party.role)


def _sides(deal: Deal) -> set[int]:
    return {deal.need.organisation_id, deal.technology.organisation_id}


def _has(deal: Deal, organisation: Organisation, role: str) -> bool:
    return any(
        each.organisation_id == organisation.id and each.role == role for each in deal.parties
    )


def remove(session: Session, actor: Actor, deal: Deal, party: DealParty) -> None:
    """End the part of an organisation in ``deal``; its timeline remembers it."""
    name, code, role = party.organisation.name_vi, party.organisation.code, party.role
    deal.parties.remove(party)
    text = stages.written({"left": name, "role": role})
    timeline.tell(deal, actor, DealEventKind.PARTY, text=text)
    audit.record(session, actor, "deal:remove-party", deal.code, organisation=code, role=role)
    session.flush()
