"""Milestones are dated facts beside the stages."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.services.deals import milestones
from matchmaker.services.errors import Incomplete, NamesFirm, UnknownCode
from models import DealStage, Milestone, local_today


def test_a_milestone_is_reached_today_unless_another_day_is_told(session, actor, deal):
    today = local_today()

    milestones.tick(session, actor, deal, "nda")
    milestones.tick(session, actor, deal, "site_visit", today - timedelta(days=3), note="Trời mưa")

    assert [(each.code, each.reached_on, each.note) for each in deal.milestones] == [
        ("nda", today, ""),
        ("site_visit", today - timedelta(days=3), "Trời mưa"),
    ]
    assert deal.timeline[-1].text == (
        f"milestone: site_visit\nreached_on: {today - timedelta(days=3)}\nnote: Trời mưa"
    )


def test_facts_lie_in_the_past(session, actor, deal):
    with pytest.raises(Incomplete) as refused:
        milestones.tick(session, actor, deal, "nda", local_today() + timedelta(days=1))

    assert refused.value.fields == ("reached_on",)
    assert deal.milestones == []


def test_ticking_again_corrects_the_day(session, actor, deal):
    milestones.tick(session, actor, deal, "nda")
    milestones.tick(session, actor, deal, "nda", local_today() - timedelta(days=9))

    (only,) = session.scalars(select(Milestone))
    assert only.reached_on == local_today() - timedelta(days=9)


def test_a_milestone_can_be_taken_back(session, actor, deal):
    milestone = milestones.tick(session, actor, deal, "nda")

    milestones.untick(session, actor, deal, milestone)

    assert session.scalars(select(Milestone)).all() == []
    assert [each.text.partition(":")[0] for each in deal.timeline] == ["milestone", "unticked"]


def test_only_known_facts_are_ticked(session, actor, deal):
    with pytest.raises(UnknownCode):
        milestones.tick(session, actor, deal, "party")


def test_a_note_never_names_a_blind_firm(session, actor, deal):
    deal.need.blind = True

    with pytest.raises(NamesFirm):
        milestones.tick(session, actor, deal, "nda", note=f"Ở {deal.need.organisation.name_vi}")


def test_every_fact_stands_in_its_stage(session, actor, deal):
    milestones.tick(session, actor, deal, "site_visit")

    found = milestones.by_stage(session, deal)

    assert set(found) <= {stage.value for stage in DealStage}
    assert [(each.code, bool(each.ticked)) for each in found["qualified"]] == [
        ("nda", False),
        ("site_visit", True),
        ("sample_test", False),
    ]
    assert sum(len(facts) for facts in found.values()) == 19
