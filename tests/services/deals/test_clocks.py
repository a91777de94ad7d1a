"""How long a deal may stay in its stage."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from matchmaker.services.actors import actor_of
from matchmaker.services.deals import clocks
from matchmaker.services.deals.clocks import Colour
from matchmaker.services.errors import Incomplete
from models import VIETNAM, AuditEntry, Deal, DealStage, local_today, now

DAY = timedelta(days=1)


@pytest.fixture
def head(factories):
    return factories.member("centre")


@pytest.fixture
def centre(head):
    return head.memberships[0].organisation


@pytest.fixture
def deal_in(factories, centre):
    def make(stage, days=0, **fields):
        return factories.Deal(
            centre=centre,
            match=factories.Match(),
            stage=stage,
            stage_since=now() - days * DAY,
            **fields,
        )

    return make


def colour_of(session, deal):
    return clocks.read(session).colour(deal)


@pytest.mark.parametrize(
    ("days", "colour"),
    [(0, "green"), (3, "green"), (4, "amber"), (5, "red")],
)
def test_a_proposal_has_three_days_then_turns_amber_and_at_half_as_many_more_red(
    session, deal_in, days, colour
):
    assert colour_of(session, deal_in(DealStage.PROPOSED, days)) == colour


@pytest.mark.parametrize(
    ("hour", "colour"), [(0, "green"), (1, "green"), (6, "green"), (-1, "amber")]
)
def test_a_day_of_the_clock_begins_at_midnight_in_viet_nam_in_lists_too(
    session, factories, centre, hour, colour
):
    midnight = datetime.combine(local_today() - 3 * DAY, time.min, VIETNAM)
    since = midnight + timedelta(hours=hour)
    deal = factories.Deal(centre=centre, stage=DealStage.PROPOSED, stage_since=since)
    session.commit()

    assert colour_of(session, deal) == colour
    shown = clocks.read(session).shows(Colour(colour))
    assert session.scalars(select(Deal).where(shown)).all() == [deal]


def test_a_deal_that_ended_has_no_clock(session, deal_in):
    done = deal_in(DealStage.COMPLETED, 900)

    assert clocks.read(session).limit(done) is None
    assert colour_of(session, done) is Colour.GREEN


def test_a_paused_deal_counts_from_the_day_it_was_to_go_on(session, deal_in):
    paused = deal_in(
        DealStage.PAUSED,
        400,
        paused_stage=DealStage.INTRODUCED,
        resume_on=local_today() + 10 * DAY,
    )

    assert colour_of(session, paused) is Colour.GREEN
    paused.resume_on = local_today() - 8 * DAY
    assert colour_of(session, paused) is Colour.AMBER
    paused.resume_on = local_today() - 11 * DAY
    assert colour_of(session, paused) is Colour.RED


def test_a_centre_gives_a_stage_its_own_days(session, factories, head, centre, deal_in):
    mine = deal_in(DealStage.PROPOSED, 5)
    theirs = factories.Deal(match=factories.Match(), stage_since=now() - 5 * DAY)

    clocks.adjust(session, actor_of(head), centre, {DealStage.PROPOSED: 10})

    assert colour_of(session, mine) is Colour.GREEN
    assert colour_of(session, theirs) is Colour.RED


def test_the_usual_days_come_back(session, head, centre, deal_in):
    deal = deal_in(DealStage.PROPOSED, 5)
    for days in (10, None, 10, 3):
        clocks.adjust(session, actor_of(head), centre, {DealStage.PROPOSED: days})

    assert clocks.of_centre(session, centre) == {}
    assert colour_of(session, deal) is Colour.RED


def test_who_changed_a_clock_stands_in_the_trail_once(session, head, centre):
    for _ in range(2):
        clocks.adjust(session, actor_of(head), centre, {DealStage.TRIAL: 30, DealStage.PROPOSED: 3})

    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject) == ("clock:adjust", centre.code)
    assert entry.detail == {"before": {"trial": None}, "after": {"trial": 30}}


@pytest.mark.parametrize("days", [0, -3, clocks.LONGEST + 1])
def test_days_that_make_no_sense_are_refused(session, head, centre, days):
    with pytest.raises(Incomplete) as refused:
        clocks.adjust(session, actor_of(head), centre, {DealStage.TRIAL: days})

    assert refused.value.fields == ("trial",)
    assert clocks.of_centre(session, centre) == {}


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    ages=st.lists(
        st.tuples(st.sampled_from(list(DealStage)), st.integers(0, 400), st.booleans()),
        min_size=1,
        max_size=5,
    ),
    own=st.dictionaries(st.sampled_from(clocks.TIMED), st.integers(1, 300), max_size=3),
)
def test_lists_are_filtered_by_the_colour_that_pages_show(session, factories, centre, ages, own):
    head = actor_of(centre.memberships[0].user)
    clocks.adjust(session, head, centre, {**dict.fromkeys(clocks.TIMED), **own})
    for stage, days, elsewhere in ages:
        factories.Deal(
            match=factories.Match(),
            stage=stage,
            paused_stage=DealStage.TRIAL if stage is DealStage.PAUSED else None,
            stage_since=now() - days * DAY,
            resume_on=local_today() - (days - 50) * DAY,
            **({} if elsewhere else {"centre": centre}),
        )
    read = clocks.read(session)

    for colour in Colour:
        found = set(session.scalars(select(Deal).where(read.shows(colour))))
        assert found == {
            deal for deal in session.scalars(select(Deal)) if read.colour(deal) is colour
        }
