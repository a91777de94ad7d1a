"""Nothing waits unseen: who keeps others waiting is reminded, then somebody telephones."""

from datetime import timedelta

import pytest
from sqlalchemy.event import listens_for, remove

from matchmaker.services import notifications, reminders
from models import (
    DealStage,
    MemberRole,
    Message,
    Notification,
    NotificationKind,
    Party,
    PostingState,
    local_today,
    now,
)


@pytest.fixture
def told(session):
    """A function: one round; it returns whom it told what, as pairs of number and words."""

    def told():
        session.commit()
        known = {each.id for each in session.query(Notification)}
        notifications.tell_all(session, reminders.due(session))
        session.commit()
        fresh = session.query(Notification).order_by(Notification.id)
        return [(each.user_id, each.detail["what"]) for each in fresh if each.id not in known]

    return told


@pytest.fixture
def sides(factories):
    """An institute and a firm with a match, and the centre of the firm's province."""
    institute, firm = factories.member("institute"), factories.member("coop", province="92")
    centre = factories.member("centre", province="92")
    match = factories.Match(
        technology__organisation=institute.memberships[0].organisation,
        need__organisation=firm.memberships[0].organisation,
        proposed_at=now() - timedelta(days=30),
    )
    for posting in (match.need, match.technology):
        posting.published_at = now() - timedelta(days=60)
    return institute, firm, centre, match


def _waits(factories, match, days, party=Party.DEMAND):
    at = now() - timedelta(days=days, hours=1)
    return factories.Answer(match=match, party=party, at=at)


def test_who_does_not_answer_is_reminded_after_three_and_seven_days_then_the_centre_calls(
    session, factories, sides, told
):
    institute, _firm, centre, match = sides
    answer = _waits(factories, match, 2)
    heard = []

    for _day in range(12):
        heard.append(told() + told())
        answer.at -= timedelta(days=1)

    assert [each for each in heard if each] == [
        [(institute.id, "unanswered")],
        [(institute.id, "unanswered")],
        [(centre.id, "call")],
    ]
    assert [len(each) for each in heard[:6]] == [0, 1, 0, 0, 0, 1]


@pytest.mark.parametrize("party", list(Party))
def test_the_reminder_goes_to_the_silent_side(factories, sides, told, party):
    institute, firm, _centre, match = sides
    _waits(factories, match, 4, party)

    assert told() == [(institute.id if party is Party.DEMAND else firm.id, "unanswered")]


def test_an_answer_a_decision_or_a_posting_that_is_gone_ends_the_waiting(
    session, factories, sides, told
):
    _institute, _firm, _centre, match = sides
    _waits(factories, match, 4)
    match.technology.state = PostingState.PAUSED
    assert told() == []
    match.technology.state = PostingState.PUBLISHED

    factories.Answer(match=match, party=Party.SUPPLY, code="maybe")

    assert told() == []


def test_readers_of_an_organisation_are_not_asked_to_answer(session, factories, sides, told):
    institute, _firm, _centre, match = sides
    institute.memberships[0].role = MemberRole.READER
    _waits(factories, match, 4)

    assert told() == []


def test_what_waited_for_years_before_we_looked_is_left_in_peace(factories, sides, told):
    _waits(factories, sides[3], 400)

    assert told() == []


def test_a_question_in_a_deal_is_reminded_of_until_somebody_of_that_side_writes(
    session, factories, told
):
    firm, institute = factories.member("coop"), factories.member("institute")
    deal = factories.Deal(
        match__need__organisation=firm.memberships[0].organisation,
        match__technology__organisation=institute.memberships[0].organisation,
    )
    asked = Message(deal=deal, by=deal.officer, text="Khi nào thử máy?")
    asked.at = now() - timedelta(days=3, hours=1)
    session.add_all([asked, Message(deal=deal, by=firm, text="Tuần sau.")])

    assert told() == [(institute.id, "question")]
    assert told() == []
    asked.at = now() - timedelta(days=11)

    assert told() == [(deal.officer_id, "call_about")]


