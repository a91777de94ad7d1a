"""The life of a deal as a machine: whatever officers try, in whatever order, its rules hold."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from matchmaker.services.deals import lifecycle, monday, next_steps, stages
from matchmaker.services.deals.monday import Part
from matchmaker.services.deals.next_steps import NextStep
from matchmaker.services.errors import Incomplete, InvalidTransition
from models import PATH, DealStage, local_today
from tests.services.deals.test_stages import evidence_for

STAGES = st.sampled_from(list(DealStage))
DAYS = st.integers(-5, 120)
TEXTS = st.sampled_from(["", " \u200b", "Gọi lại hai bên", "Hẹn khảo sát"])


class Life(RuleBasedStateMachine):
    """One deal, and everything that can be tried with it."""

    def __init__(self, session, actor, deal):
        super().__init__()
        self.session, self.actor, self.deal = session, actor, deal
        session.rollback()
        session.refresh(deal)
        self.rows = len(deal.timeline)

    def teardown(self):
        self.session.rollback()

    def advance(self, stage, evidence, step):
        lifecycle.advance(
            self.session,
            self.actor,
            self.deal,
            stage,
            evidence=evidence,
            next_step=step,
            version=self.deal.version,
        )

    @rule(stage=STAGES, text=TEXTS, days=DAYS)
    def move(self, stage, text, days):
        """Move with all evidence: it succeeds where the model lets it and the step is whole."""
        before, possible = self.deal.stage, stage in self.deal.next_stages()
        step = NextStep(text, self.deal.officer_id, local_today() + timedelta(days=days))
        whole = not stage.is_open or (bool(text.strip(" \u200b")) and days >= 0)
        refusal = None if possible and whole else (Incomplete, InvalidTransition)
        if refusal is None:
            self.advance(stage, evidence_for(self.deal, stage), step)
            assert self.deal.stage is stage
            return
        with pytest.raises(refusal):
            self.advance(stage, evidence_for(self.deal, stage), step)
        assert self.deal.stage is before

    @rule(stage=STAGES)
    def move_without_evidence(self, stage):
        """Moves that ask for something are refused without it, and change nothing."""
        before, step = self.deal.stage, NextStep("Gọi", self.deal.officer_id, local_today())
        if stage in self.deal.next_stages() and not stages.demand(self.deal, stage).required:
            return
        with pytest.raises((Incomplete, InvalidTransition)):
            self.advance(stage, {}, step)
        assert self.deal.stage is before

    @rule(stage=STAGES)
    def force(self, stage):
        """The model itself refuses what no form offers."""
        before = self.deal.stage
        if stage in self.deal.next_stages():
            return
        with pytest.raises(InvalidTransition):
            self.deal.enter(stage)
        assert self.deal.stage is before

    @rule(text=TEXTS, days=DAYS)
    def plan(self, text, days):
        step = NextStep(text, self.deal.officer_id, local_today() + timedelta(days=days))
        fits = self.deal.stage.is_open and bool(text.strip(" \u200b")) and days >= 0
        if fits:
            lifecycle.plan(self.session, self.actor, self.deal, step, version=self.deal.version)
            assert self.deal.next_step == text
            return
        with pytest.raises((Incomplete, InvalidTransition)):
            lifecycle.plan(self.session, self.actor, self.deal, step, version=self.deal.version)

    @precondition(lambda self: self.deal.stage is DealStage.PAUSED)
    @rule()
    def resume(self):
        """A paused deal goes on where it was."""
        (onward, _lost), step = (
            self.deal.next_stages(),
            NextStep("Gọi", self.deal.officer_id, local_today()),
        )
        self.advance(onward, {}, step)
        assert self.deal.stage is onward

    @invariant()
    def an_open_deal_has_exactly_one_next_step_and_a_closed_one_none(self):
        has = (
            bool(self.deal.next_step),
            self.deal.next_step_owner is not None,
            bool(self.deal.next_step_due),
        )
        assert set(has) == {self.deal.stage.is_open}
        assert (self.deal.closed_at is None) == self.deal.stage.is_open

    @invariant()
    def only_a_paused_deal_knows_where_it_was_and_when_it_resumes(self):
        paused = self.deal.stage is DealStage.PAUSED
        assert (self.deal.paused_stage is not None, self.deal.resume_on is not None) == (
            paused,
            paused,
        )
        assert self.deal.paused_stage in {None, *PATH[:-1]}
        if paused:
            assert self.deal.next_step_due <= self.deal.resume_on

    @invariant()
    def the_timeline_only_grows(self):
        assert len(self.deal.timeline) >= self.rows
        self.rows = len(self.deal.timeline)


def test_whatever_officers_try_the_rules_of_a_deal_hold(session, actor, deal):
    run_state_machine_as_test(
        lambda: Life(session, actor, deal),
        settings=settings(max_examples=40, stateful_step_count=12, deadline=None),
    )


def test_no_move_of_any_stage_asks_for_more_than_three_fields(session, factories, deal):
    """Every move from every stage, for a need with hard requirements: the most there is to ask."""
    factories.Requirement(need=deal.need)
    asked = {}
    for stage in DealStage:
        deal.stage = stage
        deal.paused_stage = DealStage.TRIAL if stage is DealStage.PAUSED else None
        for onward in deal.next_stages():
            asked[stage, onward] = len(stages.demand(deal, onward).required)
    session.rollback()

    assert len(asked) > len(PATH) ** 2 / 2
    assert {move: fields for move, fields in asked.items() if fields > 3} == {}


def test_the_day_to_resume_brings_a_paused_deal_to_its_officers_list(
    session, actor, deal, today_is
):
    resumes = local_today() + timedelta(days=10)
    lifecycle.advance(
        session,
        actor,
        deal,
        DealStage.PAUSED,
        evidence={"resume_on": resumes},
        next_step=NextStep("Gọi lại", deal.officer_id, local_today() + timedelta(days=60)),
        version=deal.version,
    )
    session.commit()
    assert parts_of(session, actor) == set()

    today_is(resumes)

    assert parts_of(session, actor) == {Part.TODAY}


def parts_of(session, actor):
    """Return where on their page the officer finds a deal."""
    page = monday.of_person(session, actor, actor.user)
    return {part.part for part in page.parts if part.rows}


def test_a_step_set_after_the_day_to_resume_keeps_its_own_day(session, actor, deal):
    deal.stage, deal.paused_stage = DealStage.PAUSED, DealStage.TRIAL
    deal.resume_on = local_today() - timedelta(days=1)
    due = local_today() + timedelta(days=2)

    next_steps.keep(deal, "Gọi lại", actor.user, due)

    assert deal.next_step_due == due
