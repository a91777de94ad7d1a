"""What was dealt with, by a plain link, a telephone or a colleague, rings no more."""

from datetime import timedelta

import pytest

from matchmaker.services import announcements, answers, bell, notifications, postings, reminders
from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.deals import conversation, impact_questions, impacts, lifecycle
from matchmaker.services.deals.impacts import Result
from models import (
    INTERESTED,
    DealStage,
    ImpactCheck,
    MemberRole,
    Notification,
    Party,
    PostingMove,
    PostingState,
    local_today,
    now,
)


@pytest.fixture
def rings(session):
    """A function: what a person has not read, by what it tells."""

    def rings(person):
        found = session.query(Notification).filter_by(user_id=person.id, read_at=None)
        return [each.detail["what"] for each in found.order_by(Notification.id)]

    return rings


@pytest.fixture
def remind(session):
    """A function that tells what the background work finds now."""

    def remind():
        session.commit()
        notifications.tell_all(session, reminders.due(session))

    return remind


@pytest.fixture
def sides(factories, officer):
    """A published pair, and somebody at each side; the officer's centre is the need's."""
    match = factories.Match(proposed_at=now() - timedelta(days=30))
    for posting in (match.need, match.technology):
        posting.published_at = now() - timedelta(days=60)
    people = [
        factories.Membership(organisation=posting.organisation).user
        for posting in (match.need, match.technology)
    ]
    return match, *people, officer


@pytest.fixture
def colleague_of(factories):
    def colleague_of(person):
        organisation = person.memberships[0].organisation
        return factories.Membership(organisation=organisation, role=MemberRole.EDITOR).user

    return colleague_of


def say(session, person, match, party, code=INTERESTED):
    def tell(news):
        announcements.answered(session, news)

    return answers.answer(session, actor_of(person), match, party, code, announce=tell)


def test_the_answer_of_a_side_settles_what_asked_its_people_for_it(
    session, colleague_of, sides, rings, remind
):
    match, firm, institute, officer = sides
    colleague = colleague_of(institute)
    asked = say(session, firm, match, Party.DEMAND)
    for days in (4, 8, 12):
        asked.at = now() - timedelta(days=days)
        remind()
    assert rings(colleague) == ["interest", "unanswered", "unanswered"]
    assert rings(officer) == ["call"]

    say(session, institute, match, Party.SUPPLY, "too_early")

    assert rings(institute) == rings(colleague) == rings(officer) == []
    assert rings(firm) == ["declined"]


def test_an_answer_settles_nothing_of_another_match(session, factories, sides, rings):
    match, firm, institute, _officer = sides
    other = factories.Match(technology=match.technology)
    for each, person in (
        (match, firm),
        (other, factories.Membership(organisation=other.need.organisation).user),
    ):
        say(session, person, each, Party.DEMAND)

    say(session, institute, match, Party.SUPPLY)

    assert rings(institute) == ["interest"]


@pytest.mark.parametrize("accepts", [True, False])
def test_a_decision_settles_what_asked_for_it(session, colleague_of, sides, rings, accepts):
    match, firm, institute, officer = sides
    colleague = colleague_of(officer)
    say(session, firm, match, Party.DEMAND)
    say(session, institute, match, Party.SUPPLY)
    assert rings(officer) == rings(colleague) == ["both"]

    if accepts:
        lifecycle.open(session, actor_of(officer), match)
    else:
        lifecycle.decline(session, actor_of(officer), match, "price")

    assert rings(officer) == rings(colleague) == rings(firm) == []


def test_a_posting_that_was_mended_and_sent_again_asks_for_it_no_more(
    session, factories, officer, rings
):
    author = factories.member("coop")
    posting = factories.Need(
        organisation=author.memberships[0].organisation,
        state=PostingState.SUBMITTED,
        created_by=author,
    )
    postings.move(session, actor_of(officer), posting, PostingMove.SEND_BACK, "Thiếu số đo")
    announcements.moved(session, posting, PostingMove.SEND_BACK, "Thiếu số đo")
    assert rings(author) == ["sent_back"]

    postings.move(session, actor_of(author), posting, PostingMove.SUBMIT)

    assert rings(author) == []


