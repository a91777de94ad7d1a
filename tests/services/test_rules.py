"""Rules of law that an administrator adds, repeals and puts back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from matchmaker.services import rules, vocabularies, vocabulary_versions
from matchmaker.services.actors import Actor
from matchmaker.services.duties import clearance, contents, registration
from matchmaker.services.errors import Incomplete, StaleEdit, UnknownCode
from models import AuditEntry, VocabularyEntry, local_today


@pytest.fixture(autouse=True)
def vocabularies_stay(session):
    """The vocabularies outlive a test: nothing here is committed."""
    yield
    session.rollback()


@pytest.fixture
def today():
    return local_today()


def add(session, vocabulary="contract_clauses", **changes):
    given = {
        "code": "data_protection",
        "name_vi": "Bảo vệ dữ liệu",
        "name_en": "Data protection",
        "valid_from": local_today(),
        "attributes": {"legal_basis_vi": "Điều 40", "review": "yes"},
        **changes,
    }
    return rules.add(session, Actor(), vocabulary, **given)


def codes(session, vocabulary, on=None):
    return [each.code for each in vocabularies.entries(session, vocabulary, on)]


def entry(session, vocabulary, code):
    return next(each for each in vocabularies.entries(session, vocabulary) if each.code == code)


def actions(session):
    return session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()


def signed(deal, day):
    """Say that the contract of ``deal`` was signed on a day, without saving it."""
    deal.contract_date = day
    return deal


def test_a_new_content_is_asked_of_contracts_from_its_day_on(session, factories, today):
    earlier = signed(factories.Deal(), today - timedelta(days=1))
    later = factories.Deal()

    add(session)

    assert "data_protection" in [each.rule.code for each in contents.of(session, later)]
    assert "data_protection" not in [each.rule.code for each in contents.of(session, earlier)]
    assert actions(session)[-1] == "vocabulary:add"


def test_a_rule_stands_where_it_was_put_and_the_others_keep_their_order(session):
    before = codes(session, "contract_clauses")

    add(session, before="price")

    after = codes(session, "contract_clauses")
    assert after[before.index("price")] == "data_protection"
    assert [code for code in after if code != "data_protection"] == before


def test_a_rule_for_new_answers_decides_before_the_one_for_all_the_rest(session, factories, today):
    given = {
        "code": "gift",
        "name_vi": "Chuyển giao không thu tiền",
        "name_en": "Transfer for free",
        "attributes": {"all_of": "direction.domestic money.own", "duty": "exempt", "days": ""},
    }
    questions = registration.questions(session, today)
    options = {each.code for question in questions for each in question.options}
    given["attributes"]["all_of"] = sorted(
        code for code in options if code.startswith("direction.domestic")
    )[0]

    with pytest.raises(Incomplete, match="before"):
        add(session, "registration_rules", **given)
    add(session, "registration_rules", **given, before="restricted_permit")

    chosen = next(
        each for each in registration.combinations(session, today) if "direction.domestic" in each
    )
    assert (
        registration.deciding(vocabularies.entries(session, "registration_rules"), chosen).code
        == "gift"
    )


def test_a_question_is_asked_once_it_has_answers(session, today):
    add(session, "registration_questions", code="gift", attributes={})
    asked = [each.entry.code for each in registration.questions(session, today)]
    add(session, "registration_questions", code="gift.yes", parent="gift", attributes={})

    assert "gift" not in asked
    assert registration.questions(session, today)[-1].entry.code == "gift"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "price"}, "code"),
        ({"code": "Giá trị"}, "code"),
        ({"name_vi": "  "}, "name_vi"),
        ({"before": "nothing"}, "before"),
        ({"parent": "nothing"}, "parent"),
        ({"attributes": {"days": "chín mươi"}}, "days"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_by_field(session, changes, field):
    with pytest.raises(Incomplete, match=field):
        add(session, **changes)

    assert "data_protection" not in codes(session, "contract_clauses")


@pytest.mark.parametrize("vocabulary", ["deal_stages", "provinces_34", "planets"])
def test_what_the_program_names_does_not_grow(session, vocabulary):
    with pytest.raises(UnknownCode):
        add(session, vocabulary)


def test_a_repealed_content_stays_with_contracts_signed_before(session, factories, today):
    earlier = signed(factories.Deal(), today - timedelta(days=1))
    later = factories.Deal()
    rule = entry(session, "contract_clauses", "penalty")
    contents.answer(session, Actor(), earlier, rule.id, is_present=True, edition="")

    rules.repeal(session, Actor(), rule, today)

    kept = {each.rule.code: each for each in contents.of(session, earlier)}
    assert kept["penalty"].is_present
    assert "penalty" not in [each.rule.code for each in contents.of(session, later)]
    assert rules.answered(session, rule) == 1
    assert actions(session)[-1] == "vocabulary:repeal"


def test_what_was_decided_keeps_its_rule_after_that_is_repealed(session, factories, today):
    deal = signed(factories.Deal(), today - timedelta(days=1))
    rule = entry(session, "registration_rules", "inbound")
    registration.keep(session, Actor(), deal, rule)

    rules.repeal(session, Actor(), rule, today)

    known = registration.of(session, deal)
    assert known.rule is rule
    assert not known.is_outdated


def test_who_has_not_signed_is_asked_anew_after_a_repeal(session, factories, today):
    deal = factories.Deal()
    rule = entry(session, "registration_rules", "inbound")
    registration.keep(session, Actor(), deal, rule)

    rules.repeal(session, Actor(), rule, today)

    assert registration.of(session, deal).is_outdated


def test_no_repeal_may_leave_a_contract_without_a_rule(session, today):
    rule = entry(session, "registration_rules", "other")

    with pytest.raises(Incomplete, match="day"):
        rules.repeal(session, Actor(), rule, today)

    session.expire_all()
    assert rule.valid_to is None


def test_a_rule_does_not_end_before_it_began_but_may_never_have_held(session, today):
    rule = add(session)

    with pytest.raises(Incomplete, match="day"):
        rules.repeal(session, Actor(), rule, today - timedelta(days=1))
    rules.repeal(session, Actor(), rule, today)

    assert "data_protection" not in codes(session, "contract_clauses")


def test_a_repeal_is_taken_back(session, today):
    rule = entry(session, "contract_clauses", "penalty")
    rules.repeal(session, Actor(), rule, today)

    rules.restore(session, Actor(), rule)

    assert "penalty" in codes(session, "contract_clauses")
    assert actions(session)[-2:] == ["vocabulary:repeal", "vocabulary:restore"]
    with pytest.raises(StaleEdit):
        rules.restore(session, Actor(), rule)


def revise(session, rule, day):
    return vocabulary_versions.revise(
        session, Actor(), rule, name_vi="Mới", name_en="New", valid_from=day
    )


def test_a_new_version_is_taken_back_by_repealing_it_and_restoring_the_old_one(session, today):
    rule = entry(session, "contract_clauses", "penalty")
    newer = revise(session, rule, today)
    with pytest.raises(StaleEdit):
        rules.restore(session, Actor(), rule)

    rules.repeal(session, Actor(), newer, today)
    rules.restore(session, Actor(), rule)

    assert entry(session, "contract_clauses", "penalty") is rule
    with pytest.raises(StaleEdit):
        rules.restore(session, Actor(), newer)
    with pytest.raises(Incomplete, match="valid_from"):
        revise(session, rule, today)
    assert revise(session, rule, today + timedelta(days=1)).valid_to is None


def test_a_rule_that_has_ended_is_not_revised_nor_repealed_again(session, today):
    rule = entry(session, "contract_clauses", "penalty")
    rules.repeal(session, Actor(), rule, today)

    with pytest.raises(StaleEdit):
        revise(session, rule, today + timedelta(days=9))
    with pytest.raises(StaleEdit):
        rules.repeal(session, Actor(), rule, today)


def test_a_decision_means_what_it_meant_on_its_day(session, factories, today):
    deal = factories.Deal(state_funding="full")
    factories.ClearanceStep(deal=deal, status="by_law", decided_on=date(2026, 5, 1))
    rule = entry(session, "rights_clearance", "by_law")
    session.refresh(deal)

    rules.repeal(session, Actor(), rule, today)

    assert clearance.standing(session, deal) is clearance.Standing.SETTLED
    assert session.get(VocabularyEntry, rule.id).valid_to == today
