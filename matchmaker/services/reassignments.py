"""Deals given to another officer, many at once; and those whose officer is not of their centre."""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from models import Deal, DealCredit, MemberRole, Membership, User


def orphaned() -> ColumnElement[bool]:
    """Return the condition for deals whose officer writes for no centre of theirs (any more).

    The same goes for whoever has the next step.
    """
    return or_(~_is_of_its_centres(Deal.officer_id), ~_is_of_its_centres(Deal.next_step_owner_id))


def _is_of_its_centres(user_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    shares = select(DealCredit.centre_id).where(DealCredit.deal_id == Deal.id)
    return exists().where(
        Membership.user_id == user_id,
        Membership.role.in_([MemberRole.OWNER, MemberRole.EDITOR]),
        or_(Membership.organisation_id == Deal.centre_id, Membership.organisation_id.in_(shares)),
        User.id == Membership.user_id,
        User.active,
    )
