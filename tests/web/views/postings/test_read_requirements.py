"""Conditions that stand in the words of a need become rows with one click."""

import re

import pytest
from sqlalchemy import select

from models import Operator, PostingState, Requirement
from tests.web.views.postings.written import NEED

WORDS = (
    "Sấy mít bị cháy cạnh. Cần công suất ít nhất 500 kg/giờ, độ ẩm cuối dưới 12 %, "
    "nhiệt độ sấy từ 45 đến 60 °C, công suất bơm trên 0,5 m3/ngày."
)
READ = "Chúng tôi đọc được trong tin của bạn:"
TAKE_OVER = {"take_over": "requirements"}


@pytest.fixture
def firm(client, factories):
    return client.sign_in(factories.member("coop", name_vi="Hợp tác xã Mít Ba Láng"))


@pytest.fixture
def need(factories, firm):
    return factories.Need(
        organisation=firm.memberships[0].organisation,
        state=PostingState.DRAFT,
        **{**NEED, "problem_vi": WORDS},
    )


def typed(need, **more):
    """Return what a browser sends of the form of ``need``."""
    words = {"title_vi": need.title_vi, "problem_vi": need.problem_vi, "province": "92"}
    return {**words, "version": need.version, "requirements-0-operator": ">=", **more}


def rows(page):
    """Return the rows of requirements on a form: indicator, value and unit."""
    fields = ("indicator", "value", "unit")
    found = [
        re.findall(rf'name="requirements-\d+-{each}"[^>]*value="([^"]*)"', page) for each in fields
    ]
    return list(zip(*found, strict=True))


def test_the_form_says_what_was_read_and_where(client, need):
    page = client.get(f"/postings/{need.code}/edit").text

    assert READ in page
    assert "<strong>công suất ít nhất 500 kg/giờ</strong>" in page
    assert "<strong>độ ẩm cuối nhiều nhất 12 %</strong>" in page
    assert "(Vấn đề cần giải quyết)" in page


def test_one_click_makes_rows_with_the_unit_apart(client, need):
    page = client.post(f"/postings/{need.code}/edit", data=typed(need, **TAKE_OVER)).text

    assert rows(page) == [
        ("công suất", "500", "kg/giờ"),
        ("độ ẩm cuối", "12", "%"),
        ("nhiệt độ sấy", "45 đến 60", "°C"),
    ]
    assert READ not in page
    assert 'id="group-requirements" open' in page


def test_nothing_is_stored_before_the_form_is(client, session, need):
    page = client.post(f"/postings/{need.code}/edit", data=typed(need, **TAKE_OVER)).text
    assert session.scalars(select(Requirement)).all() == []

    [(indicator, value, unit), *_] = rows(page)
    row = {"indicator": indicator, "value": value, "unit": unit, "operator": ">=", "hard": "0"}
    sent = {f"requirements-0-{name}": of for name, of in row.items()}
    client.post(f"/postings/{need.code}/edit", data=typed(need, **sent))

    [stored] = session.scalars(select(Requirement))
    assert (stored.indicator, stored.operator) == ("công suất", Operator.AT_LEAST)
    assert (stored.value, stored.unit, stored.hard) == ("500", "kg/giờ", False)


def test_what_was_just_typed_is_read_and_kept(client, need):
    sent = typed(need, **TAKE_OVER) | {"problem_vi": "Cần bảo hành ít nhất 2 năm."}

    page = client.post(f"/postings/{need.code}/edit", data=sent).text

    assert rows(page) == [("bảo hành", "2", "năm")]
    assert "Cần bảo hành ít nhất 2 năm.</textarea>" in page


def test_the_first_form_takes_over_too(client, firm):
    sent = {**NEED, "problem_vi": WORDS, **TAKE_OVER}

    page = client.post("/postings/new/need", data=sent).text

    assert rows(page)[0] == ("công suất", "500", "kg/giờ")


def test_who_wrote_rows_is_offered_none(client, factories, need):
    factories.Requirement(need=need)

    assert READ not in client.get(f"/postings/{need.code}/edit").text


def test_a_forged_click_leaves_the_rows_that_were_written(client, factories, need):
    sent = typed(need, **TAKE_OVER)
    sent |= {"requirements-0-indicator": "độ giòn", "requirements-0-value": "8"}

    page = client.post(f"/postings/{need.code}/edit", data=sent).text

    assert [row[0] for row in rows(page)] == ["độ giòn"]


@pytest.mark.parametrize("words", ["", "Cần máy tốt, rẻ.", "2026", "công suất ≥ <b>500</b> kg/giờ"])
def test_words_without_a_condition_offer_nothing(client, session, need, words):
    need.problem_vi = words
    session.commit()

    page = client.get(f"/postings/{need.code}/edit")

    assert page.status_code == 200
    assert READ not in page.text
    assert (
        client.post(f"/postings/{need.code}/edit", data=typed(need, **TAKE_OVER)).status_code == 200
    )


def test_a_technology_has_no_such_offer(client, factories, session):
    institute = client.sign_in(factories.member("institute"))
    technology = factories.Technology(
        organisation=institute.memberships[0].organisation, problem_vi=WORDS
    )

    assert READ not in client.get(f"/postings/{technology.code}/edit").text


def test_it_reads_in_english(client, need):
    client.get("/language/en")

    page = client.get(f"/postings/{need.code}/edit").text

    assert "We read this in your posting:" in page
    assert "Add to the requirements" in page
