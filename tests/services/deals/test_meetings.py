"""Meetings: who is invited hears of every change."""

from datetime import UTC, datetime, timedelta

import pytest

from matchmaker.services.deals import meetings
from matchmaker.services.deals.meetings import Plan
from matchmaker.services.errors import Incomplete, InvalidTransition, NamesFirm, StaleEdit
from models import DealParty, now


@pytest.fixture
def buyer(factories, deal):
    return factories.Membership(organisation=deal.need.organisation).user


@pytest.fixture
def expert(factories, deal):
    return factories.Membership(organisation=deal.technology.organisation).user


def plan_of(*guests, **changes):
    values = {
        "title": "Khảo sát xưởng sấy",
        "place": "Ninh Kiều, Cần Thơ",
        "starts_at": now() + timedelta(days=3),
        "minutes": 90,
        "guests": [each.id for each in guests],
    }
    return Plan(**{**values, **changes})


def test_a_meeting_invites_people_of_the_deal_and_stands_in_its_timeline(
    session, actor, deal, buyer, expert
):
    start = datetime(2099, 1, 2, 2, 30, tzinfo=UTC)

    meeting = meetings.plan(session, actor, deal, plan_of(buyer, expert, starts_at=start))

    assert [each.user for each in meeting.guests] == [buyer, expert]
    assert meeting.sequence == 0
    assert meetings.to_come(session, deal) == [meeting]
    assert deal.timeline[-1].text == (
        "meeting: planned\ntitle: Khảo sát xưởng sấy\n"
        "starts_at: 2099-01-02T02:30:00+00:00\nplace: Ninh Kiều, Cần Thơ"
    )


def test_strangers_are_not_invited(session, factories, actor, deal, buyer):
    stranger = factories.member("sme")

    meeting = meetings.plan(session, actor, deal, plan_of(stranger, buyer))

    assert [each.user for each in meeting.guests] == [buyer]
    with pytest.raises(Incomplete, match="guests"):
        meetings.plan(session, actor, deal, plan_of(stranger))


def test_people_of_another_party_can_come(session, factories, actor, deal):
    investor = factories.member("investor")
    house = investor.memberships[0].organisation
    deal.parties.append(DealParty(organisation=house, role="investor"))
    session.commit()

    assert meetings.plan(session, actor, deal, plan_of(investor)).guests[0].user is investor


@pytest.mark.parametrize(
    "lacking",
    [
        ("title", {"title": " \u200b"}),
        ("day", {"starts_at": None}),
        ("day", {"starts_at": datetime(2020, 1, 1, tzinfo=UTC)}),
        ("minutes", {"minutes": 0}),
        ("minutes", {"minutes": 100_000}),
        ("guests", {"guests": []}),
    ],
)
def test_a_meeting_lacks_nothing(session, actor, deal, buyer, lacking):
    with pytest.raises(Incomplete) as refused:
        meetings.plan(session, actor, deal, plan_of(buyer, **lacking[1]))

    assert refused.value.fields == (lacking[0],)
    assert deal.meetings == []


@pytest.mark.parametrize("field", ["title", "place"])
def test_no_invitation_names_a_blind_firm(session, actor, deal, buyer, field):
    deal.need.blind = True
    words = f"Ở {deal.need.organisation.name_vi}"

    with pytest.raises(NamesFirm):
        meetings.plan(session, actor, deal, plan_of(buyer, **{field: words}))


def test_a_change_counts_up_and_says_who_need_not_come(session, actor, deal, buyer, expert):
    meeting = meetings.plan(session, actor, deal, plan_of(buyer, expert))

    dropped = meetings.change(session, actor, meeting, plan_of(buyer, minutes=30), sequence=0)

    assert dropped == [expert]
    assert (meeting.sequence, meeting.minutes) == (1, 30)
    assert [each.user for each in meeting.guests] == [buyer]


def test_of_two_changes_at_once_the_second_is_refused(session, actor, deal, buyer):
    meeting = meetings.plan(session, actor, deal, plan_of(buyer))
    meetings.change(session, actor, meeting, plan_of(buyer, title="Họp chốt giá"), sequence=0)

    with pytest.raises(StaleEdit):
        meetings.change(session, actor, meeting, plan_of(buyer, title="Họp khác"), sequence=0)

    assert meeting.title == "Họp chốt giá"


def test_a_meeting_called_off_stays_off(session, actor, deal, buyer):
    meeting = meetings.plan(session, actor, deal, plan_of(buyer))

    meetings.cancel(session, actor, meeting, sequence=0)

    assert meetings.to_come(session, deal) == []
    assert meeting.sequence == 1
    with pytest.raises(InvalidTransition):
        meetings.change(session, actor, meeting, plan_of(buyer), sequence=1)


def test_a_meeting_that_was_is_history(session, actor, deal, buyer):
    meeting = meetings.plan(session, actor, deal, plan_of(buyer))
    meeting.starts_at = now() - timedelta(hours=1)
    session.commit()

    with pytest.raises(InvalidTransition):
        meetings.cancel(session, actor, meeting, sequence=0)
