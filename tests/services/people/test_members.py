"""Members come by invitation, change roles and leave; one owner stays."""

from datetime import timedelta

import pytest

from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.errors import LastOwner, NotAllowed
from matchmaker.services.people import members
from models import MemberRole, now


@pytest.fixture
def owner(factories):
    return factories.member("coop")


@pytest.fixture
def organisation(owner):
    return owner.memberships[0].organisation


def test_an_invited_person_joins_once(session, factories, owner, organisation):
    guest = actor_of(factories.User())

    first = members.join(session, guest, organisation, MemberRole.EDITOR, now())
    again = members.join(session, guest, organisation, MemberRole.OWNER, now())

    assert first is again
    assert first.role is MemberRole.EDITOR
    assert [each.user for each in members.listed(session, organisation)] == [owner, guest.user]


def test_a_visitor_joins_nothing(session, organisation):
    with pytest.raises(NotAllowed):
        members.join(session, Actor(), organisation, MemberRole.READER, now())


def test_who_was_removed_does_not_come_back_by_an_old_invitation(
    session, factories, owner, organisation
):
    guest = actor_of(factories.User())
    written = now() - timedelta(days=1)
    membership = members.join(session, guest, organisation, MemberRole.EDITOR, written)
    members.remove(session, actor_of(owner), membership)
    session.commit()

    with pytest.raises(NotAllowed):
        members.join(session, guest, organisation, MemberRole.EDITOR, written)
    members.join(session, guest, organisation, MemberRole.EDITOR, now() + timedelta(seconds=1))


def test_the_last_owner_stays(session, factories, owner, organisation):
    mine = owner.memberships[0]
    actor = actor_of(owner)

    with pytest.raises(LastOwner):
        members.remove(session, actor, mine)
    with pytest.raises(LastOwner):
        members.change_role(session, actor, mine, MemberRole.READER)

    other = factories.Membership(organisation=organisation, role=MemberRole.READER)
    members.change_role(session, actor, other, MemberRole.OWNER)
    members.remove(session, actor, mine)
    assert members.owners(session, organisation) == [other.user]


def test_a_membership_of_another_organisation_is_not_found(session, factories, organisation):
    other = factories.Membership()

    assert members.find(session, organisation, other.id) is None
