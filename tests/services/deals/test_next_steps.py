"""Who may do the next step of a deal."""

import pytest

from matchmaker.services.actors import actor_of
from matchmaker.services.deals import boards, monday, next_steps, reassignments
from models import MemberRole

ORDER = ["Dương Hà", "Đặng Lan", "Ngô Hồng Hạnh", "Nguyễn Kim Thoa", "Phạm Duyên", "Phan Sơn"]


@pytest.fixture
def head(factories):
    return factories.member("centre", MemberRole.READER)


@pytest.fixture
def people(factories, head):
    """Officers with a deal each, who joined in another order than that of a dictionary."""
    centre = head.memberships[0].organisation
    for name in sorted(ORDER):
        role = MemberRole.EDITOR
        joined = factories.Membership(organisation=centre, role=role, user__name=name)
        factories.Deal(centre=centre, officer=joined.user)
    return [each.user for each in centre.memberships if each.user is not head]


def names(found):
    return [each.name for each in found]


def test_officers_are_listed_as_a_vietnamese_dictionary_lists_them(session, head, people):
    actor = actor_of(head)

    assert names(next_steps.of_centre(session, actor.organisation)) == ORDER
    assert names(boards.officers(session, actor)) == ORDER
    assert names(load.officer for load in monday.of_centre(session, actor).loads) == ORDER


def test_so_are_those_who_left(session, head, people):
    for each in people:
        each.active = False
    session.flush()

    assert names(reassignments.left(session, actor_of(head).organisation)) == ORDER
