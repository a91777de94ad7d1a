"""Requirements are judged by what the technology says of itself, and by nothing else."""

from matchmaker.services import conditions
from models import Operator


def test_capacity_and_warranty_count_as_facts(factories):
    need = factories.Need()
    factories.Requirement(
        need=need, indicator="công suất", operator=Operator.AT_LEAST, value="500", unit="kg/giờ"
    )
    factories.Requirement(
        need=need, indicator="bảo hành", operator=Operator.AT_LEAST, value="24", unit="tháng"
    )
    technology = factories.Technology(
        capacity_value="0,6", capacity_unit="tấn/giờ", warranty_months=12
    )

    judged = conditions.verdicts(need, technology)

    assert [each["verdict"] for each in judged] == ["met", "missed"]


def test_a_verdict_tells_where_the_value_stood(factories):
    need = factories.Need()
    for indicator, unit in (("công suất", "kg/giờ"), ("bảo hành", "tháng"), ("độ ồn", "dB")):
        factories.Requirement(
            need=need, indicator=indicator, operator=Operator.AT_LEAST, value="1", unit=unit
        )
    technology = factories.Technology(
        capacity_value="500", capacity_unit="kg/h", description_vi="Độ ồn 65 dB, bảo hành 6 tháng."
    )

    judged = conditions.verdicts(need, technology)

    assert [each["sources"] for each in judged] == [
        ["capacity_value"],
        ["description_vi"],
        ["description_vi"],
    ]
    assert {each["asked_in"] for each in judged} == {"requirements"}


def test_what_the_world_is_like_without_a_technology_is_none_of_its_values(factories):
    requirement = factories.Requirement(
        indicator="hao hụt", operator=Operator.AT_MOST, value="5", unit="%"
    )
    technology = factories.Technology(problem_vi="Hao hụt 4 %.", summary_vi="Hao hụt 3 %.")

    judged = conditions.verdicts(requirement.need, technology)

    assert [(each["verdict"], each["found"]) for each in judged] == [("met", "3 %")]


def test_a_need_without_rows_is_judged_by_its_words(factories):
    need = factories.Need(problem_vi="Cần máy sấy công suất ≥ 500 kg/giờ, độ ẩm dưới 12 %.")
    technology = factories.Technology(summary_vi="Năng suất 0,6 tấn/h, độ ẩm cuối 13–14 %.")

    judged = conditions.verdicts(need, technology)

    assert [(each["indicator"], each["wanted"], each["verdict"]) for each in judged] == [
        ("công suất", "≥ 500 kg/giờ", "met"),
        ("độ ẩm", "≤ 12 %", "missed"),
    ]
    assert [(each["asked_in"], each["hard"]) for each in judged] == [("problem_vi", False)] * 2


def test_rows_of_a_need_win_over_its_words(factories):
    requirement = factories.Requirement(
        indicator="độ ẩm cuối", operator=Operator.AT_MOST, value="12", unit="%"
    )
    requirement.need.problem_vi = "Cần công suất ≥ 500 kg/giờ."

    asked = conditions.asked(requirement.need)

    assert [(field, each.indicator) for field, each in asked] == [("requirements", "độ ẩm cuối")]


def test_no_word_of_a_blind_need_but_names_numbers_and_units_gets_out(factories):
    need = factories.Need(
        blind=True,
        problem_vi="HTX Mít Vàng cần công suất ≥ 500 kg/giờ, bảo hành Mít Vàng ít nhất 2 năm, "
        "tiêu thụ điện dưới 3 kWh/Mít.",
    )

    judged = conditions.verdicts(need, factories.Technology())

    assert [(each["indicator"], each["wanted"]) for each in judged] == [
        ("công suất", "≥ 500 kg/giờ")
    ]


def test_readiness_and_price_are_judged_only_where_the_need_speaks_of_them(factories):
    technology = factories.Technology(trl=7, price_min=300_000_000)
    silent = factories.Need()
    asking = factories.Need(trl_min=8, budget_max=200_000_000)

    assert conditions.readiness(silent, technology) == ""
    assert conditions.affordability(silent, technology) == ""
    assert conditions.readiness(asking, technology) == "missed"
    assert conditions.affordability(asking, technology) == "missed"
    assert conditions.affordability(asking, factories.Technology()) == "unknown"


