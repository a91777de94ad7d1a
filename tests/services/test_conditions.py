"""Requirements are judged by what the technology says of itself, and by nothing else."""

from matchmaker.services import conditions


def test_capacity_and_warranty_count_as_facts(factories):
    need = factories.Need()
    factories.Requirement(
        need=need, indicator="công suất", operator=">=", value="500", unit="kg/giờ"
    )
    factories.Requirement(need=need, indicator="bảo hành", operator=">=", value="24", unit="tháng")
    technology = factories.Technology(
        capacity_value="0,6", capacity_unit="tấn/giờ", warranty_months=12
    )

    judged = conditions.verdicts(need, technology)

    assert [each["verdict"] for each in judged] == ["met", "missed"]


def test_readiness_and_price_are_judged_only_where_the_need_speaks_of_them(factories):
    technology = factories.Technology(trl=7, price_min=300_000_000)
    silent = factories.Need()
    asking = factories.Need(trl_min=8, budget_max=200_000_000)

    assert conditions.readiness(silent, technology) == ""
    assert conditions.affordability(silent, technology) == ""
    assert conditions.readiness(asking, technology) == "missed"
    assert conditions.affordability(asking, technology) == "missed"
    assert conditions.affordability(asking, factories.Technology()) == "unknown"


def test_only_what_would_settle_something_counts_as_unsaid(factories):
    requirement = factories.Requirement()
    need = requirement.need
    technology = factories.Technology(trl=None)
    judged = conditions.verdicts(need, technology)

    assert conditions.unsaid_by_technology(need, technology, judged) == ["benefits", "trl"]

    need.must_see_running, need.budget_max, need.capacity_value = True, 1_000_000, "500"
    assert conditions.unsaid_by_technology(need, technology, judged) == [
        "benefits",
        "capacity_value",
        "trl",
        "price",
        "references_vi",
    ]


def test_a_need_without_requirements_is_asked_for_them(factories):
    need = factories.Need()
    benefit = factories.Benefit(technology__capacity_value="500", technology__price_min=1)

    assert conditions.unsaid_by_need(need, benefit.technology) == [
        "requirements",
        "capacity_value",
        "budget",
    ]