def test_a_round_reads_no_question_that_was_answered_or_told(session, factories, told):
    firm = factories.member("coop")
    deal = factories.Deal(match__need__organisation=firm.memberships[0].organisation)
    factories.Membership(organisation=deal.technology.organisation)
    for days, by in ((6, deal.officer), (5, firm), (4, deal.officer)):
        question = Message(deal=deal, by=by, text="Khi nào thử máy?")
        question.at = now() - timedelta(days=days)
        session.add(question)
    assert len(told()) == 4
    session.expunge_all()
    read = []

    @listens_for(Message, "load")
    def note(message, _context):
        read.append(message)

    assert told() == []
    remove(Message, "load", note)
    assert read == []


def test_a_statement_or_a_closed_deal_waits_for_nobody(session, factories, told):
    deals = [factories.Deal(), factories.Deal(stage=DealStage.LOST, closed_at=now())]
    for deal, text in zip(deals, ("Đã nhận hồ sơ.", "Vì sao?"), strict=True):
        factories.Membership(organisation=deal.need.organisation)
        message = Message(deal=deal, by=deal.officer, text=text)
        message.at = now() - timedelta(days=4)
        session.add(message)

    assert told() == []


@pytest.mark.parametrize(
    ("left", "name"),
    [
        (15, None),
        (14, "renewal_first"),
        (4, "renewal_first"),
        (3, "renewal_second"),
        (0, "renewal_second"),
    ],
)
def test_an_author_hears_two_weeks_and_three_days_before_a_posting_expires(
    session, factories, told, left, name
):
    until = local_today() + timedelta(days=left)
    posting = factories.Technology(valid_until=until)
    factories.Membership(organisation=posting.organisation)

    told()

    keys = [each.key for each in session.query(Notification)]
    assert keys == ([f"{name}:{posting.code}:{until}"] if name else [])


def test_the_same_day_is_told_once(factories, told):
    posting = factories.Technology(valid_until=local_today() + timedelta(days=10))
    owner = factories.Membership(organisation=posting.organisation).user

    assert told() == [(owner.id, "expiring")]
    assert told() == []


def test_new_matches_of_a_posting_are_one_notification_a_day(session, factories, told):
    firm = factories.member("coop")
    need = factories.Need(organisation=firm.memberships[0].organisation, created_by=firm)
    need.published_at = now() - timedelta(days=9)
    for _each in range(3):
        factories.Match(need=need, technology__published_at=now() - timedelta(days=9))

    first = told()
    factories.Match(need=need)
    second = told()

    assert [each for each in first if each[0] == firm.id] == [(firm.id, "matches")]
    (made,) = session.query(Notification).filter_by(user_id=firm.id)
    assert made.detail["count"] == 3
    assert second == []


def test_matches_that_were_told_or_answered_or_that_nobody_may_see_are_no_news(
    session, factories, told
):
    firm = factories.member("coop")
    need = factories.Need(organisation=firm.memberships[0].organisation, created_by=firm)
    need.published_at = now() - timedelta(days=9)
    factories.Answer(match=factories.Match(need=need), party=Party.DEMAND, code="maybe")
    factories.Match(need=need, technology__state=PostingState.SUBMITTED)
    factories.Match(need=need, stale=True)

    assert told() == []


def test_an_overdue_step_is_told_to_its_owner_and_after_three_days_to_the_head(
    session, factories, told
):
    officer = factories.member("centre", role=MemberRole.EDITOR)
    centre = officer.memberships[0].organisation
    head = factories.Membership(organisation=centre, role=MemberRole.OWNER).user
    deal = factories.Deal(centre=centre, officer=officer, next_step_due=local_today())
    heard = [told()]
    deal.next_step_due = local_today() - timedelta(days=1)
    heard.append(told())
    deal.next_step_due = local_today() - timedelta(days=3)
    heard.append(told())

    assert heard == [
        [],
        [(officer.id, "overdue")],
        [(officer.id, "overdue"), (head.id, "overdue_head")],
    ]
    assert told() == []


def test_a_clock_that_jumps_repeats_no_reminder(session, factories, sides, told):
    _waits(factories, sides[3], 4)
    told()

    for each in session.query(Notification):
        each.created_at += timedelta(days=900)

    assert told() == []
    assert {each.kind for each in session.query(Notification)} == {NotificationKind.WAITING}
