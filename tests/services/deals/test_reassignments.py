"""Deals given to another officer, many at once."""

import pytest
from sqlalchemy import select

from matchmaker.services.actors import actor_of
from matchmaker.services.deals import reassignments
from matchmaker.services.errors import Incomplete
from models import AuditEntry, Deal, DealStage, MemberRole, now


@pytest.fixture
def head(factories):
    return factories.member("centre")


@pytest.fixture
def centre(head):
    return head.memberships[0].organisation


@pytest.fixture
def leaver(factories, centre):
    return factories.Membership(organisation=centre, role=MemberRole.EDITOR).user


@pytest.fixture
def heir(factories, centre):
    return factories.Membership(organisation=centre, role=MemberRole.EDITOR).user


@pytest.fixture
def deal(factories, centre, leaver):
    def make(**fields):
        return factories.Deal(
            **{"centre": centre, "officer": leaver, "match": factories.Match(), **fields}
        )

    return make


def give(session, deals, officer, **of):
    centre = deals[0].centre
    actor = actor_of(centre.memberships[0].user)
    return reassignments.hand_over(session, actor, centre, deals, officer.id, **of)


def people(deal):
    return deal.officer, deal.next_step_owner


def test_a_deal_goes_with_its_step_and_its_timeline_says_so(session, heir, deal):
    one = deal()

    give(session, [one], heir)

    assert people(one) == (heir, heir)
    session.refresh(one)
    assert [event.kind for event in one.timeline] == ["officer"]
    assert heir.name in one.timeline[0].text


def test_the_step_of_a_third_colleague_stays_theirs(session, head, heir, deal):
    one = deal(next_step_owner=head)

    give(session, [one], heir)

    assert people(one) == (heir, head)


def test_of_a_colleagues_deal_only_the_step_is_given(session, head, leaver, heir, deal):
    mine, step = deal(), deal(officer=head, next_step_owner=leaver)
    held = reassignments.chosen(session, mine.centre, (), leaver.id)

    give(session, held, heir, person_id=leaver.id)

    assert people(mine) == (heir, heir)
    assert people(step) == (head, heir)


def test_only_open_deals_of_the_centre_are_given(session, factories, centre, leaver, deal):
    mine = deal()
    others = [deal(stage=DealStage.LOST, closed_at=now()), factories.Deal(officer=leaver)]
    codes = [each.code for each in (mine, *others)]

    assert reassignments.chosen(session, centre, codes) == [mine]
    assert reassignments.chosen(session, centre, (), leaver.id) == [mine]


@pytest.mark.parametrize("who", ["stranger", "reader", "themselves", "nobody"])
def test_nobody_gets_deals_who_may_not_follow_them(session, factories, leaver, deal, who):
    deals = [deal()]
    centre = deals[0].centre
    officer_id = {
        "stranger": lambda: factories.User().id,
        "reader": lambda: factories.Membership(organisation=centre, role=MemberRole.READER).user_id,
        "themselves": lambda: leaver.id,
        "nobody": lambda: None,
    }[who]()
    actor = actor_of(centre.memberships[0].user)

    with pytest.raises(Incomplete):
        reassignments.hand_over(session, actor, centre, deals, officer_id, person_id=leaver.id)

    assert people(deals[0]) == (leaver, leaver)


def test_it_is_taken_back_once(session, head, leaver, heir, deal):
    deals = [deal(), deal(next_step_owner=head)]
    before = [people(each) for each in deals]
    entry = give(session, deals, heir)
    actor = actor_of(head)

    assert reassignments.take_back(session, actor, deals[0].centre, entry) == 2
    assert [people(each) for each in deals] == before
    assert reassignments.take_back(session, actor, deals[0].centre, entry) == 0
    assert session.scalars(select(AuditEntry.action)).all()[0] == reassignments.REASSIGNED


def test_taking_back_changes_nothing_that_was_given_on_since(session, head, heir, deal):
    one = deal()
    entry = give(session, [one], heir)
    give(session, [one], head)

    assert reassignments.take_back(session, actor_of(head), one.centre, entry) == 0
    assert one.officer is head


def test_nothing_goes_back_to_who_has_left(session, head, leaver, heir, deal):
    one = deal()
    entry = give(session, [one], heir)
    session.delete(leaver.memberships[0])
    session.commit()

    assert reassignments.take_back(session, actor_of(head), one.centre, entry) == 0
    assert one.officer is heir


def test_only_what_can_go_back_is_said_to_go_back(session, head, leaver, heir, deal):
    gone, given_on, free = deal(), deal(officer=head), deal(officer=head)
    entry = give(session, [gone, given_on, free], heir)
    give(session, [given_on], head)
    session.delete(leaver.memberships[0])
    session.commit()

    assert reassignments.returnable(session, gone.centre, entry) == [free]
    assert reassignments.take_back(session, actor_of(head), gone.centre, entry) == 1
    assert reassignments.returnable(session, gone.centre, entry) == []


def test_a_step_alone_does_not_go_back_to_who_has_left(session, head, leaver, heir, deal):
    one = deal(officer=head, next_step_owner=leaver)
    entry = give(session, [one], heir, person_id=leaver.id)
    session.delete(leaver.memberships[0])
    session.commit()

    assert reassignments.returnable(session, one.centre, entry) == []
    assert people(one) == (head, heir)


@pytest.mark.parametrize("how", ["left", "reads only", "blocked"])
def test_who_can_no_longer_follow_is_named_with_what_they_hold(session, centre, leaver, deal, how):
    deal()
    assert reassignments.left(session, centre) == []
    if how == "left":
        session.delete(leaver.memberships[0])
    elif how == "blocked":
        leaver.active = False
    else:
        leaver.memberships[0].role = MemberRole.READER
    session.commit()

    assert reassignments.left(session, centre) == [leaver]
    assert reassignments.held_by_leaver(session, centre, leaver) == 1
    assert session.scalars(select(Deal).where(reassignments.orphaned())).one().officer is leaver
