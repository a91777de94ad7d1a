"""Writing a posting."""

import re

import pytest
from sqlalchemy import select

from models import Need, Posting, PostingState, Technology
from tests.web.queries import count_queries
from tests.web.views.postings.written import NEED, WHOLE, only, organisation


@pytest.mark.parametrize("side", ["technology", "need"])
def test_a_visitor_signs_in_first(client, side):
    assert "/sign-in" in client.get(f"/postings/new/{side}").location


def test_who_offers_posts_no_needs(client, institute):
    assert client.get("/postings/new/technology").status_code == 200
    assert client.get("/postings/new/need").status_code == 403
    assert client.post("/postings/new/need", data=NEED).status_code == 403


@pytest.mark.parametrize("path", ["edit", "autosave", "disclose"])
def test_another_organisations_posting_is_not_for_writing(client, institute, factories, path):
    posting = factories.Technology(state=PostingState.DRAFT)

    assert client.post(f"/postings/{posting.code}/{path}", data=WHOLE).status_code == 403


def test_an_unknown_code_is_not_found(client, institute):
    for path in ("edit", "review", "renew"):
        assert client.get(f"/postings/CN-2026-999999/{path}").status_code == 404
        assert client.get(f"/postings/%00/{path}").status_code == 404


def test_a_reader_of_the_organisation_does_not_write(client, factories):
    reader = factories.member("institute", role="reader")
    client.sign_in(reader)
    posting = factories.Technology(organisation=organisation(reader), state=PostingState.DRAFT)

    assert client.get("/postings/new/technology").status_code == 403
    assert client.get(f"/postings/{posting.code}/edit").status_code == 403


def test_everything_typed_is_kept(client, institute, session):
    typed = {
        **WHOLE,
        "price_min": "1.200.000",
        "price_max": "1,2 tỷ",
        "training_days": "15",
        "keywords_vi": "mít, sấy dẻo; bơm nhiệt",
        "provinces_served": ["92", "96"],
        "benefits-0-indicator": "độ ẩm cuối",
        "benefits-0-with_technology": "10",
        "benefits-0-unit": "%",
        "benefits-1-indicator": "",
    }
    client.post("/postings/new/technology", data=typed)

    posting = only(session)
    assert isinstance(posting, Technology)
    assert (posting.price_min, posting.price_max) == (1_200_000, 1_200_000_000)
    assert (posting.trl, posting.training_days) == (8, 15)
    assert posting.keywords_vi == "mít|sấy dẻo|bơm nhiệt"
    assert posting.ip_types == ["utility", "design"]
    assert posting.provinces_served == ["92", "96"]
    assert [each.indicator for each in posting.benefits] == ["độ ẩm cuối"]
    page = client.get(f"/postings/{posting.code}/edit").text
    assert re.search(r'id="price_min"[^>]* type="text" value="1.200.000"', page)
    assert 'value="mít, sấy dẻo, bơm nhiệt"' in page


def test_the_requirements_of_a_need_are_rows(client, firm, session):
    typed = {
        **NEED,
        "requirements-0-indicator": "độ ẩm cuối",
        "requirements-0-operator": "<=",
        "requirements-0-value": "0,5",
        "requirements-0-unit": "%",
        "requirements-0-hard": "0",
        "requirements-3-indicator": "nhiệt độ",
        "requirements-3-operator": "between",
        "requirements-3-value": "45-55",
        "requirements-3-hard": "1",
        "willing_to": ["trial", "buy"],
        "deadline": "31/12/2099",
    }
    client.post("/postings/new/need", data=typed)

    posting = only(session)
    assert isinstance(posting, Need)
    rows = [(row.indicator, row.operator, row.value, row.hard) for row in posting.requirements]
    assert rows == [("độ ẩm cuối", "<=", "0,5", False), ("nhiệt độ", "between", "45-55", True)]
    assert posting.willing_to == ["trial", "buy"]
    assert posting.deadline.isoformat() == "2099-12-31"


def test_rows_come_and_go_without_javascript(client, institute, session):
    typed = {
        "title_vi": "Máy",
        "benefits-0-indicator": "độ ẩm",
        "benefits-0-with_technology": "10",
        "add_row": "benefits",
    }
    page = client.post("/postings/new/technology", data=typed).text
    assert 'name="benefits-1-indicator"' in page
    assert 'value="độ ẩm"' in page

    typed = {**typed, "benefits-1-indicator": "công suất", "remove_row": "benefits-0"}
    del typed["add_row"]
    page = client.post("/postings/new/technology", data=typed).text
    assert 'name="benefits-0-indicator"' in page
    assert 'value="công suất"' in page
    assert 'name="benefits-1-indicator"' not in page
    assert 'value="độ ẩm"' not in page
    assert session.scalars(select(Posting)).all() == []


def test_rows_have_an_end(client, institute):
    typed = {f"benefits-{row}-indicator": "x" for row in range(40)}
    page = client.post("/postings/new/technology", data={**typed, "add_row": "benefits"}).text

    assert 'name="benefits-39-indicator"' in page
    assert 'name="benefits-40-indicator"' not in page


def test_completeness_is_weighed_as_one_types(client, institute, session):
    empty = client.post("/postings/completeness/technology", data={})
    more = client.post("/postings/completeness/technology", data={**WHOLE, "price_min": "?"})

    assert empty.status_code == more.status_code == 200
    assert 'value="0"' in empty.text
    assert "Điền thêm “Vấn đề được giải quyết”: hệ thống có thêm từ" in empty.text
    score = int(re.search(r'<meter[^>]*value="(\d+)"', more.text)[1])
    assert 20 < score < 60
    assert session.scalars(select(Posting)).all() == []


def test_the_form_reads_in_english_too(client, institute, firm):
    client.get("/language/en")

    assert "Mechanical engineering" not in client.get("/postings/new/technology").text
    client.sign_in(institute)
    assert "Mechanical engineering" in client.get("/postings/new/technology").text


def test_opening_the_form_takes_few_queries(client, institute, factories, session):
    posting = factories.Technology(organisation=organisation(institute), state=PostingState.DRAFT)
    client.get(f"/postings/{posting.code}/edit")
    with count_queries() as few:
        client.get(f"/postings/{posting.code}/edit")
    factories.Benefit.create_batch(20, technology=posting)
    client.get(f"/postings/{posting.code}/edit")

    with count_queries() as many:
        assert client.get(f"/postings/{posting.code}/edit").status_code == 200

    assert len(many) <= len(few) < 25
