"""Deals given to another officer, many at once; and those whose officer is not of their centre."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.deals import next_steps, stages, timeline
from matchmaker.services.errors import Incomplete
from models import (
    AuditEntry,
    Deal,
    DealCredit,
    DealEvent,
    DealEventKind,
    MemberRole,
    Membership,
    Organisation,
    User,
)

REASSIGNED = "deal:reassign"
"""The entry of the trail that remembers who had each deal, so that it can be taken back."""


def orphaned() -> ColumnElement[bool]:
    """Return the condition for deals whose officer writes for no centre of theirs (any more).

    The same goes for whoever has the next step.
    """
    return or_(~_is_of_its_centres(Deal.officer_id), ~_is_of_its_centres(Deal.next_step_owner_id))


def _is_of_its_centres(user_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    shares = select(DealCredit.centre_id).where(DealCredit.deal_id == Deal.id).correlate(Deal)
    return exists().where(
        Membership.user_id == user_id,
        Membership.role.in_([MemberRole.OWNER, MemberRole.EDITOR]),
        or_(Membership.organisation_id == Deal.centre_id, Membership.organisation_id.in_(shares)),
        User.id == Membership.user_id,
        User.active,
    )


def held_by_leaver(session: Session, centre: Organisation, person: User) -> int:
    """Count the open deals of ``centre`` that ``person`` holds and may no longer follow."""
    held = (*_held(centre, person.id), orphaned())
    return session.scalars(select(func.count(Deal.id)).where(*held)).one()


def chosen(
    session: Session, centre: Organisation, codes: Collection[str], person_id: int | None = None
) -> Sequence[Deal]:
    """Return the open deals of ``centre`` with ``codes``, or all that a person holds."""
    wanted = _held(centre, person_id) if person_id else (*_open(centre), Deal.code.in_(codes))
    return session.scalars(select(Deal).where(*wanted).order_by(Deal.code)).all()


def _open(centre: Organisation) -> tuple[ColumnElement[bool], ...]:
    return Deal.centre_id == centre.id, Deal.closed_at.is_(None)


def _held(centre: Organisation, person_id: int) -> tuple[ColumnElement[bool], ...]:
    theirs = or_(Deal.officer_id == person_id, Deal.next_step_owner_id == person_id)
    return *_open(centre), theirs


def left(session: Session, centre: Organisation | None) -> Sequence[User]:
    """Return who holds open deals of ``centre`` and may no longer follow them."""
    if centre is None:
        return ()
    held = select(1).where(
        *_open(centre),
        orphaned(),
        or_(Deal.officer_id == User.id, Deal.next_step_owner_id == User.id),
        User.id.not_in([each.id for each in next_steps.of_centre(session, centre)]),
    )
    found = session.scalars(select(User).where(held.exists()))
    return sorted(found, key=lambda person: person.sort_key)


def hand_over(
    session: Session,
    actor: Actor,
    centre: Organisation,
    deals: Sequence[Deal],
    officer_id: int | None,
    *,
    person_id: int | None = None,
) -> AuditEntry:
    """Give ``deals`` to another officer of ``centre``; return the entry that takes it back.

    The next step goes with the deal where it was the former officer's. Of a deal of which
    ``person_id`` has the next step alone, the next step alone is given.
    """
    people = {each.id: each for each in next_steps.of_centre(session, centre)}
    officer = people.get(officer_id or 0)
    missing = {"officer": officer is None or officer_id == person_id, "deals": not deals}
    if officer is None or any(missing.values()):
        raise Incomplete([name for name, lacks in missing.items() if lacks])
    before = {deal.code: [deal.officer_id, deal.next_step_owner_id] for deal in deals}
    for deal in deals:
        follows = person_id is None or deal.officer_id == person_id
        if not follows or deal.next_step_owner_id not in people.keys() - {deal.officer_id}:
            deal.next_step_owner = officer
        if follows:
            deal.officer = officer
        _tell(session, actor, deal)
    entry = audit.record(session, actor, REASSIGNED, centre.code, officer=officer.id, deals=before)
    timeline.save(session)
    return entry


def take_back(session: Session, actor: Actor, centre: Organisation, entry: AuditEntry) -> int:
    """Give the deals of ``entry`` back to who had them; return how many went back.

    Only what :func:`returnable` says. The next step of who has left goes to who had the deal.
    """
    people = {each.id: each for each in next_steps.of_centre(session, centre)}
    deals = returnable(session, centre, entry)
    for deal in deals:
        former, owner = entry.detail["deals"][deal.code]
        deal.officer, deal.next_step_owner = people[former], people.get(owner, people[former])
        _tell(session, actor, deal)
    audit.record(
        session, actor, "deal:reassign-undo", centre.code, entry=entry.id, deals=len(deals)
    )
    timeline.save(session)
    return len(deals)


def returnable(session: Session, centre: Organisation, entry: AuditEntry) -> Sequence[Deal]:
    """Return the deals of ``entry`` that can go back.

    What was changed since stays, and nobody gets a deal who may no longer follow it.
    """
    before, officer_id = entry.detail["deals"], entry.detail["officer"]
    people = {each.id for each in next_steps.of_centre(session, centre)}

    def goes_back(deal: Deal) -> bool:
        former, owner = before[deal.code]
        given = officer_id in {deal.officer_id, deal.next_step_owner_id}
        changes = deal.officer_id != former or owner in people
        return given and former in people and changes

    return [deal for deal in chosen(session, centre, before) if goes_back(deal)]


def _tell(session: Session, actor: Actor, deal: Deal) -> None:
    """Add a row to the timeline without reading the timeline of every deal first."""
    names = {
        "officer": deal.officer.display_name if deal.officer else "",
        "owner": deal.next_step_owner.display_name if deal.next_step_owner else "",
    }
    session.add(
        DealEvent(
            deal_id=deal.id, kind=DealEventKind.OFFICER, by=actor.user, text=stages.written(names)
        )
    )


def entry_of(session: Session, centre: Organisation, entry_id: int) -> AuditEntry | None:
    """Return the entry of a reassignment at ``centre``."""
    return session.scalar(
        select(AuditEntry).where(
            AuditEntry.id == entry_id,
            AuditEntry.action == REASSIGNED,
            AuditEntry.subject == centre.code,
        )
    )
