"""How complete a posting is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import models
from matchmaker.services import completeness
from matchmaker.services.completeness import PARTS, Why

FULL = {
    "technology": {
        **{part.field: "x" * part.enough for part in PARTS["technology"]},
        "price_min": 1,
        "benefits": [object()],
    },
    "need": {
        **{part.field: "x" * part.enough for part in PARTS["need"]},
        "budget_max": 0,
        "requirements": [object()],
    },
}


@pytest.mark.parametrize("side", PARTS)
def test_nothing_written_is_nothing_and_everything_is_a_hundred(side):
    assert completeness.assess(side, {}).score == 0
    assert completeness.assess(side, FULL[side]).score == 100
    assert completeness.assess(side, FULL[side]).missing == ()


def test_what_helps_a_match_most_comes_first():
    fields = [gap.field for gap in completeness.assess("need", {}).missing]

    assert fields == ["problem_vi", "requirements", "title_vi"]


def test_capacity_is_asked_for_because_requirements_are_checked_against_it():
    values = {key: value for key, value in FULL["technology"].items() if key != "capacity_value"}

    (gap,) = completeness.assess("technology", values).missing

    assert (gap.field, gap.why, gap.gain) == ("capacity_value", Why.REQUIREMENTS, 5)


def test_a_short_text_counts_in_part():
    short = completeness.assess("need", {"problem_vi": "x" * 100}).score
    enough = completeness.assess("need", {"problem_vi": "x" * 200}).score
    more = completeness.assess("need", {"problem_vi": "x" * 2000}).score

    assert 0 < short < enough == more


def test_one_end_of_a_price_is_a_price():
    low = completeness.assess("technology", {"price_min": 5}).score

    assert low == completeness.assess("technology", {"price_max": 5, "price_min": 1}).score > 0


@pytest.mark.parametrize("side", PARTS)
@given(data=st.data())
def test_filling_one_field_more_never_lowers_the_score(side, data):
    names = sorted(FULL[side])
    some = data.draw(st.sets(st.sampled_from(names)))
    one = data.draw(st.sampled_from(names))

    before = completeness.assess(side, {name: FULL[side][name] for name in some})
    after = completeness.assess(side, {name: FULL[side][name] for name in {*some, one}})

    assert 0 <= before.score <= after.score <= 100


def test_a_stored_posting_is_weighed_by_its_columns(session, factories):
    posting = factories.Technology()
    before = completeness.of(posting).score

    posting.benefits.append(models.Benefit(indicator="độ ẩm", with_technology="10"))

    assert completeness.of(posting).score > before


@pytest.mark.parametrize("side", PARTS)
def test_every_part_is_a_field_of_the_model(side):
    model = {"technology": models.Technology, "need": models.Need}[side]
    either = {"price", "budget"}

    assert all(hasattr(model, part.field) for part in PARTS[side] if part.field not in either)
