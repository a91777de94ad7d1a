"""The funnel says the same as counting by hand, and as the list behind each of its figures."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from matchmaker.services import provinces
from matchmaker.services.deals import boards, funnel, groups
from matchmaker.services.deals.cohorts import Cohort
from matchmaker.services.deals.filters import Filters
from models import PATH, VIETNAM, Deal, DealEvent, DealEventKind, DealStage, Party
from tests.web.world import actor_for

BEGINNING = datetime(2026, 1, 5, 9, tzinfo=VIETNAM)


@pytest.fixture
def ministry(factories):
    return actor_for(factories.member("ministry"))


def counted(session, actor, **cohort):
    """Count what the list shows behind a figure."""
    chosen = boards.conditions(actor, Filters(cohort=Cohort(**cohort)))
    return session.scalar(select(func.count(Deal.id)).where(*chosen))


def walked(factories, *moves, opened=BEGINNING, **fields):
    """Make a deal that took ``moves``: pairs of a stage and the days before it was entered."""
    deal = factories.Deal(opened_at=opened, stage_since=opened, **fields)
    deal.timeline.append(DealEvent(kind=DealEventKind.OPENED, stage_to=deal.stage, at=opened))
    at = opened
    for stage, days in moves:
        at += timedelta(days=days)
        left = deal.stage
        deal.enter(stage, at=at)
        deal.timeline.append(
            DealEvent(kind=DealEventKind.STAGE, stage_from=left, stage_to=stage, at=at)
        )
    return deal


def by_stage(session, actor, **cohort):
    steps = funnel.steps(session, actor, Filters(cohort=Cohort(**cohort)))
    return {step.stage: step for step in steps}


def test_a_skipped_trial_is_not_reached_and_does_not_spoil_the_share(session, factories, ministry):
    way = [(DealStage.INTRODUCED, 1), (DealStage.QUALIFIED, 1)]
    walked(factories, *way, (DealStage.TRIAL, 1))
    walked(factories, *way, (DealStage.NEGOTIATION, 1))
    session.commit()

    steps = by_stage(session, ministry)

    assert (steps[DealStage.QUALIFIED].reached, steps[DealStage.QUALIFIED].conversion) == (2, 1.0)
    assert (steps[DealStage.TRIAL].reached, steps[DealStage.TRIAL].conversion) == (1, 0.0)
    assert steps[DealStage.NEGOTIATION].reached == 1
    assert steps[DealStage.CONTRACTED].conversion is None


def test_a_deal_that_goes_back_counts_once_and_its_days_add_up(session, factories, ministry):
    walked(
        factories,
        (DealStage.INTRODUCED, 2),
        (DealStage.QUALIFIED, 3),
        (DealStage.INTRODUCED, 10),
        (DealStage.QUALIFIED, 4),
        (DealStage.TRIAL, 1),
    )
    session.commit()

    steps = by_stage(session, ministry)

    assert [steps[stage].reached for stage in PATH[:4]] == [1, 1, 1, 1]
    assert [steps[stage].days for stage in PATH[:4]] == [
        pytest.approx(2, abs=0.001),
        pytest.approx(7, abs=0.001),
        pytest.approx(11, abs=0.001),
        None,
    ]


def test_a_pause_is_nobodys_day(session, factories, ministry):
    walked(factories, (DealStage.PAUSED, 2), (DealStage.PROPOSED, 100), (DealStage.INTRODUCED, 3))
    session.commit()

    assert by_stage(session, ministry)[DealStage.PROPOSED].days == pytest.approx(5, abs=0.001)


def test_the_days_of_a_period_are_those_of_viet_nam(session, factories, ministry):
    walked(factories, opened=datetime(2026, 4, 1, 0, 30, tzinfo=VIETNAM))
    walked(factories, opened=datetime(2026, 3, 31, 23, 30, tzinfo=VIETNAM))
    session.commit()

    assert by_stage(session, ministry, opened_from=date(2026, 4, 1))[PATH[0]].reached == 1
    assert by_stage(session, ministry, opened_to=date(2026, 3, 31))[PATH[0]].reached == 1


@st.composite
def ways(draw):
    """Draw the moves of a deal: any that the deal itself allows, a day to a month apart."""
    deal, moves = Deal(code="TV", stage=DealStage.PROPOSED), []
    for _each in range(draw(st.integers(0, 9))):
        if not (open_ways := deal.next_stages()):
            break
        moves.append((draw(st.sampled_from(open_ways)), draw(st.integers(0, 30))))
        deal.enter(moves[-1][0])
    return moves


def naive(walks):
    """Count by hand: in which stages a deal was, how far it came, how long it stayed."""
    reached, passed, days = defaultdict(int), defaultdict(int), defaultdict(list)
    for moves in walks:
        stages = [DealStage.PROPOSED, *(stage for stage, _days in moves)]
        waited = [days_ for _stage, days_ in moves]
        far = max(PATH.index(stage) for stage in stages if stage in PATH)
        for stage in {each for each in stages if each in PATH}:
            reached[stage] += 1
            passed[stage] += far > PATH.index(stage)
            if stages[-1] is not stage:
                visits = zip(stages, waited, strict=False)
                days[stage].append(sum(spent for each, spent in visits if each is stage))
    return {
        stage: (reached[stage], passed[stage], median(days[stage]) if days[stage] else None)
        for stage in PATH
    }


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walks=st.lists(ways(), max_size=6))
def test_the_funnel_counts_like_a_hand_and_like_the_lists_behind_it(
    session, factories, ministry, walks
):
    for deal in session.scalars(select(Deal)):
        session.delete(deal)
    for moves in walks:
        walked(factories, *moves)
    session.commit()

    steps = by_stage(session, ministry)

    expected = naive(walks)
    for stage, step in steps.items():
        reached, passed, days = expected[stage]
        assert (step.reached, step.passed) == (reached, passed)
        assert step.days == (None if days is None else pytest.approx(days, abs=0.001))
        assert counted(session, ministry, reached=stage) == reached
        assert counted(session, ministry, passed=stage) == passed


def test_reasons_for_loss_are_counted_by_side(session, factories, ministry):
    for reason, party in (
        ("price", Party.DEMAND),
        ("price", Party.DEMAND),
        ("price", Party.SUPPLY),
        ("ip", None),
    ):
        walked(factories, (DealStage.LOST, 1), loss_reason=reason, loss_party=party)
    walked(factories)
    session.commit()

    losses = funnel.losses(session, ministry, Filters())

    assert [(each.reason, each.total) for each in losses] == [("price", 3), ("ip", 1)]
    assert losses[0].counts == {Party.DEMAND: 2, Party.SUPPLY: 1}
    assert counted(session, ministry, loss="price", loss_party=Party.DEMAND) == 2
    assert counted(session, ministry, loss="group:commercial") == 3
    assert counted(session, ministry, loss="group:legal") == 1


def test_each_sees_the_deals_that_are_theirs_to_see(session, factories):
    centre = factories.member("centre", province="92")
    other = factories.member("centre", province="01")
    walked(factories, centre=centre.memberships[0].organisation)
    walked(factories, centre=other.memberships[0].organisation)
    session.commit()

    def opened(user):
        return funnel.steps(session, actor_for(user), Filters())[0].reached

    assert opened(centre) == opened(factories.member("department", province="92")) == 1
    assert opened(factories.member("ministry")) == 2
    assert opened(factories.member("department", province="04")) == 0


@pytest.mark.parametrize("dimension", groups.DIMENSIONS)
def test_groups_add_up_to_the_whole(session, factories, ministry, dimension):
    ways_ = [(), ((DealStage.INTRODUCED, 3),), ((DealStage.LOST, 400),)]
    for number, moves in enumerate(ways_ * 2):
        need = factories.Need(
            province=("92", "01")[number % 2], vn_field=("203", "401")[number % 2]
        )
        opened = BEGINNING + timedelta(days=100 * number)
        walked(factories, *moves, opened=opened, match__need=need, value_signed=5)
    session.commit()

    found = groups.compare(session, ministry, Filters(), dimension)

    assert len(found) > 1
    assert sum(each.opened for each in found) == 6
    assert sum(each.introduced for each in found) == 2
    assert sum(each.lost for each in found) == 2
    assert sum(each.values["VND"] for each in found) == 30


def test_quarters_begin_where_they_begin_in_viet_nam():
    first, last = (datetime(2026, m, d, 18, tzinfo=VIETNAM) for m, d in ((2, 3), (10, 1)))

    starts = groups.period_starts(first, last)

    assert starts == [
        date(2026, 1, 1),
        date(2026, 4, 1),
        date(2026, 7, 1),
        date(2026, 10, 1),
        date(2027, 1, 1),
    ]
    assert groups.period_starts(first - timedelta(days=2000), last)[0] == date(2020, 1, 1)


def test_a_deal_from_before_the_merger_is_on_both_maps_and_the_sums_agree(
    session, factories, ministry
):
    told = factories.Need(province="92", province_63="94")
    by_owner = factories.Need(province="92", organisation__province_63="93")
    untold = factories.Need(province="92")
    alone = factories.Need(province="01")
    mistaken = factories.Need(province="92", province_63="01")
    for need in (told, by_owner, untold, alone, mistaken):
        walked(factories, match__need=need, opened=datetime(2024, 5, 6, tzinfo=VIETNAM))
    session.commit()

    today = groups.compare(session, ministry, Filters(), "province")
    before = groups.compare(session, ministry, Filters(), "province", before=True)

    assert {each.key: each.opened for each in today} == {"01": 1, "92": 4}
    assert {each.key: each.opened for each in before} == {"01": 1, "93": 1, "94": 1, "~92": 2}
    atlas = provinces.atlas(session)
    for found, old in ((today, False), (before, True)):
        for each in found:
            place = atlas.place(each.key, before=old)
            assert counted(session, ministry, place=place) == each.opened


def test_every_old_province_became_one_of_today(session):
    atlas = provinces.atlas(session)

    assert (len(atlas.successors), len(set(atlas.successors.values()))) == (63, 34)
    assert atlas.place("94", before=False) is None
    assert atlas.place("94", before=True).province == "92"
    assert atlas.place("~01", before=True) is None
