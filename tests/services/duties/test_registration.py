"""Whether a contract must be registered."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services import vocabularies
from matchmaker.services.duties import registration
from matchmaker.services.duties.registration import Duty
from matchmaker.services.errors import Incomplete, StaleEdit, UnknownCode
from models import local_today

DOMESTIC = {"direction": "direction.domestic", "money": "money.none", "permit": "permit.no"}
INBOUND = {**DOMESTIC, "direction": "direction.inbound"}
CASES = [
    (DOMESTIC, Duty.VOLUNTARY, "other"),
    (INBOUND, Duty.MUST, "inbound"),
    ({**DOMESTIC, "direction": "direction.outbound"}, Duty.MUST, "outbound"),
    ({**DOMESTIC, "money": "money.state"}, Duty.MUST, "domestic_state"),
    ({**DOMESTIC, "money": "money.certified"}, Duty.VOLUNTARY, "other"),
    ({**INBOUND, "permit": "permit.yes"}, Duty.EXEMPT, "restricted_permit"),
]


def decide(session, actor, deal, chosen, **changes):
    given = {"version": deal.version, **changes}
    return registration.decide(session, actor, deal, chosen, **given)


@pytest.mark.parametrize("case", CASES)
def test_the_answers_say_whether_to_register(session, actor, deal, case):
    chosen, duty, code = case

    rule = decide(session, actor, deal, chosen)

    assert (rule.code, deal.registration_duty) == (code, duty)
    assert registration.of(session, deal).chosen == chosen


def test_every_combination_of_answers_leads_to_exactly_one_outcome(session):
    asked = registration.questions(session, local_today())
    rules = vocabularies.entries(session, registration.RULES)
    assert len(asked) == 3

    for chosen in product(*([each.code for each in question.options] for question in asked)):
        rule = registration.deciding(rules, chosen)
        assert rule is not None
        assert Duty(rule.attributes["duty"])
        assert (rule.attributes["duty"] == Duty.MUST) == bool(rule.attributes["days"])


def test_the_order_of_the_answers_does_not_matter(session):
    asked = registration.questions(session, local_today())
    rules = vocabularies.entries(session, registration.RULES)
    options = [st.sampled_from([each.code for each in question.options]) for question in asked]

    @given(st.tuples(*options).flatmap(lambda chosen: st.tuples(*[st.permutations(chosen)] * 2)))
    def same(orders):
        one, other = (registration.deciding(rules, order) for order in orders)
        assert one is other

    same()


def test_an_unanswered_question_is_asked_again(session, actor, deal):
    with pytest.raises(Incomplete, match="money"):
        decide(session, actor, deal, {**DOMESTIC, "money": ""})
    with pytest.raises(Incomplete, match="permit"):
        decide(session, actor, deal, {**DOMESTIC, "permit": "direction.inbound"})

    assert deal.registration_duty == ""


def test_a_contract_that_no_rule_speaks_of_is_said_so(session, actor, deal):
    rules = vocabularies.entries(session, registration.RULES)
    next(rule for rule in rules if rule.code == "other").valid_to = local_today()

    with pytest.raises(UnknownCode, match="registration_rules"):
        decide(session, actor, deal, DOMESTIC)


def test_a_stale_answer_changes_nothing(session, actor, deal):
    with pytest.raises(StaleEdit):
        decide(session, actor, deal, DOMESTIC, version=deal.version - 1)


def test_the_papers_depend_on_the_answers(session, actor, deal):
    def papers(chosen):
        decide(session, actor, deal, chosen)
        return [paper.code for paper in registration.of(session, deal).papers]

    assert papers(DOMESTIC) == ["application", "contract", "authorisation"]
    assert papers(INBOUND) == ["application", "contract", "translation", "authorisation"]


def test_ninety_days_run_from_the_signature(session, actor, deal):
    decide(session, actor, deal, INBOUND)
    assert registration.of(session, deal).due is None

    deal.contract_date = local_today()
    assert registration.of(session, deal).due == local_today() + timedelta(days=90)


def test_the_days_are_those_of_the_version_it_was_answered_under(session, actor, deal, revise):
    deal.contract_date = local_today()
    decide(session, actor, deal, INBOUND)
    session.commit()
    revise("registration_rules", "inbound", days="60")

    before = registration.of(session, deal)
    assert (before.due - deal.contract_date).days == 90
    assert before.is_outdated

    decide(session, actor, deal, INBOUND)
    after = registration.of(session, deal)
    assert (after.due - deal.contract_date).days == 60
    assert not after.is_outdated


def test_a_contract_signed_before_the_change_is_not_asked_anew(session, actor, deal, revise):
    deal.contract_date = local_today() - timedelta(days=20)
    decide(session, actor, deal, INBOUND)
    session.commit()
    revise("registration_rules", "inbound", days="60")

    assert not registration.of(session, deal).is_outdated


def test_another_answer_takes_the_place_of_the_first(session, actor, deal):
    for chosen in (INBOUND, DOMESTIC, INBOUND):
        decide(session, actor, deal, chosen)
        found = registration.of(session, deal)
        assert found.chosen == chosen
        assert found.rule.code == ("inbound" if chosen is INBOUND else "other")


def test_filing_and_the_certificate_are_written_down(session, actor, deal):
    today = local_today()
    deal.contract_date = today - timedelta(days=40)

    registration.file(
        session,
        actor,
        deal,
        filed_on=today - timedelta(days=10),
        certificate_number="05/GCN-CGCN",
        certificate_date=today,
        version=deal.version,
    )

    assert deal.registration_filed_on == today - timedelta(days=10)
    assert (deal.certificate_number, deal.certificate_date) == ("05/GCN-CGCN", today)


@pytest.mark.parametrize(
    "case",
    [
        (None, "", None, ["filed_on"]),
        (50, "", None, ["filed_on"]),
        (-1, "", None, ["filed_on"]),
        (10, "5/GCN", None, ["certificate_date"]),
        (10, "", 5, ["certificate_number"]),
        (10, "5/GCN", 20, ["certificate_date"]),
    ],
)
def test_days_that_contradict_each_other_are_refused(session, actor, deal, case):
    days_ago, number, certified_ago, wrong = case

    def ago(days):
        return None if days is None else local_today() - timedelta(days=days)

    deal.contract_date = ago(40)

    with pytest.raises(Incomplete) as refused:
        registration.file(
            session,
            actor,
            deal,
            filed_on=ago(days_ago),
            certificate_number=number,
            certificate_date=ago(certified_ago),
            version=deal.version,
        )

    assert list(refused.value.fields) == wrong
