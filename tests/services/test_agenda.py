"""What waits for somebody is counted, by their role."""

from datetime import timedelta

import pytest

from matchmaker.services import agenda, inbox
from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.agenda import Task
from models import (
    Mail,
    MatchState,
    Party,
    PostingState,
    Side,
    local_today,
    now,
)


@pytest.fixture
def firm(factories):
    return factories.member("sme", side=Side.DEMAND)


def test_a_visitor_has_nothing_to_do(session):
    assert agenda.of(session, Actor()) == {}


def test_who_acts_for_nobody_has_nothing_to_do(session, factories):
    assert agenda.of(session, actor_of(factories.User())) == {}


def test_a_firm_is_told_of_matches_without_its_answer(session, factories, firm):
    need = factories.Need(organisation=firm.memberships[0].organisation)
    factories.Match(need=need)
    wanted = factories.Match(need=need)
    factories.Answer(match=wanted, party=Party.SUPPLY)
    answered = factories.Match(need=need)
    factories.Answer(match=answered, party=Party.DEMAND)

    found = agenda.of(session, actor_of(firm))

    assert (found[Task.UNANSWERED], found[Task.ASKED]) == (2, 1)


def test_matches_decided_or_no_longer_published_do_not_wait(session, factories, firm):
    need = factories.Need(organisation=firm.memberships[0].organisation)
    factories.Match(need=need, state=MatchState.DECLINED)
    factories.Match(need=need, technology=factories.Technology(state=PostingState.PAUSED))

    assert agenda.of(session, actor_of(firm))[Task.UNANSWERED] == 0


def test_an_institute_is_told_of_what_it_has_not_sent(session, factories):
    person = factories.member("institute", side=Side.SUPPLY)
    own = person.memberships[0].organisation
    for state in PostingState:
        factories.Technology(organisation=own, state=state)
    factories.Technology(state=PostingState.DRAFT)

    assert agenda.of(session, actor_of(person))[Task.UNFINISHED] == 2


def test_a_centre_is_told_what_its_inbox_holds(session, factories):
    person = factories.member("centre", province="92", side=Side.BROKER)
    actor = actor_of(person)
    need = factories.Need(province="92")
    factories.Answer(match=factories.Match(need=need))
    factories.Need(province="92", state=PostingState.SUBMITTED)
    yesterday = local_today() - timedelta(days=2)
    factories.Deal(centre=actor.organisation, next_step_due=yesterday)

    found = agenda.of(session, actor)
    page, counts = inbox.read(session, actor)

    assert [found[task] for task in (Task.BOTH, Task.MATCH, Task.POSTING)] == [0, 1, 1]
    assert found[Task.OVERDUE] == 1
    assert page.total == found[Task.MATCH] + found[Task.POSTING] + found[Task.OVERDUE]
    assert counts == {"": page.total, **inbox.counts(session, actor)}


def test_the_ministry_is_told_of_overdue_deals_everywhere(session, factories):
    factories.Deal(next_step_due=(local_today() - timedelta(days=2)))
    person = factories.member("ministry", side=Side.OVERSIGHT)

    found = agenda.of(session, actor_of(person))

    assert (found[Task.OVERDUE], found[Task.DEALS]) == (1, 1)


def test_an_administrator_is_told_of_mail_that_could_not_be_sent(session, factories):
    session.add(Mail(to="a@example.org", subject="x", text="y", error="refused"))
    factories.Organisation(verified_at=None)

    found = agenda.of(session, actor_of(factories.administrator()))

    assert (found[Task.UNSENT], found[Task.UNVERIFIED]) == (1, 1)


def test_a_department_is_told_of_no_step_that_is_merely_overdue(session, factories):
    factories.Deal(match=factories.Match(), next_step_due=local_today() - timedelta(days=1))
    department = factories.member("department", province="92")

    assert agenda.of(session, actor_of(department)) == {Task.STUCK: 0, Task.DEALS: 1}


def test_who_watches_over_centres_is_told_what_is_stuck(session, factories):
    factories.Deal(match=factories.Match(), stage_since=now() - timedelta(days=30))
    factories.Deal(match=factories.Match())
    for watcher in (factories.member("department", province="92"), factories.administrator()):
        assert agenda.of(session, actor_of(watcher))[Task.STUCK] == 1
