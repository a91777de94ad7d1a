"""Rights to results that the State has paid for, and how long deals wait for them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services import duties
from matchmaker.services.deals import lifecycle
from matchmaker.services.deals.next_steps import NextStep
from matchmaker.services.duties import clearance
from matchmaker.services.duties.clearance import Standing, Told
from matchmaker.services.duties.waiting import days_in
from matchmaker.services.errors import (
    Incomplete,
    InvalidTransition,
    NamesFirm,
    RightsUnsettled,
    UnknownCode,
)
from models import DealStage, local_today

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 400).map(lambda number: FIRST + timedelta(days=number))


@given(st.lists(st.tuples(DAYS, DAYS)))
def test_days_in_spans_are_each_counted_once(spans):
    days = {day for first, last in spans for day in range(first.toordinal(), last.toordinal())}

    assert days_in(spans) == len(days)


@given(st.lists(st.tuples(DAYS, DAYS)), st.tuples(DAYS, DAYS))
def test_one_more_span_never_takes_days_away(spans, more):
    assert days_in(spans) <= days_in([*spans, more]) <= days_in(spans) + days_in([more])


def ago(days):
    return local_today() - timedelta(days=days)


@pytest.fixture
def funded(session, deal):
    """The deal, its technology paid for by the State."""
    deal.technology.state_funding = "full"
    session.commit()
    return deal


def ask(session, actor, deal, days=12, authority="Sở KH&CN Cần Thơ"):
    told = Told("requested", authority, ago(days), "15/ĐN")
    return clearance.request(session, actor, deal, told)


def decide(session, actor, step, status="granted_use", *, days=2):
    told = Told(status, step.authority, ago(days), "88/QĐ")
    return clearance.decide(session, actor, step.deal, step, told)


def sign(session, actor, deal):
    evidence = {
        "contract_number": "12/2026",
        "contract_date": local_today(),
        "value_signed": 850_000_000,
    }
    step = NextStep("Gọi điện", deal.officer_id, local_today() + timedelta(days=3))
    return lifecycle.advance(
        session,
        actor,
        deal,
        DealStage.CONTRACTED,
        evidence=evidence,
        next_step=step,
        version=deal.version,
    )


def test_a_deal_without_state_money_is_signed_without_a_word(session, actor, deal):
    assert clearance.standing(session, deal) is Standing.NOT_NEEDED

    sign(session, actor, deal)

    assert deal.stage is DealStage.CONTRACTED


def test_a_result_of_the_state_is_not_signed_for_before_rights_are_settled(session, actor, funded):
    with pytest.raises(RightsUnsettled) as refused:
        sign(session, actor, funded)

    assert refused.value.standing is Standing.OPEN
    assert funded.stage is DealStage.NEGOTIATION
    assert funded.timeline == []


def test_what_waits_says_for_whom_and_how_long(session, actor, funded):
    ask(session, actor, funded)

    assert duties.blocked(funded) == duties.Blockage(12, ("Sở KH&CN Cần Thơ",))
    with pytest.raises(RightsUnsettled) as refused:
        sign(session, actor, funded)
    assert refused.value.authorities == ("Sở KH&CN Cần Thơ",)


def test_a_decision_frees_the_deal(session, actor, funded):
    step = ask(session, actor, funded)

    decide(session, actor, step)

    assert duties.blocked(funded) is None
    assert clearance.standing(session, funded) is Standing.SETTLED
    assert step.reference == "15/ĐN; 88/QĐ"
    sign(session, actor, funded)


def test_a_refusal_holds_until_a_newer_decision(session, actor, funded):
    decide(session, actor, ask(session, actor, funded, 40), "refused", days=30)
    assert clearance.standing(session, funded) is Standing.REFUSED
    with pytest.raises(RightsUnsettled):
        sign(session, actor, funded)

    decide(session, actor, ask(session, actor, funded, 20), "granted_ownership", days=5)
    assert clearance.standing(session, funded) is Standing.SETTLED


def test_two_authorities_at_once_count_each_day_once(session, actor, funded):
    ask(session, actor, funded, 12, "Sở KH&CN")
    decide(session, actor, ask(session, actor, funded, 20, "Bộ KH&CN"), days=10)
    ask(session, actor, funded, 5, "Sở Tài chính")

    assert duties.blocked(funded) == duties.Blockage(20, ("Sở KH&CN", "Sở Tài chính"))


def test_rights_may_be_settled_without_asking(session, actor, funded):
    clearance.request(session, actor, funded, Told("by_law", "", ago(3)))

    assert clearance.standing(session, funded) is Standing.SETTLED
    assert duties.blocked(funded) is None


def test_what_the_posting_says_holds_until_the_deal_says_more(session, actor, funded):
    funded.technology.rights_clearance = "granted_ownership"
    assert clearance.standing(session, funded) is Standing.SETTLED

    ask(session, actor, funded)
    assert clearance.standing(session, funded) is Standing.WAITING


def test_the_deal_may_correct_the_funding_of_its_technology(session, actor, funded):
    clearance.fund(session, actor, funded, "none", version=funded.version)

    assert clearance.standing(session, funded) is Standing.NOT_NEEDED


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        (Told("requested", "", ago(1)), "authority"),
        (Told("requested", "Sở", None), "on"),
        (Told("requested", "Sở", ago(-1)), "on"),
    ],
)
def test_a_request_says_whom_and_when(session, actor, funded, told, wrong):
    with pytest.raises(Incomplete, match=wrong):
        clearance.request(session, actor, funded, told)


def test_only_known_codes_are_written(session, actor, funded):
    with pytest.raises(UnknownCode):
        clearance.request(session, actor, funded, Told("maybe", "Sở", ago(1)))
    with pytest.raises(UnknownCode):
        clearance.fund(session, actor, funded, "half", version=funded.version)


def test_a_request_is_decided_once_and_not_before_it_was_made(session, actor, funded):
    step = ask(session, actor, funded, 12)
    with pytest.raises(Incomplete, match="on"):
        decide(session, actor, step, days=13)
    with pytest.raises(Incomplete, match="status"):
        decide(session, actor, step, "requested")
    decide(session, actor, step)

    with pytest.raises(InvalidTransition):
        decide(session, actor, step, "refused")


def test_no_word_of_it_names_a_blind_firm(session, actor, funded):
    funded.need.blind = True
    name = funded.need.organisation.name_vi

    with pytest.raises(NamesFirm):
        clearance.request(session, actor, funded, Told("requested", name, ago(1)))


def test_a_lost_deal_waits_no_more(session, actor, funded):
    ask(session, actor, funded)
    funded.enter(DealStage.LOST)

    assert duties.blocked(funded) is None


def test_the_days_deals_waited_are_counted_in_all_and_by_authority(
    session, actor, factories, funded
):
    ask(session, actor, funded, 12, "Sở KH&CN")
    ask(session, actor, funded, 5, "Sở Tài chính")
    other = factories.Deal()
    factories.ClearanceStep(
        deal=other, authority="Sở KH&CN", requested_on=ago(30), decided_on=ago(20)
    )
    session.commit()

    def counted(*where):
        whole, each = duties.waited(session, actor, where)
        return whole, {row.authority: (row.deals, row.waiting, row.days) for row in each}

    whole, by_authority = counted()
    assert (whole.deals, whole.waiting, whole.days) == (2, 1, 22)
    assert by_authority == {"Sở KH&CN": (2, 1, 22), "Sở Tài chính": (1, 1, 5)}
    assert counted(type(funded).id == other.id)[1] == {"Sở KH&CN": (1, 0, 10)}


def test_an_authority_that_names_a_blind_firm_is_masked_for_others(
    session, actor, factories, funded
):
    firm = funded.need.organisation
    funded.need.blind = True
    factories.ClearanceStep(deal=funded, authority=firm.name_vi, requested_on=ago(3))
    session.commit()

    nobody = type(actor)()

    _whole, (row,) = duties.waited(session, nobody, ())

    assert firm.name_vi not in row.authority
