"""A deal's way through its stages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import PATH, Deal, DealStage, InvalidTransition


def test_a_deal_goes_on_by_one_stage():
    deal = Deal(code="TV-1", stage=DealStage.INTRODUCED)

    deal.enter(DealStage.QUALIFIED)

    assert deal.stage is DealStage.QUALIFIED


def test_only_a_trial_may_be_skipped():
    deal = Deal(code="TV-1", stage=DealStage.QUALIFIED)

    assert DealStage.NEGOTIATION in deal.next_stages()
    with pytest.raises(InvalidTransition):
        Deal(code="TV-1", stage=DealStage.PROPOSED).enter(DealStage.QUALIFIED)


def test_a_paused_deal_goes_on_where_it_stood():
    deal = Deal(code="TV-1", stage=DealStage.TRIAL)
    deal.enter(DealStage.PAUSED)

    assert deal.next_stages() == (DealStage.TRIAL, DealStage.LOST)


@pytest.mark.parametrize("stage", [DealStage.COMPLETED, DealStage.LOST])
def test_an_ended_deal_stays_ended(stage):
    assert Deal(code="TV-1", stage=stage).next_stages() == ()


def test_an_ended_deal_has_no_next_step():
    deal = Deal(code="TV-1", stage=DealStage.TRIAL, next_step="Gọi điện")

    deal.enter(DealStage.LOST)

    assert deal.next_step == ""
    assert deal.closed_at is not None


@given(st.lists(st.sampled_from(DealStage)))
def test_whatever_is_tried_a_deal_never_leaps_ahead(stages):
    deal = Deal(code="TV-1", stage=DealStage.PROPOSED)
    reached = {DealStage.PROPOSED}

    for stage in stages:
        try:
            deal.enter(stage)
        except InvalidTransition:
            continue
        reached.add(stage)

    furthest = max(PATH.index(stage) for stage in reached if stage in PATH)
    missing = set(PATH[:furthest]) - reached - {DealStage.TRIAL}
    assert missing == set()
