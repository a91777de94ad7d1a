"""What transfers have brought: asked for in time, answered once, confirmed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from matchmaker.services.actors import Actor
from matchmaker.services.deals import impact_questions, impacts, instalments, lifecycle
from matchmaker.services.deals.impacts import Result
from matchmaker.services.errors import Incomplete, InvalidTransition
from models import (
    AuditEntry,
    DealStage,
    ImpactCheck,
    ImpactState,
    MemberRole,
    Notification,
    VocabularyEntry,
    local_today,
    now,
)


@pytest.fixture
def deal(factories, officer):
    return factories.Deal(
        centre=officer.memberships[0].organisation,
        officer=officer,
        stage=DealStage.COMPLETED,
        closed_at=now(),
    )


@pytest.fixture
def firm(factories, deal):
    return factories.Membership(organisation=deal.need.organisation).user


@pytest.fixture
def check(session, deal, firm):
    made = ImpactCheck(deal=deal, months=6, due=local_today())
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def asked(session, check):
    impact_questions.ask(session, check)
    return check


def answered(session, check, person, nonce=None, **result):
    told = Result(**(result or {"revenue": 1_200_000_000}))
    nonce = check.nonce if nonce is None else nonce
    return impacts.answer(session, Actor(), check, told, nonce=nonce, person=person)


def test_a_completed_deal_is_asked_about_after_6_12_and_36_months(session, factories, actor, deal):
    deal.stage, deal.closed_at = DealStage.IMPLEMENTING, None

    lifecycle.advance(
        session,
        actor,
        deal,
        DealStage.COMPLETED,
        evidence={"acceptance_minutes": "Đạt", "acceptance_date": local_today()},
        version=deal.version,
    )

    due = {check.months: check.due for check in deal.impact_checks}
    assert due == {months: instalments.after(local_today(), months) for months in (6, 12, 36)}


def test_planning_twice_adds_nothing(session, deal):
    impact_questions.plan(session, deal)

    assert impact_questions.plan(session, deal) == []
    assert impact_questions.plan_missing(session) == 0


def test_deals_completed_before_are_planned_for_without_what_is_long_past(session, deal):
    deal.closed_at = now() - timedelta(days=500)

    assert impact_questions.plan_missing(session) == 1

    assert [check.months for check in deal.impact_checks] == [36]


def test_months_are_dated_data(session, deal):
    entry = VocabularyEntry(
        vocabulary="impact_months",
        code="24",
        position=9,
        name_vi="Sau 24 tháng",
        name_en="After 24 months",
        valid_from=date(2020, 1, 1),
    )
    session.add(entry)

    impact_questions.plan(session, deal)

    assert sorted(check.months for check in deal.impact_checks) == [6, 12, 24, 36]
    session.rollback()


def test_a_day_at_the_end_of_a_month_stays_in_its_month(session, deal):
    deal.closed_at = datetime(local_today().year, 8, 31, 12, tzinfo=UTC)
    deal.closed_at = deal.closed_at.replace(year=local_today().year + 1)

    impact_questions.plan(session, deal)

    assert deal.impact_checks[0].due.month == 2


def test_what_is_due_is_asked_once(session, check, firm):
    assert impact_questions.next_due(session) is check

    assert impact_questions.ask(session, check) == [firm]

    assert impact_questions.next_due(session) is None
    assert check.nonce


def test_nothing_is_asked_before_its_day(session, check):
    check.due = local_today() + timedelta(days=1)

    assert impact_questions.next_due(session) is None


def test_only_those_who_write_for_the_firm_are_asked(session, factories, check, firm):
    organisation = check.deal.need.organisation
    factories.Membership(organisation=organisation, role=MemberRole.READER)
    factories.Membership(organisation=organisation).user.active = False

    assert impact_questions.ask(session, check) == [firm]


def test_where_nobody_can_be_written_to_the_officer_is_told_at_once(session, check, firm, officer):
    firm.active = False

    assert impact_questions.ask(session, check) == []

    (told,) = session.query(Notification)
    assert (told.user_id, told.detail["what"]) == (officer.id, "impact_unreachable")
    check.asked_at = check.reminded_at = now() - impact_questions.PATIENCE
    assert impact_questions.next_silent(session) is None


def test_silence_is_reminded_after_two_weeks_and_then_told_to_the_officer(
    session, asked, firm, officer
):
    assert impact_questions.next_to_remind(session) is None
    asked.asked_at = now() - impact_questions.PATIENCE
    assert impact_questions.next_to_remind(session) is asked

    assert impact_questions.remind(session, asked) == [firm]
    assert impact_questions.next_to_remind(session) is None
    assert impact_questions.next_silent(session) is None
    asked.reminded_at = now() - impact_questions.PATIENCE
    assert impact_questions.next_silent(session) is asked

    impact_questions.give_up(session, asked)
    assert impact_questions.next_silent(session) is None
    assert [(each.user_id, each.detail["what"]) for each in session.query(Notification)] == [
        (firm.id, "impact_asked"),
        (firm.id, "impact_reminded"),
        (officer.id, "impact_silent"),
    ]


def test_an_answer_ends_the_waiting(session, asked, firm, officer):
    answered(session, asked, firm)
    asked.asked_at = now() - timedelta(days=90)

    assert asked.state is ImpactState.ANSWERED
    assert (asked.revenue, asked.answered_by) == (1_200_000_000, firm.display_name)
    assert impact_questions.next_to_remind(session) is None
    assert impact_questions.next_silent(session) is None
    told = [(each.user_id, each.detail["what"]) for each in session.query(Notification)]
    assert told == [(firm.id, "impact_asked"), (officer.id, "impact_answered")]


def test_the_second_answer_changes_nothing(session, factories, asked, firm):
    colleague = factories.Membership(organisation=asked.deal.need.organisation).user
    answered(session, asked, firm)

    with pytest.raises(InvalidTransition):
        answered(session, asked, colleague, revenue=1)

    assert asked.revenue == 1_200_000_000


@pytest.mark.parametrize("nonce", ["", "x"])
def test_only_the_link_of_this_asking_serves(session, asked, firm, nonce):
    with pytest.raises(InvalidTransition):
        answered(session, asked, firm, nonce=nonce)

    assert asked.answered_at is None


def test_a_question_not_asked_yet_cannot_be_answered_by_link(session, check, firm):
    with pytest.raises(InvalidTransition):
        answered(session, check, firm, nonce="")


@pytest.mark.parametrize(
    ("result", "field"),
    [
        ({"publishable": True}, "revenue"),
        ({"sentence": " \u200b "}, "revenue"),
        ({"jobs": -1}, "jobs"),
        ({"revenue": 10**16}, "revenue"),
    ],
)
def test_an_answer_that_tells_nothing_is_refused(session, asked, firm, result, field):
    with pytest.raises(Incomplete) as refusal:
        answered(session, asked, firm, **result)

    assert refusal.value.fields == (field,)


def test_nothing_gained_is_an_answer(session, asked, firm):
    assert answered(session, asked, firm, revenue=0).state is ImpactState.ANSWERED


def test_only_what_is_permitted_and_confirmed_is_public(session, actor, asked, firm):
    technology = asked.deal.technology_id
    answered(session, asked, firm, jobs=5, publishable=True)
    assert list(impacts.public(session, technology)) == []

    impacts.confirm(session, actor, asked)
    assert list(impacts.public(session, technology)) == [asked]

    impacts.withdraw(session, actor, asked)
    assert list(impacts.public(session, technology)) == []


def test_what_is_not_permitted_stays_private(session, actor, asked, firm):
    answered(session, asked, firm, jobs=5)

    impacts.confirm(session, actor, asked)

    assert list(impacts.public(session, asked.deal.technology_id)) == []


def test_asking_back_sends_a_new_link_and_keeps_what_was_told(session, actor, asked, firm):
    first = asked.nonce
    answered(session, asked, firm, jobs=5)

    impacts.ask_back(session, actor, asked, "Năm người hay năm nghìn người?")

    assert impact_questions.next_due(session) is asked
    impact_questions.ask(session, asked)
    assert asked.nonce != first
    assert asked.jobs == 5
    with pytest.raises(InvalidTransition):
        answered(session, asked, firm, nonce=first, jobs=6)
    answered(session, asked, firm, jobs=6)
    impacts.confirm(session, actor, asked)
    assert (asked.jobs, asked.question) == (6, "")


def test_a_confirmed_answer_is_neither_asked_back_nor_confirmed_again(session, actor, asked, firm):
    answered(session, asked, firm)
    impacts.confirm(session, actor, asked)

    with pytest.raises(InvalidTransition):
        impacts.confirm(session, actor, asked)
    with pytest.raises(InvalidTransition):
        impacts.ask_back(session, actor, asked, "Còn gì nữa?")


def test_asking_back_needs_words(session, actor, asked, firm):
    answered(session, asked, firm)

    with pytest.raises(Incomplete):
        impacts.ask_back(session, actor, asked, " ")


def test_an_answer_by_telephone_is_confirmed_and_closes_the_link(session, actor, asked, firm):
    nonce = asked.nonce

    impacts.enter(session, actor, asked, Result(jobs=3), "Chị Thắm")

    assert asked.state is ImpactState.CONFIRMED
    assert (asked.by_telephone, asked.answered_by) == (True, "Chị Thắm")
    with pytest.raises(InvalidTransition):
        answered(session, asked, firm, nonce=nonce)
    with pytest.raises(InvalidTransition):
        impacts.enter(session, actor, asked, Result(jobs=4), "Anh Lực")
    assert asked.jobs == 3


def test_all_of_it_is_in_the_timeline_and_the_audit(session, actor, asked, firm):
    answered(session, asked, firm)
    impacts.confirm(session, actor, asked)

    assert [event.text for event in asked.deal.timeline] == [
        "impact: asked 6",
        "impact: answered 6",
        "impact: confirmed 6",
    ]
    actions = [entry.action for entry in session.query(AuditEntry)]
    assert actions == ["impact:answer", "impact:confirmed"]
