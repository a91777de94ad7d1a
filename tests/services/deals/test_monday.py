"""What is to be done this week, for an officer, a centre and a department."""

from datetime import timedelta

import pytest

from matchmaker.services.actors import actor_of
from matchmaker.services.deals import monday
from matchmaker.services.deals.monday import Part
from matchmaker.services.deals.waits import Cause
from models import (
    ClearanceStep,
    DealCredit,
    DealStage,
    MemberRole,
    Message,
    Party,
    local_today,
    now,
)

DAY = timedelta(days=1)


@pytest.fixture
def head(factories):
    return factories.member("centre", province="92")


@pytest.fixture
def centre(head):
    return head.memberships[0].organisation


@pytest.fixture
def officer(factories, centre):
    return factories.Membership(organisation=centre, role=MemberRole.EDITOR).user


@pytest.fixture
def deal(factories, centre, officer):
    def make(due=3, **fields):
        values = {
            "centre": centre,
            "officer": officer,
            "match": factories.Match(),
            "next_step_due": local_today() + due * DAY,
        }
        return factories.Deal(**{**values, **fields})

    return make


@pytest.fixture(autouse=True)
def wednesday(today_is):
    """It is a Wednesday: the week has a past, a present and a rest."""
    real = local_today()
    day = real - (real.weekday() - 2) * DAY
    today_is(day)


def mine(session, officer):
    return monday.of_person(session, actor_of(officer), officer)


def shown(page):
    return {str(part.part): [row.deal for row in part.rows] for part in page.parts if part.rows}


def test_each_deal_stands_once_by_when_it_is_due(session, officer, deal):
    old, today, sunday = deal(-1), deal(0), deal(4)
    deal(5, stage=DealStage.TRIAL)

    assert shown(mine(session, officer)) == {"overdue": [old], "today": [today], "week": [sunday]}


def test_the_steps_of_a_colleagues_deal_that_are_mine_are_on_my_page(session, head, officer, deal):
    other = deal(0, officer=head, next_step_owner=officer)

    assert shown(mine(session, officer)) == {"today": [other]}


def test_the_deals_of_others_and_those_that_ended_are_not(session, head, officer, deal):
    deal(0, officer=head)
    deal(0, stage=DealStage.LOST, closed_at=now())

    assert mine(session, officer).is_empty


def test_a_pause_that_is_over_is_overdue_whatever_its_step(session, officer, deal):
    over = deal(
        90,
        stage=DealStage.PAUSED,
        paused_stage=DealStage.TRIAL,
        resume_on=local_today() - DAY,
    )

    assert shown(mine(session, officer)) == {"overdue": [over]}


def test_a_deal_past_its_clock_is_shown_though_nothing_is_due(session, officer, deal):
    slow = deal(30, stage_since=now() - 30 * DAY)

    [row] = next(part.rows for part in mine(session, officer).parts if part.rows)

    assert (row.deal, row.part, row.colour, row.limit) == (slow, Part.LATE, "red", 3)


def test_an_authority_that_was_asked_is_waited_for_until_it_decides(session, officer, deal):
    asked = deal(30, stage=DealStage.TRIAL)
    step = ClearanceStep(
        deal=asked,
        status="requested",
        authority="Sở KH&CN Cần Thơ",
        requested_on=local_today() - 40 * DAY,
    )
    session.add(step)
    session.commit()

    page = mine(session, officer)
    wait = page.waits[asked.id]

    assert shown(page) == {"waiting": [asked]}
    assert (wait.cause, wait.who) == (Cause.CLEARANCE, "Sở KH&CN Cần Thơ")
    assert wait.since == local_today() - 40 * DAY
    step.decided_on = local_today()
    session.commit()
    assert mine(session, officer).is_empty


@pytest.mark.parametrize(
    ("given", "cause"), [("demand", Cause.SUPPLY), ("supply", Cause.DEMAND), (None, Cause.DEMAND)]
)
def test_a_side_without_an_answer_is_waited_for(session, factories, deal, given, cause):
    asked = deal(30)
    if given:
        factories.Answer(match=asked.match, party=Party(given))

    assert mine(session, asked.officer).waits[asked.id].cause is cause


