"""What leaving a stage asks for."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services.deals import lifecycle, stages
from matchmaker.services.deals.next_steps import NextStep
from matchmaker.services.errors import Incomplete, InvalidTransition
from models import PATH, Deal, DealStage, local_today
from models.text import clean

WORDS = st.text(st.characters(codec="utf-8"), min_size=1).map(clean).filter(str.strip)


def test_every_open_stage_of_the_way_names_its_evidence():
    assert set(stages.EXITS) == {stage for stage in PATH if stage.is_open}
    assert all(demand.required for demand in stages.EXITS.values())


def test_every_name_of_evidence_is_declared():
    for demand in stages.EXITS.values():
        assert set(demand.names) <= set(stages.FIELDS)


@given(st.dictionaries(st.sampled_from(sorted(stages.FIELDS)), WORDS, min_size=1))
def test_what_is_written_in_the_timeline_reads_back(values):
    assert stages.read(stages.written(values)) == values


@given(WORDS.filter(lambda text: ":" not in text))
def test_plain_words_are_not_taken_for_evidence(text):
    assert stages.read(text) == {}


def evidence_for(deal, stage):
    """Everything that any move may ask for."""
    today = local_today()
    return {
        "fit": "Đúng công suất",
        "supply_answer": "good",
        "demand_answer": "maybe",
        "check_kind": "visit",
        "requirements": [str(each.id) for each in deal.need.requirements],
        "trial_minutes": "Chạy 3 mẻ, độ ẩm 11 %",
        "trial_skipped": "Máy đã chạy ở Long An",
        "terms": "850 triệu, quyền sử dụng",
        "contract_number": "12/2026",
        "contract_date": today,
        "value_signed": 850_000_000,
        "registration": "other",
        "acceptance_minutes": "Đạt",
        "acceptance_date": today,
        "reason": "Cần làm lại",
        "resume_on": today + timedelta(days=30),
        "loss_reason": "price",
        "loss_party": "demand",
    }


def step_of(deal):
    return NextStep("Gọi điện", deal.officer_id, local_today() + timedelta(days=3))


@pytest.mark.parametrize("stage", [stage for stage in PATH if stage.is_open])
def test_no_stage_is_left_without_its_evidence(session, factories, actor, officer, stage):
    deal = factories.Deal(centre=officer.memberships[0].organisation, officer=officer, stage=stage)
    factories.Requirement(need=deal.need)
    onward = deal.next_stages()[0]

    with pytest.raises(Incomplete) as refused:
        lifecycle.advance(
            session, actor, deal, onward, evidence={}, next_step=step_of(deal), version=deal.version
        )

    assert set(refused.value.fields) == {group[0] for group in stages.EXITS[stage].required}
    assert deal.stage is stage


def test_hard_requirements_must_all_be_ticked(session, factories, actor, deal):
    deal.stage = DealStage.QUALIFIED
    first = factories.Requirement(need=deal.need)
    factories.Requirement(need=deal.need, indicator="công suất")
    session.commit()

    values, missing = stages.sifted(
        session,
        deal,
        DealStage.TRIAL,
        {"check_kind": "call", "requirements": [str(first.id)]},
    )

    assert values == {"check_kind": "call"}
    assert missing == ["requirements"]


def test_a_need_without_hard_requirements_asks_for_no_ticks(session, factories, actor, deal):
    deal.stage = DealStage.QUALIFIED
    factories.Requirement(need=deal.need, hard=False)
    session.commit()

    assert "requirements" not in stages.demand(deal, DealStage.TRIAL).names


def test_a_trial_is_skipped_only_with_a_reason(deal):
    deal.stage = DealStage.QUALIFIED

    assert ("trial_skipped",) in stages.demand(deal, DealStage.NEGOTIATION).required


def test_another_reason_must_be_written_out(session, deal):
    given = {"loss_reason": "other", "loss_party": "supply"}

    assert stages.sifted(session, deal, DealStage.LOST, given)[1] == ["loss_note"]
    assert stages.sifted(session, deal, DealStage.LOST, {**given, "loss_note": "Bão"})[1] == []


def test_dates_that_make_no_sense_are_missing(session, deal):
    assert stages.sifted(session, deal, DealStage.PAUSED, {"resume_on": local_today()})[1] == [
        "resume_on"
    ]
    deal.stage = DealStage.IMPLEMENTING
    ahead = local_today() + timedelta(days=1)
    given = {"acceptance_minutes": "Đạt", "acceptance_date": ahead}
    assert stages.sifted(session, deal, DealStage.COMPLETED, given)[1] == ["acceptance_date"]


def test_a_closed_deal_goes_nowhere():
    deal = Deal(code="TV-2026-000001", stage=DealStage.LOST)

    with pytest.raises(InvalidTransition):
        stages.demand(deal, DealStage.PROPOSED)
