"""What deals are worth: each currency by itself, and of a shared deal each centre's part."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from matchmaker.services.deals import boards, funnel, groups
from matchmaker.services.deals.cohorts import Cohort
from matchmaker.services.deals.filters import Filters
from models import Deal, DealCredit, Disclosure
from tests.web.world import actor_for


@pytest.fixture
def ministry(factories):
    return actor_for(factories.member("ministry"))


@pytest.fixture
def centre(factories):
    return factories.Organisation(org_type="centre", code="TC-1", province="92")


@pytest.fixture
def other(factories):
    return factories.Organisation(org_type="centre", code="TC-2", province="01")


def signed(factories, amount, currency="VND", **fields):
    return factories.Deal(value_signed=amount, currency=currency, **fields)


def shared(factories, amount, parts, **fields):
    """Make a deal of the first of ``parts``: pairs of a centre and its per cent."""
    deal = signed(factories, amount, centre=parts[0][0], **fields)
    deal.credits[:] = [DealCredit(centre=each, percent=percent) for each, percent in parts]
    return deal


def by(session, actor, dimension, **cohort):
    filters = Filters(cohort=Cohort(**cohort))
    return {each.key: each for each in groups.compare(session, actor, filters, dimension)}


def found(session, actor, filters, sort="code"):
    return list(boards.every(session, actor, filters, sort=sort))


@pytest.mark.parametrize("dimension", groups.DIMENSIONS)
def test_a_dollar_is_no_dong(session, factories, ministry, centre, dimension):
    for amount, currency in ((500_000_000, "VND"), (1_000_050, "USD"), (1_000_000, "USD")):
        signed(factories, amount, currency, centre=centre)
    factories.Deal(centre=centre, value_expected=70_000_000)
    session.commit()

    rows = by(session, ministry, dimension).values()

    assert [each.values for each in rows] == [{"VND": 500_000_000, "USD": 2_000_050}]
    assert groups.total(session, ministry, Filters()).values == {
        "VND": 500_000_000,
        "USD": 2_000_050,
    }


def test_values_in_dong_are_sorted_first_then_each_currency_by_itself(session, factories, ministry):
    euro = signed(factories, 900, "EUR")
    large, small = signed(factories, 2_000_000_000), signed(factories, 30_000_000)
    dollars = [signed(factories, amount, "USD") for amount in (5_000_000, 700)]
    expected = factories.Deal(value_expected=90_000_000)
    yen = factories.Deal(value_expected=300, expected_currency="JPY")
    unknown = factories.Deal()
    session.commit()

    up = found(session, ministry, Filters(), "value")

    assert up == [small, expected, large, euro, yen, *dollars[::-1], unknown]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("small", {"expected"}),
        ("medium", set()),
        ("large", {"dong"}),
        ("foreign", {"dollars"}),
        ("none", {"unknown"}),
    ],
)
def test_sizes_are_those_of_dong_alone(session, factories, ministry, asked, names):
    made = {
        "dong": signed(factories, 3_000_000_000),
        "dollars": signed(factories, 500_000_000, "USD", value_expected=20_000_000),
        "expected": factories.Deal(value_expected=20_000_000),
        "unknown": factories.Deal(),
    }
    session.commit()

    assert set(found(session, ministry, Filters(value=asked))) == {made[name] for name in names}


def test_a_shared_deal_is_in_the_row_of_each_centre_and_once_in_the_total(
    session, factories, ministry, centre, other
):
    shared(factories, 900_000_000, [(centre, 60), (other, 40)])
    shared(factories, 1_000, [(other, 70), (centre, 30)], currency="USD")
    signed(factories, 50_000_000, centre=centre)
    session.commit()

    rows = by(session, ministry, "centre")
    whole = groups.total(session, ministry, Filters())

    assert (rows["TC-1"].opened, rows["TC-2"].opened, whole.opened) == (3, 2, 3)
    assert rows["TC-1"].values == {"VND": 590_000_000, "USD": 300}
    assert rows["TC-2"].values == {"VND": 360_000_000, "USD": 700}
    assert whole.values == {"VND": 950_000_000, "USD": 1_000}


@pytest.mark.parametrize("dimension", groups.DIMENSIONS)
def test_of_one_centre_only_its_part_counts(session, factories, centre, other, dimension):
    shared(factories, 900_000_000, [(centre, 60), (other, 40)])
    signed(factories, 50_000_000, centre=centre)
    session.commit()

    ministry = actor_for(factories.member("ministry"))
    (row,) = by(session, ministry, dimension, centre="TC-2").values()

    assert (row.opened, row.values) == (1, {"VND": 360_000_000})


def test_a_figure_of_a_centre_opens_the_deals_behind_it(session, factories, centre, other):
    deal = shared(factories, 900, [(centre, 60), (other, 40)], currency="USD")
    mine = signed(factories, 50_000_000, centre=centre)
    person = factories.Membership(organisation=other).user
    factories.Membership(organisation=centre)
    session.commit()

    reader = actor_for(person)
    asked = Filters(cohort=Cohort(centre="TC-2", signed="USD"))

    assert found(session, reader, asked) == [deal]
    assert [each.code for each in funnel.centres(session, reader)] == ["TC-1", "TC-2"]
    assert found(session, reader, Filters(cohort=Cohort(signed="VND"))) == []
    assert mine.value_signed


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 10**12), st.integers(1, 99)), min_size=1, max_size=5))
def test_the_parts_of_the_centres_are_the_whole(session, factories, centre, other, deals):
    for deal in session.scalars(select(Deal)):
        session.delete(deal)
    for amount, percent in deals:
        shared(factories, amount, [(centre, percent), (other, 100 - percent)])
    session.commit()

    ministry = actor_for(factories.member("ministry"))
    rows = by(session, ministry, "centre").values()
    whole = groups.total(session, ministry, Filters()).values["VND"]

    assert whole == sum(amount for amount, _percent in deals)
    assert abs(sum(each.values["VND"] for each in rows) - whole) <= 1


def test_where_a_blind_need_is_on_the_old_map_only_those_let_in_learn(session, factories, ministry):
    need = factories.Need(province="92", province_63="94", blind=True)
    let_in = factories.member("centre", province="92")
    own = let_in.memberships[0].organisation
    need.disclosures.append(Disclosure(organisation=own))
    factories.Deal(match__need=need, centre=own)
    session.commit()

    def seen(actor):
        return [
            each.key for each in groups.compare(session, actor, Filters(), "province", before=True)
        ]

    assert seen(ministry) == ["~92"]
    assert seen(actor_for(let_in)) == ["94"]
