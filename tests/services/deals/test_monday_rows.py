"""The file of the Monday page holds what the page shows, and what it has no room for."""

from datetime import timedelta

import pytest

from matchmaker.services.actors import actor_of
from matchmaker.services.deals import monday, monday_rows
from matchmaker.services.deals.monday import Part
from matchmaker.services.deals.waits import Cause
from models import ClearanceStep, DealStage, MemberRole, local_today, now

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


@pytest.fixture(autouse=True)
def wednesday(today_is):
    """It is a Wednesday: the week has a past, a present and a rest."""
    real = local_today()
    today_is(real - (real.weekday() - 2) * DAY)


@pytest.fixture
def deals(session, factories, centre, officer):
    """One of every kind, by its name: what is due, what is red, what waits, what is nobody's."""

    def make(due=20, **fields):
        values = {"officer": officer, "match": factories.Match(), "stage_since": now()}
        day = local_today() + due * DAY
        return factories.Deal(centre=centre, next_step_due=day, **{**values, **fields})

    made = {
        "orphaned": make(officer=factories.User(), due=-3, stage_since=now() - 400 * DAY),
        "red": make(due=-1, stage=DealStage.TRIAL, stage_since=now() - 400 * DAY),
        "overdue": make(due=-2),
        "earlier": make(due=-9),
        "today": make(due=0),
        "week": make(due=3),
        "waiting": make(stage=DealStage.NEGOTIATION),
        "quiet": make(stage=DealStage.IMPLEMENTING),
        "ended": make(due=-5, stage=DealStage.LOST, closed_at=now()),
    }
    made["waiting"].clearance.append(
        ClearanceStep(status="requested", authority="Sở", requested_on=local_today() - 9 * DAY)
    )
    session.commit()
    return made


def listed(found, deals):
    names = {deal.id: name for name, deal in deals.items()}
    return [(each.row.part, names[each.row.deal.id]) for each in found]


def test_an_officer_takes_home_what_the_page_shows_the_most_urgent_first(session, deals, officer):
    actor = actor_of(officer)

    found = listed(monday_rows.of_person(session, actor, officer), deals)
    page = monday.of_person(session, actor, officer)

    assert found == [
        (Part.OVERDUE, "earlier"),
        (Part.OVERDUE, "overdue"),
        (Part.OVERDUE, "red"),
        (Part.TODAY, "today"),
        (Part.WEEK, "week"),
        (Part.WAITING, "waiting"),
    ]
    shown = [row for part in page.parts for row in part.rows]
    assert found == [(row.part, name_of(row, deals)) for row in shown]


def name_of(row, deals):
    return next(name for name, deal in deals.items() if deal is row.deal)


def test_of_a_centre_each_deal_stands_once_in_the_first_part_that_fits(session, deals, head):
    found = listed(monday_rows.of_centre(session, actor_of(head)), deals)

    assert found == [
        (Part.ORPHANED, "orphaned"),
        (Part.RED, "red"),
        (Part.OVERDUE, "earlier"),
        (Part.OVERDUE, "overdue"),
        (Part.TODAY, "today"),
        (Part.WEEK, "week"),
        (Part.WAITING, "waiting"),
    ]


def test_whom_a_deal_waits_for_is_told(session, deals, officer):
    *_others, last = monday_rows.of_person(session, actor_of(officer), officer)

    assert (last.wait.cause, last.wait.who) == (Cause.CLEARANCE, "Sở")
    assert last.wait.since == local_today() - 9 * DAY


def test_a_department_takes_home_what_is_stuck_and_a_firm_what_is_due(session, factories, deals):
    department = actor_of(factories.member("department", province="92"))
    member = factories.Membership(organisation=deals["today"].need.organisation).user

    stuck = listed(monday_rows.stuck(session, department), deals)
    due = listed(monday_rows.of_parties(session, actor_of(member)), deals)

    assert sorted(stuck) == [(Part.RED, "orphaned"), (Part.RED, "red")]
    assert due == [(Part.TODAY, "today")]


def test_the_file_holds_more_than_the_page_has_room_for(session, factories, centre, officer):
    for _each in range(monday.ROWS + 3):
        factories.Deal(
            centre=centre,
            officer=officer,
            match=factories.Match(),
            next_step_due=local_today() - DAY,
        )
    session.commit()

    found = list(monday_rows.of_person(session, actor_of(officer), officer))

    assert len(found) == monday.ROWS + 3
