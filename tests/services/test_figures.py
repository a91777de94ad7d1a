"""Figures are counts of rows, and each is as many as the records behind it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from matchmaker.services import catalogue, figures, provinces
from matchmaker.services.deals import boards
from matchmaker.services.deals.cohorts import Cohort
from matchmaker.services.deals.filters import Filters
from matchmaker.services.figures import Asked
from models import Deal, DealStage, PostingState, local_today, now
from tests.web.world import actor_for


@pytest.fixture
def ministry(factories):
    return actor_for(factories.member("ministry"))


def test_only_published_postings_count(session, factories, ministry):
    factories.Technology(province="92", organisation__province="92")
    factories.Technology(province="92", state=PostingState.DRAFT)

    (row,) = figures.by_province(session, ministry)

    assert (row.code, row["technologies"], row["needs"]) == ("92", 1, 0)


def test_deals_count_where_their_need_is_and_by_their_end(session, factories, ministry):
    for stage in (DealStage.TRIAL, DealStage.COMPLETED, DealStage.LOST):
        need = factories.Need(province="96")
        factories.Deal(match__need=need, stage=stage, closed_at=now())

    rows = {row.code: row for row in figures.by_province(session, ministry)}

    counted = rows["96"]
    assert (counted["open"], counted["completed"], counted["lost"]) == (1, 1, 1)


def test_a_dollar_is_no_dong(session, factories, ministry):
    for amount, currency in ((20_000_000, "VND"), (30_000_000, "VND"), (1_000_050, "USD")):
        factories.Deal(match__need__province="96", value_signed=amount, currency=currency)

    rows = {row.code: row for row in figures.by_province(session, ministry)}

    assert list(rows["96"].values.items()) == [("VND", 50_000_000), ("USD", 1_000_050)]
    assert figures.total(list(rows.values())).values == {"VND": 50_000_000, "USD": 1_000_050}


def test_a_period_leaves_out_what_is_older(session, factories, ministry):
    factories.Need(published_at=now() - timedelta(days=400))

    assert figures.by_field(session, ministry, local_today() - timedelta(days=365)) == []


def test_a_match_with_two_interested_sides_counts_once(session, factories, ministry):
    match = factories.Match()
    factories.Answer(match=match, party="demand")
    factories.Answer(match=match, party="supply")

    assert figures.total(figures.by_field(session, ministry))["interested"] == 1


def test_a_department_counts_the_deals_and_matches_it_may_open(session, factories):
    for province in ("92", "01"):
        centre = factories.Organisation(org_type="centre", province=province)
        need = factories.Need(province=province)
        match = factories.Match(need=need, technology__province=province)
        factories.Answer(match=match)
        factories.Deal(match=match, centre=centre)
    session.commit()
    department = actor_for(factories.member("department", province="92"))

    whole = figures.total(figures.by_province(session, department))

    assert (whole["needs"], whole["open"], whole["interested"]) == (2, 1, 1)
    assert figures.interested(session, department, Asked()).total == 1


@pytest.fixture
def both_maps(session, factories):
    """Technologies, needs and deals whose old province is told, told by the owner, and untold."""
    told = factories.Need(province="92", province_63="94")
    by_owner = factories.Need(province="92", organisation__province_63="93")
    untold = factories.Need(province="92")
    alone = factories.Need(province="01")
    blind = factories.Need(province="92", province_63="94", blind=True)
    for need in (told, by_owner, untold, alone, blind):
        match = factories.Match(need=need, technology__province="01")
        factories.Answer(match=match)
        factories.Deal(match=match, value_signed=10)
    factories.Technology(province="92", organisation__province_63="93")
    factories.Technology(province="92")
    session.commit()


def test_both_maps_add_up_to_the_same(session, ministry, both_maps):
    today = figures.by_province(session, ministry)
    before = figures.by_province(session, ministry, before=True)

    assert {row.code: row["needs"] for row in today} == {"01": 1, "92": 4}
    assert {row.code: row["needs"] for row in before} == {"01": 1, "93": 1, "94": 1, "~92": 2}
    assert {row.code: row["technologies"] for row in before if row["technologies"]} == {
        "01": 5,
        "93": 1,
        "~92": 1,
    }
    assert figures.total(today) == figures.total(before)


@pytest.mark.parametrize("before", [False, True])
def test_every_figure_is_as_many_as_the_records_behind_it(session, ministry, both_maps, before):
    atlas = provinces.atlas(session)
    for row in figures.by_province(session, ministry, before=before):
        place = atlas.place(row.code, before=before)
        asked = {"province_63": [row.code]} if before else {"province": [row.code]}
        for side, measure in (("technology", "technologies"), ("need", "needs")):
            criteria, notes = catalogue.read(session, ministry, side, asked)
            assert catalogue.browse(session, ministry, criteria).total == row[measure]
            assert notes == []
        deals = boards.conditions(ministry, Filters(cohort=Cohort(place=place, running=True)))
        assert session.scalar(select(func.count(Deal.id)).where(*deals)) == row["open"]
        matches = figures.interested(session, ministry, Asked(place=place))
        assert matches.total == row["interested"] == len(list(matches.items))
