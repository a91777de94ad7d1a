"""Members of an organisation: who they are, how they come, what they may do, how they leave."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.errors import LastOwner, NotAllowed
from models import AuditEntry, MemberRole, Membership, Organisation, User, now

REMOVED = "organisation:member-remove"


def listed(session: Session, organisation: Organisation) -> Sequence[Membership]:
    """Return the members, owners first, then as they came."""
    members = session.scalars(
        select(Membership)
        .where(Membership.organisation_id == organisation.id)
        .options(joinedload(Membership.user))
        .order_by(Membership.id)
    ).all()
    return sorted(members, key=lambda member: list(MemberRole).index(member.role))


def find(session: Session, organisation: Organisation, membership_id: int) -> Membership | None:
    """Return one membership of this organisation; none where it belongs to another."""
    return session.scalar(
        select(Membership)
        .where(Membership.id == membership_id, Membership.organisation_id == organisation.id)
        .options(joinedload(Membership.user))
    )


def owners(session: Session, organisation: Organisation) -> Sequence[User]:
    """Return the people who own the organisation's account and can still sign in."""
    return session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == organisation.id,
            Membership.role == MemberRole.OWNER,
            User.active,
        )
        .order_by(User.id)
    ).all()


def invite(session: Session, actor: Actor, organisation: Organisation, role: MemberRole) -> None:
    """Note that somebody was invited; the address stays out of the trail, it may be nobody's.

    Nobody comes to a centre that was merged into another: raises :class:`NotAllowed`.
    """
    if organisation.merged_into_id is not None:
        raise NotAllowed
    audit.record(session, actor, "organisation:member-invite", organisation.code, role=role.value)
    session.flush()


def join(
    session: Session, actor: Actor, organisation: Organisation, role: MemberRole, invited: datetime
) -> Membership:
    """Let the invited person in; who is a member already keeps the role they have.

    An invitation from before a removal no longer counts, nor one to a centre that was merged into
    another: raises :class:`NotAllowed`.
    """
    if organisation.merged_into_id is not None:
        raise NotAllowed
    if actor.user is None or _removed_since(session, organisation, actor.user, invited):
        raise NotAllowed
    known = session.scalar(
        select(Membership).where(
            Membership.user_id == actor.user.id, Membership.organisation_id == organisation.id
        )
    )
    if known is not None:
        return known
    membership = Membership(user=actor.user, organisation=organisation, role=role, chosen_at=now())
    session.add(membership)
    session.flush()
    audit.record(session, actor, "organisation:member-join", organisation.code, role=role.value)
    return membership


def _removed_since(
    session: Session, organisation: Organisation, user: User, moment: datetime
) -> bool:
    removals = session.scalars(
        select(AuditEntry).where(
            AuditEntry.subject == organisation.code,
            AuditEntry.action == REMOVED,
            AuditEntry.at >= moment,
        )
    )
    return any(removal.detail.get("user") == user.id for removal in removals)


def change_role(session: Session, actor: Actor, membership: Membership, role: MemberRole) -> None:
    """Give a member another role; raises :class:`LastOwner` where nobody would own any more."""
    if role is not MemberRole.OWNER:
        _keep_an_owner(session, membership)
    before, membership.role = membership.role, role
    audit.record(
        session,
        actor,
        "organisation:member-role",
        membership.organisation.code,
        user=membership.user_id,
        before=before.value,
        after=role.value,
    )
    session.flush()


def remove(session: Session, actor: Actor, membership: Membership) -> None:
    """End a membership; raises :class:`LastOwner` where nobody would own any more."""
    _keep_an_owner(session, membership)
    code = membership.organisation.code
    audit.record(session, actor, REMOVED, code, user=membership.user_id)
    session.delete(membership)
    session.flush()


def _keep_an_owner(session: Session, membership: Membership) -> None:
    """Count the other owners; the organisation's row is locked, so that two cannot both leave."""
    session.execute(
        select(Organisation.id)
        .where(Organisation.id == membership.organisation_id)
        .with_for_update()
    )
    others = session.scalar(
        select(func.count(Membership.id)).where(
            Membership.organisation_id == membership.organisation_id,
            Membership.role == MemberRole.OWNER,
            Membership.id != membership.id,
        )
    )
    if membership.role is MemberRole.OWNER and not others:
        raise LastOwner