def test_a_renewed_posting_asks_for_renewal_no_more(session, factories, rings, remind):
    author = factories.member("institute")
    posting = factories.Technology(
        organisation=author.memberships[0].organisation,
        created_by=author,
        valid_until=local_today() + timedelta(days=3),
    )
    remind()
    assert "expiring" in rings(author)

    postings.move(session, actor_of(author), posting, PostingMove.RENEW)

    assert "expiring" not in rings(author)


@pytest.fixture
def check(session, factories, officer):
    deal = factories.Deal(
        centre=officer.memberships[0].organisation,
        officer=officer,
        stage=DealStage.COMPLETED,
        closed_at=now(),
    )
    factories.Membership(organisation=deal.need.organisation)
    factories.Membership(organisation=deal.need.organisation)
    made = ImpactCheck(deal=deal, months=6, due=local_today())
    session.add(made)
    session.commit()
    return made


def test_an_impact_question_answered_by_its_link_rings_with_nobody_who_was_asked(
    session, officer, check, rings
):
    asked = impact_questions.ask(session, check)
    impact_questions.remind(session, check)
    impact_questions.give_up(session, check)
    assert [rings(each) for each in asked] == [["impact_asked", "impact_reminded"]] * 2

    result = Result(jobs=2)
    impacts.answer(session, Actor(), check, result, nonce=check.nonce, person=asked[0])

    assert [rings(each) for each in asked] == [[], []]
    assert rings(officer) == ["impact_answered"]


@pytest.mark.parametrize("how", ["confirmed", "asked back"])
def test_an_impact_answer_rings_until_the_officer_has_said_what_it_is_worth(
    session, officer, check, rings, how
):
    (person, *_others) = impact_questions.ask(session, check)
    result = Result(jobs=2)
    impacts.answer(session, Actor(), check, result, nonce=check.nonce, person=person)

    if how == "confirmed":
        impacts.confirm(session, actor_of(officer), check)
    else:
        impacts.ask_back(session, actor_of(officer), check, "Hai người toàn thời gian?")

    assert rings(officer) == []


def test_an_impact_answer_taken_by_telephone_settles_the_call(session, officer, check, rings):
    impact_questions.ask(session, check)
    impact_questions.remind(session, check)
    impact_questions.give_up(session, check)
    assert rings(officer) == ["impact_silent"]

    impacts.enter(session, actor_of(officer), check, Result(jobs=2), "Bà Hòa")

    assert rings(officer) == []


@pytest.fixture
def side(factories, deal):
    return deal, factories.Membership(organisation=deal.need.organisation).user


def test_who_answers_on_the_page_has_read_what_was_said_there(session, colleague_of, side, rings):
    deal, firm = side
    colleague = colleague_of(firm)
    officer = actor_of(deal.officer)
    conversation.write(session, officer, deal, "Xưởng có điện 3 pha không?")

    conversation.write(session, actor_of(firm), deal, "Có, 380 V.")

    assert rings(firm) == []
    assert rings(colleague) == ["message", "message"]


def test_a_question_is_settled_by_a_colleague_and_so_is_the_call_about_it(
    session, colleague_of, side, rings, remind
):
    deal, firm = side
    colleague = colleague_of(firm)
    asked = conversation.write(session, actor_of(deal.officer), deal, "Có điện 3 pha không?")
    for days in (4, 12):
        asked.at = now() - timedelta(days=days)
        remind()
    assert rings(colleague) == ["message", "question"]
    assert rings(deal.officer) == ["call_about", "call_about"], "one for each side"

    conversation.write(session, actor_of(firm), deal, "Có, 380 V.")

    assert rings(colleague) == ["message", "message"]
    assert rings(deal.officer) == ["call_about", "message"], "the institute is still silent"


def test_what_was_settled_can_be_marked_unread_again(session, side, rings):
    deal, firm = side
    conversation.write(session, actor_of(deal.officer), deal, "Xưởng có điện 3 pha không?")
    conversation.write(session, actor_of(firm), deal, "Có, 380 V.")
    (told,) = session.query(Notification).filter_by(user_id=firm.id)

    bell.mark_unread(session, firm, number=told.id)

    assert rings(firm) == ["message"]
