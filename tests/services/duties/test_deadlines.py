"""Officers are told in time that a contract is to be filed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.services import notifications, reminders
from matchmaker.services.duties import deadlines, registration
from models import DealStage, Notification, local_today


@pytest.fixture
def inbound(session, actor, deal):
    """The deal, its technology coming from abroad; signed as many days ago as a test says."""
    chosen = {"direction": "direction.inbound", "money": "money.none", "permit": "permit.no"}
    registration.decide(session, actor, deal, chosen, version=deal.version)

    def signed(days_ago):
        deal.contract_date = local_today() - timedelta(days=days_ago)
        session.commit()
        return deal

    return signed


def told(session):
    notifications.tell_all(session, reminders.due(session))
    filing = Notification.key.startswith("filing")
    found = session.scalars(select(Notification).where(filing).order_by(Notification.id)).all()
    return [(each.key.partition(":")[0], each.detail["what"]) for each in found]


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [
        (59, []),
        (60, [("filing_first", "filing")]),
        (83, [("filing_second", "filing")]),
        (90, [("filing_second", "filing")]),
        (91, [("filing_late", "filing_late")]),
    ],
)
def test_the_officer_is_told_as_the_day_comes_nearer(session, inbound, days_ago, expected):
    inbound(days_ago)

    assert told(session) == expected


def test_each_reminder_is_given_once(session, inbound):
    inbound(85)

    assert told(session) == told(session) == [("filing_second", "filing")]


def test_nobody_is_reminded_of_what_is_filed_or_over(session, inbound):
    deal = inbound(85)
    deal.registration_filed_on = local_today()
    session.commit()
    assert told(session) == []

    deal.registration_filed_on = None
    deal.enter(DealStage.LOST)
    session.commit()
    assert told(session) == []


def test_a_contract_that_need_not_be_registered_has_no_last_day(session, actor, inbound):
    deal = inbound(85)
    chosen = {"direction": "direction.domestic", "money": "money.none", "permit": "permit.no"}
    registration.decide(session, actor, deal, chosen, version=deal.version)
    session.commit()

    assert told(session) == []
    assert deadlines.unfiled(session) == {}