def test_why_a_match_is_not_better_names_what_is_missed_and_what_would_settle_the_rest(factories):
    need = factories.Need(budget_max=100_000_000, trl_min=8, must_see_running=True)
    for indicator, value, unit, hard in (
        ("hao hụt", "5", "%", False),
        ("độ ẩm cuối", "12", "%", True),
        ("công suất", "500", "kg/giờ", True),
        ("bảo hành", "24", "tháng", True),
        ("độ ồn", "thấp", "", True),
    ):
        factories.Requirement(
            need=need,
            indicator=indicator,
            operator=Operator.AT_MOST,
            value=value,
            unit=unit,
            hard=hard,
        )
    technology = factories.Technology(
        trl=6, summary_vi="Hao hụt 8 %, độ ẩm cuối 10–14 %.", price_min=None
    )

    found = conditions.shortfalls(need, technology, conditions.verdicts(need, technology))

    assert [(each.status, each.indicator, each.side, each.field) for each in found] == [
        ("missed", "hao hụt", "technology", "summary_vi"),
        ("missed", "", "technology", "trl"),
        ("unknown", "độ ẩm cuối", "technology", "benefits"),
        ("unknown", "công suất", "technology", "capacity_value"),
        ("unknown", "bảo hành", "technology", "warranty_months"),
        ("unknown", "độ ồn", "need", "requirements"),
        ("unknown", "", "technology", "price"),
        ("unknown", "", "technology", "references_vi"),
    ]
    assert (found[0].wanted, found[0].found) == ("≤ 5 %", "8 %")


def test_a_match_that_meets_everything_lacks_nothing(factories):
    requirement = factories.Requirement(
        indicator="độ ẩm cuối", operator=Operator.AT_MOST, value="12", unit="%"
    )
    technology = factories.Benefit(indicator="độ ẩm cuối", with_technology="10").technology

    judged = conditions.verdicts(requirement.need, technology)

    assert conditions.shortfalls(requirement.need, technology, judged) == []


def test_a_condition_nobody_can_read_is_for_the_need_to_settle(factories):
    need = factories.Requirement(value="thấp").need
    technology = factories.Technology()

    found = conditions.shortfalls(need, technology, conditions.verdicts(need, technology))

    assert [(each.side, each.field) for each in found] == [("need", "requirements")]


def test_a_need_that_asks_for_nothing_is_asked_what_the_technology_could_be_held_against(factories):
    need = factories.Need()
    technology = factories.Benefit(
        technology__capacity_value="500", technology__price_min=1
    ).technology

    found = conditions.shortfalls(need, technology, [])

    assert [(each.status, each.side, each.field) for each in found] == [
        ("unknown", "need", "requirements"),
        ("unknown", "need", "budget"),
        ("unknown", "need", "capacity_value"),
    ]


def test_a_capacity_is_missing_where_only_the_need_names_one(factories):
    need = factories.Need(capacity_value="500", capacity_unit="kg/giờ")
    technology = factories.Technology()

    found = conditions.shortfalls(need, technology, [])

    assert [(each.side, each.field) for each in found] == [("technology", "capacity_value")]


def test_what_a_condition_already_leaves_open_is_not_told_twice(factories):
    need = factories.Requirement(
        indicator="công suất", operator=Operator.AT_LEAST, value="500", unit="kg/giờ"
    ).need
    need.capacity_value = "500"
    technology = factories.Technology()

    found = conditions.shortfalls(need, technology, conditions.verdicts(need, technology))

    assert [(each.field, each.indicator) for each in found] == [("capacity_value", "công suất")]


def test_a_shortfall_tells_in_which_text_either_value_was_read(factories):
    need = factories.Need(problem_vi="Cần độ ẩm cuối dưới 12 %.")
    technology = factories.Technology(description_vi="Độ ẩm cuối 15 %.")

    [found] = conditions.shortfalls(need, technology, conditions.verdicts(need, technology))

    assert (found.status, found.asked_in, found.sources) == (
        "missed",
        "problem_vi",
        ("description_vi",),
    )
