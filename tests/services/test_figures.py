"""Figures are counts of rows."""

from datetime import timedelta

from matchmaker.services import figures
from models import DealStage, PostingState, now


def test_only_published_postings_count(session, factories):
    factories.Technology(province="92", organisation__province="92")
    factories.Technology(province="92", state=PostingState.DRAFT)

    (row,) = figures.by_province(session)

    assert (row.code, row["technologies"], row["needs"]) == ("92", 1, 0)


def test_deals_count_where_their_centre_is_and_by_their_end(session, factories):
    for stage in (DealStage.TRIAL, DealStage.COMPLETED, DealStage.LOST):
        factories.Deal(stage=stage, centre__province="96", value_signed=20_000_000, closed_at=now())

    rows = {row.code: row for row in figures.by_province(session)}

    counted = rows["96"]
    assert (counted["open"], counted["completed"], counted["lost"]) == (1, 1, 1)
    assert counted["value"] == 60_000_000


def test_dollars_are_not_added_to_dong(session, factories):
    factories.Deal(centre__province="96", value_signed=20_000_000)
    factories.Deal(centre__province="96", value_signed=1_250_050, currency="USD")

    rows = {row.code: row for row in figures.by_province(session)}

    assert rows["96"]["value"] == 20_000_000


def test_a_period_leaves_out_what_is_older(session, factories):
    factories.Need(published_at=now() - timedelta(days=400))

    assert figures.by_field(session, now() - timedelta(days=365)) == []


def test_a_match_with_two_interested_sides_counts_once(session, factories):
    match = factories.Match()
    factories.Answer(match=match, party="demand")
    factories.Answer(match=match, party="supply")

    assert figures.total(figures.by_field(session))["interested"] == 1