def test_when_both_have_answered_nobody_is_waited_for(session, factories, officer, deal):
    answered = deal(30)
    for party in Party:
        factories.Answer(match=answered.match, party=party)

    assert mine(session, officer).is_empty


def test_a_message_of_the_centre_waits_until_somebody_answers(session, factories, officer, deal):
    written = deal(30, stage=DealStage.TRIAL)
    session.add(Message(deal=written, by_id=officer.id, text="Khi nào giao máy?"))
    session.commit()
    assert mine(session, officer).waits[written.id].cause is Cause.MESSAGE

    firm = factories.Membership(organisation=written.need.organisation).user
    session.add(Message(deal=written, by_id=firm.id, text="Tuần sau."))
    session.commit()

    assert mine(session, officer).is_empty


def test_what_is_due_is_not_told_twice_as_waiting(session, officer, deal):
    both = deal(0)

    page = mine(session, officer)

    assert shown(page) == {"today": [both]}
    assert page.waits[both.id].cause is Cause.DEMAND


def test_a_head_sees_the_centre_by_officer_those_with_most_overdue_first(
    session, head, officer, deal
):
    late, soon = deal(-2), deal(1, officer=head)
    deal(60, officer=head)

    page = monday.of_centre(session, actor_of(head))

    assert [(load.officer, [row.deal for row in load.rows]) for load in page.loads] == [
        (officer, [late]),
        (head, [soon]),
    ]
    assert page.loads[1].counts == {"overdue": 0, "today": 0, "week": 1, "red": 0, "open": 2}


def test_reds_stand_on_top_of_the_heads_page(session, head, deal):
    slow = deal(-2, stage_since=now() - 30 * DAY)

    page = monday.of_centre(session, actor_of(head))

    assert shown(page)["red"] == [slow]
    assert page.loads[0].rows == []


@pytest.mark.parametrize("role", [None, MemberRole.READER])
def test_the_deals_of_who_left_or_only_reads_are_shown_to_the_head(
    session, head, officer, deal, role
):
    left = deal(30, next_step_owner=head)
    membership = officer.memberships[0]
    if role:
        membership.role = role
    else:
        session.delete(membership)
    session.commit()

    page = monday.of_centre(session, actor_of(head))

    assert shown(page)["orphaned"] == [left]


def test_somebody_of_a_centre_that_shares_the_deal_may_follow_it(session, factories, head, deal):
    ally = factories.member("centre", province="01")
    shared = deal(30, officer=ally)
    session.add_all(
        DealCredit(deal=shared, centre_id=each, percent=50)
        for each in (shared.centre_id, ally.memberships[0].organisation_id)
    )
    session.commit()

    assert "orphaned" not in shown(monday.of_centre(session, actor_of(head)))


def test_a_share_in_another_deal_lets_nobody_follow_this_one(session, factories, head, deal):
    stranger = factories.member("centre", province="01")
    session.add(
        DealCredit(deal=deal(30), centre_id=stranger.memberships[0].organisation_id, percent=50)
    )
    other = deal(30, officer=stranger)
    session.commit()

    assert shown(monday.of_centre(session, actor_of(head)))["orphaned"] == [other]


def test_a_department_sees_only_what_is_stuck(session, factories, deal):
    deal(-5)
    stuck = deal(30, stage_since=now() - 30 * DAY)
    department = actor_of(factories.member("department", province="92"))
    far = actor_of(factories.member("department", province="01"))

    assert shown(monday.stuck(session, department)) == {"red": [stuck]}
    assert monday.stuck(session, far).is_empty


def test_a_long_part_is_cut_and_counted(session, officer, deal, monkeypatch):
    monkeypatch.setattr(monday, "ROWS", 2)
    for _ in range(3):
        deal(-1)

    overdue = mine(session, officer).parts[0]

    assert (len(overdue.rows), overdue.total) == (2, 3)
