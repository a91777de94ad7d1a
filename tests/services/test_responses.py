"""How an organisation answers: told from five cases on."""

import statistics
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.services import responses
from models import Answer, Match, Need, Party, Technology, now

ASKED = timedelta(days=100)


@pytest.fixture
def institute(factories):
    return factories.Organisation()


def _case(factories, organisation, days, **more):
    """A firm asks ``organisation``, which answers after so many days, or not at all."""
    match = factories.Match(technology__organisation=organisation, **more)
    asked = now() - ASKED
    factories.Answer(match=match, party=Party.DEMAND, at=asked)
    if days is not None:
        at = asked + timedelta(days=days)
        factories.Answer(match=match, party=Party.SUPPLY, code="maybe", at=at)
    return match


def _of(session, organisation):
    return responses.of(session, [organisation.id]).get(organisation.id)


def test_four_cases_say_nothing_five_do(session, factories, institute):
    for days in (1, 2, 3, 4):
        _case(factories, institute, days)
    assert _of(session, institute) is None

    _case(factories, institute, None)

    found = _of(session, institute)
    assert (found.cases, found.answered) == (5, 4)
    assert found.share == 0.8
    assert found.median_days == pytest.approx(2.5, abs=0.01)


def test_who_spoke_first_or_was_asked_just_now_is_no_case(session, factories, institute):
    for days in (1, 2, 3, 4, -1):
        _case(factories, institute, days)
    fresh = _case(factories, institute, None)
    fresh.answers[0].at = now() - timedelta(days=1)
    session.flush()

    assert _of(session, institute) is None


def test_blind_needs_tell_nothing_of_their_firm(session, factories):
    firm = factories.Organisation(org_type="coop")
    for _each in range(6):
        match = factories.Match(need__organisation=firm, need__blind=True)
        factories.Answer(match=match, party=Party.SUPPLY, at=now() - ASKED)

    assert _of(session, firm) is None


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.none() | st.integers(0, 60), min_size=5, max_size=12))
def test_the_median_is_the_middle_of_those_that_answered(session, factories, institute, cases):
    for table in (Answer, Match, Need, Technology):
        session.query(table).delete()
    for days in cases:
        _case(factories, institute, days)

    found = _of(session, institute)

    answered = [days for days in cases if days is not None]
    expected = statistics.median(answered) if answered else None
    assert (found.cases, found.answered) == (len(cases), len(answered))
    assert found.median_days == (
        expected if expected is None else pytest.approx(expected, abs=0.01)
    )
