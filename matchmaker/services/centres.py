"""Centres: which provinces each looks after, and one merged into another."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.deals import clocks, stages
from matchmaker.services.errors import Incomplete
from models import (
    Deal,
    DealCredit,
    DealEvent,
    DealEventKind,
    Disclosure,
    Match,
    MemberRole,
    Membership,
    Need,
    Organisation,
    local_today,
    now,
)

CENTRE = "centre"


def looks_after(province: str) -> ColumnElement[bool]:
    """Return the condition for centres of ``province``, their own or one merged into them."""
    return and_(
        Organisation.org_type == CENTRE,
        Organisation.merged_into_id.is_(None),
        or_(
            Organisation.province == province,
            Organisation.merged_from.any(Organisation.province == province),
        ),
    )


def others(session: Session, centre: Organisation) -> Sequence[Organisation]:
    """Return the centres that ``centre`` could be merged into, by name."""
    return session.scalars(
        select(Organisation)
        .where(
            Organisation.org_type == CENTRE,
            Organisation.merged_into_id.is_(None),
            Organisation.id != centre.id,
        )
        .order_by(Organisation.sort_key, Organisation.id)
    ).all()


def belongings(session: Session, centre: Organisation) -> Mapping[str, int]:
    """Count what would move with ``centre``: members, deals, those still open."""
    deals = select(func.count(Deal.id)).where(Deal.centre_id == centre.id)
    counts = {
        "members": select(func.count(Membership.id)).where(Membership.organisation_id == centre.id),
        "deals": deals,
        "open": deals.where(Deal.closed_at.is_(None)),
    }
    return {name: session.scalars(query).one() for name, query in counts.items()}


def merge(
    session: Session, actor: Actor, centre: Organisation, into: Organisation, on: date
) -> Mapping[str, int]:
    """Merge ``centre`` into another on a day: its people, deals, inbox and clocks go there.

    What it was stays readable and points to the other one. Raises :class:`Incomplete` with ``into``
    or ``on`` where they make no sense. Returns what moved.
    """
    _refuse(session, centre, into, on)
    moved = belongings(session, centre)
    _move_members(session, centre, into)
    _move_deals(session, actor, centre, into, on)
    _move_credits(session, centre, into)
    _move_disclosures(session, actor, centre, into)
    _move_clocks(session, centre, into)
    session.execute(update(Match).where(Match.centre_id == centre.id).values(centre_id=into.id))
    for former in [centre, *centre.merged_from]:
        former.merged_into = into
    centre.merged_on = on
    audit.record(
        session,
        actor,
        "organisation:merge",
        centre.code,
        into=into.code,
        on=on.isoformat(),
        **moved,
    )
    session.flush()
    session.expire_all()
    return moved


def _refuse(session: Session, centre: Organisation, into: Organisation, on: date) -> None:
    """Look at both rows under a lock, so that two cannot be merged into each other at once."""
    session.execute(
        select(Organisation.id)
        .where(Organisation.id.in_([centre.id, into.id]))
        .order_by(Organisation.id)
        .with_for_update()
    )
    session.refresh(centre)
    session.refresh(into)
    apart = centre.id != into.id
    whole = all(each.org_type == CENTRE and each.merged_into_id is None for each in (centre, into))
    wrong = {"into": not (apart and whole), "on": on > local_today()}
    if any(wrong.values()):
        raise Incomplete([name for name, is_wrong in wrong.items() if is_wrong])


def _move_members(session: Session, centre: Organisation, into: Organisation) -> None:
    """Whoever belongs to both keeps the wider of the two roles."""
    there = {each.user_id: each for each in into.memberships}
    widest = list(MemberRole)
    for member in list(centre.memberships):
        known = there.get(member.user_id)
        if known is None:
            member.organisation = into
            continue
        known.role = min(known.role, member.role, key=widest.index)
        session.delete(member)
    session.flush()


def _move_deals(
    session: Session, actor: Actor, centre: Organisation, into: Organisation, on: date
) -> None:
    """All deals, those that ended too; each says in its timeline where it came from."""
    numbers = session.scalars(select(Deal.id).where(Deal.centre_id == centre.id)).all()
    text = stages.written(
        {"centre_from": centre.name_vi, "centre_to": into.name_vi, "merged_on": on}
    )
    row = {"kind": DealEventKind.CENTRE, "text": text, "private": False, "at": now()}
    row["by_id"] = actor.user.id if actor.user else None
    if numbers:
        session.execute(insert(DealEvent), [{"deal_id": number, **row} for number in numbers])
    session.execute(
        update(Deal)
        .where(Deal.centre_id == centre.id)
        .values(centre_id=into.id, version=Deal.version + 1)
        .execution_options(synchronize_session=False)
    )


def _move_credits(session: Session, centre: Organisation, into: Organisation) -> None:
    """A share goes over; where the other centre has one too they are added up."""
    for credit in session.scalars(select(DealCredit).where(DealCredit.centre_id == centre.id)):
        known = session.scalar(
            select(DealCredit).where(
                DealCredit.deal_id == credit.deal_id, DealCredit.centre_id == into.id
            )
        )
        if known is None:
            credit.centre_id = into.id
        else:
            known.percent += credit.percent
            session.delete(credit)
    session.flush()


def _move_disclosures(
    session: Session, actor: Actor, centre: Organisation, into: Organisation
) -> None:
    """Who let the former centre in let in its successor, who now follows the need."""
    known = set(
        session.scalars(select(Disclosure.need_id).where(Disclosure.organisation_id == into.id))
    )
    for disclosure in session.scalars(
        select(Disclosure).where(Disclosure.organisation_id == centre.id)
    ):
        if disclosure.need_id in known:
            session.delete(disclosure)
            continue
        disclosure.organisation_id = into.id
        code = session.scalars(select(Need.code).where(Need.id == disclosure.need_id)).one()
        audit.record(session, actor, "need:let-in", code, organisation=into.code)
    session.flush()


def _move_clocks(session: Session, centre: Organisation, into: Organisation) -> None:
    """The clocks of the other centre hold; where it has none, those that come with the deals."""
    there = clocks.of_centre(session, into)
    for stage, clock in clocks.of_centre(session, centre).items():
        if stage in there:
            session.delete(clock)
        else:
            clock.centre_id = into.id
    session.flush()
