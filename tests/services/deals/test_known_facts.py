"""Milestones that the records of a deal prove, so that nobody has to tick them."""

from datetime import UTC, date, datetime

import pytest

from matchmaker.services.actors import actor_of
from matchmaker.services.deals import known_facts, milestones
from models import DealEvent, DealEventKind, DealStage, ImpactCheck, NdaState, Payment

DAY = date(2026, 3, 4)
LATE_ON_THAT_DAY = datetime(2026, 3, 3, 18, 30, tzinfo=UTC)
"""01:30 of the day in Vietnam."""


@pytest.fixture
def deal(factories):
    return factories.Deal()


def facts(session, deal):
    by_stage = milestones.by_stage(session, deal)
    return {fact.code: fact for each in by_stage.values() for fact in each}


def event(kind, text, **more):
    return DealEvent(kind=kind, text=text, at=LATE_ON_THAT_DAY, **more)


def paid(on):
    return Payment(due=DAY, amount=5, paid_on=on)


def sign_nda(deal, _factories):
    deal.nda, deal.nda_on = NdaState.SIGNED, DAY


def sign_contract(deal, _factories):
    deal.contract_date = DAY


def file_registration(deal, _factories):
    deal.registration_filed_on = DAY


def get_certificate(deal, _factories):
    deal.certificate_date = DAY


def pay(deal, _factories):
    deal.payments += [paid(date(2026, 5, 6)), paid(DAY), paid(None)]


def write_minutes(deal, _factories):
    deal.timeline.append(event(DealEventKind.STAGE, "trial_minutes: Đạt cả ba mẻ"))


def complete_draft(deal, _factories):
    deal.timeline.append(event(DealEventKind.DUTY, "contents: 14/14"))


def accept(deal, _factories):
    deal.stage = DealStage.COMPLETED
    text = f"acceptance_minutes: Đạt\nacceptance_date: {DAY}"
    deal.timeline.append(event(DealEventKind.STAGE, text, stage_to=DealStage.COMPLETED))


def settle_rights(deal, factories):
    factories.ClearanceStep(deal=deal, status="refused", decided_on=date(2026, 1, 2))
    factories.ClearanceStep(deal=deal, status="granted_use", decided_on=DAY)


def confirm_impact(deal, _factories):
    deal.impact_checks.append(ImpactCheck(months=6, due=DAY, confirmed_at=LATE_ON_THAT_DAY))


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        (sign_nda, "nda"),
        (write_minutes, "trial_minutes"),
        (settle_rights, "asset_clearance"),
        (complete_draft, "contract_draft"),
        (sign_contract, "contract_signed"),
        (file_registration, "registration_filed"),
        (get_certificate, "registration_certificate"),
        (pay, "first_payment"),
        (accept, "acceptance"),
        (confirm_impact, "impact_6m"),
    ],
)
def test_what_the_records_prove_is_reached_on_their_day(session, factories, deal, happens, code):
    assert known_facts.of(session, deal) == {}

    happens(deal, factories)
    session.flush()
    session.refresh(deal)

    assert known_facts.of(session, deal) == {code: DAY}
    fact = facts(session, deal)[code]
    assert (fact.reached_on, fact.ticked) == (DAY, None)
    assert deal.milestones == []


def test_every_known_fact_is_one_of_the_vocabulary(session, factories, deal):
    for happens in (sign_nda, sign_contract, get_certificate, confirm_impact, accept):
        happens(deal, factories)

    assert known_facts.of(session, deal).keys() <= facts(session, deal).keys()


def test_a_payment_taken_back_takes_its_milestone_back(session, deal):
    payment = paid(DAY)
    deal.payments.append(payment)
    assert facts(session, deal)["first_payment"].reached_on == DAY

    payment.unpay()

    assert facts(session, deal)["first_payment"].reached_on is None


def test_rights_still_asked_for_are_not_settled(session, factories, deal):
    factories.ClearanceStep(deal=deal, status="granted_use", decided_on=DAY)
    factories.ClearanceStep(deal=deal, status="requested", decided_on=None)

    assert "asset_clearance" not in known_facts.of(session, deal)


def test_a_completed_deal_that_went_on_is_not_accepted(session, factories, deal):
    accept(deal, factories)
    deal.stage = DealStage.IMPLEMENTING

    assert "acceptance" not in known_facts.of(session, deal)


def test_the_word_of_an_officer_goes_before_the_records(session, factories, deal):
    sign_contract(deal, factories)
    officer = actor_of(factories.member("centre"))

    milestones.tick(session, officer, deal, "contract_signed", date(2026, 3, 1))

    assert facts(session, deal)["contract_signed"].reached_on == date(2026, 3, 1)
