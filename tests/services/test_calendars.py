"""What stands in a person's own calendar, and whose an address is."""

from datetime import timedelta

from matchmaker.services import calendars
from matchmaker.services.actors import actor_of
from models import Meeting, MeetingGuest, now


def meeting_of(deal, *guests, days=3, **values):
    meeting = Meeting(
        uid=f"{len(deal.meetings)}@x", title="Họp", starts_at=now() + timedelta(days=days), **values
    )
    meeting.guests = [MeetingGuest(user=each) for each in guests]
    deal.meetings.append(meeting)
    return meeting


def test_an_address_is_made_renewed_and_switched_off(session, officer):
    acting = actor_of(officer)
    assert calendars.secret_of(session, officer) is None

    first = calendars.renew(session, acting)
    second = calendars.renew(session, acting)

    assert len(first) >= 40
    assert first != second
    assert calendars.owner_of(session, first) is None
    assert calendars.owner_of(session, second) is officer
    calendars.switch_off(session, acting)
    assert calendars.owner_of(session, second) is None
    assert calendars.owner_of(session, "") is None


def test_a_blocked_persons_address_is_nobodys(session, officer):
    secret = calendars.renew(session, actor_of(officer))
    officer.active = False
    session.commit()

    assert calendars.owner_of(session, secret) is None


def test_it_holds_ones_own_next_steps_and_no_others(session, factories, officer, deal):
    factories.Deal(centre=deal.centre)

    assert calendars.steps(session, officer) == [deal]


def test_who_moved_to_another_house_sees_the_old_deals_no_more(session, officer, deal):
    meeting_of(deal, officer)
    session.delete(officer.memberships[0])
    session.commit()
    session.refresh(officer)

    assert calendars.steps(session, officer) == []
    assert calendars.meetings(session, officer) == []


def test_it_holds_meetings_one_planned_or_is_invited_to(session, factories, officer, deal):
    buyer = factories.Membership(organisation=deal.need.organisation).user
    planned = meeting_of(deal, buyer, by=officer)
    invited = meeting_of(deal, officer, days=5)
    meeting_of(deal, officer, days=-40)
    meeting_of(deal, officer, cancelled_at=now())
    session.commit()

    assert calendars.meetings(session, officer) == [planned, invited]
    assert calendars.meetings(session, buyer) == [planned]
