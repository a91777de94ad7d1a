"""What the fields of a posting take, and what they refuse."""

import io

import pytest
from sqlalchemy import select

from models import Posting, PostingState
from tests.web.views.postings.written import NEED, WHOLE, only, organisation


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"price_min": "vài triệu"}, "Hãy viết số tiền"),
        ({"price_min": "-5"}, "Hãy viết số tiền"),
        ({"price_min": "9" * 400}, "Hãy viết số tiền"),
        ({"price_min": "5.000", "price_max": "4.000"}, "đang nhỏ hơn"),
        ({"training_days": "1,5"}, "Hãy viết một số nguyên"),
        ({"vn_field": "999"}, "không có trong danh mục"),
        ({"kind": "<script>"}, "không có trong danh mục"),
        ({"trl": "12"}, "không có trong danh mục"),
        ({"trl": "²"}, "không"),
        ({"ip_types": ["utility", "bùa"]}, "Không có trong danh mục: bùa"),
        ({"title_vi": "x" * 201}, "Tối đa 200 ký tự"),
        ({"summary_vi": "x" * 301}, "Tối đa 300 ký tự"),
        ({"description_vi": "x" * 20001}, "Tối đa 20000 ký tự"),
        ({"benefits-0-indicator": "độ ẩm"}, "Hãy điền, hoặc xóa cả dòng."),
        ({"form_key": "x" * 99}, "Chưa lưu được"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(client, institute, session, typed, message):
    response = client.post("/postings/new/technology", data={**WHOLE, **typed})

    assert response.status_code == 422
    assert message in response.text
    assert "Máy sấy bơm nhiệt cho mít" in response.text or "title_vi" in typed
    assert session.scalars(select(Posting)).all() == []


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"province": "63"}, "không có trong danh mục"),
        ({"deadline": "hôm qua"}, "ngày/tháng/năm"),
        ({"deadline": "2001-01-01"}, "Ngày này đã qua."),
        ({"source": "dream"}, "không có trong danh mục"),
        ({"requirements-0-value": "12"}, "Hãy điền, hoặc xóa cả dòng."),
        (
            {"requirements-0-indicator": "độ ẩm", "requirements-0-value": "khô"},
            "Hãy viết một con số",
        ),
        (
            {
                "requirements-0-indicator": "độ ẩm",
                "requirements-0-operator": "between",
                "requirements-0-value": "12",
            },
            "Hãy viết cả hai đầu",
        ),
        (
            {
                "requirements-0-indicator": "độ ẩm",
                "requirements-0-operator": "; DROP",
                "requirements-0-value": "12",
            },
            "không có trong danh mục",
        ),
    ],
)
def test_what_a_need_cannot_keep_is_refused(client, firm, session, typed, message):
    response = client.post("/postings/new/need", data={**NEED, **typed})

    assert response.status_code == 422
    assert message in response.text
    assert session.scalars(select(Posting)).all() == []


def test_text_is_kept_composed_and_without_unseen_characters(client, institute, session):
    title = "Ma\u0301y\u200b sấy\x00 \u202emít\ufeff"
    client.post("/postings/new/technology", data={"title_vi": title})

    assert only(session).title_vi == "Máy sấy mít"


def test_a_title_of_unseen_characters_is_no_title(client, institute):
    response = client.post("/postings/new/technology", data={"title_vi": "\u200b\u202e \x00"})

    assert response.status_code == 422


def test_markup_is_shown_as_text(client, institute, session):
    client.post("/postings/new/technology", data={**WHOLE, "title_vi": "<script>alert(1)</script>"})

    page = client.get(f"/postings/{only(session).code}/edit").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("content_type", "before"),
    [
        ("application/x-www-form-urlencoded", b"title_vi=x&description_vi="),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="description_vi"\r\n\r\n',
        ),
    ],
)
def test_ten_megabytes_are_refused_with_a_page(client, institute, session, content_type, before):
    body = before + b"x" * 10_000_000 + b"\r\n--x--\r\n"

    response = client.post("/postings/new/technology", data=body, content_type=content_type)

    assert response.status_code == 413
    assert "quá lớn" in response.text
    assert session.scalars(select(Posting)).all() == []


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000, "-1", ""])
def test_a_forged_row_number_breaks_nothing(client, institute, session, number):
    typed = {"title_vi": "Máy", f"benefits-{number}-indicator": "độ ẩm"}

    assert client.post("/postings/new/technology", data=typed).status_code in {302, 422}


def test_a_code_that_left_its_vocabulary_stays_possible(client, institute, session, factories):
    posting = factories.Technology(
        organisation=organisation(institute), state=PostingState.DRAFT, vn_field="888"
    )
    typed = {**WHOLE, "vn_field": "888", "version": posting.version}

    assert client.post(f"/postings/{posting.code}/edit", data=typed).status_code == 302


def test_a_file_where_text_belongs_breaks_nothing(client, institute):
    data = {"title_vi": (io.BytesIO(b"x"), "x.txt"), "trl": (io.BytesIO(b"x"), "y.txt")}

    response = client.post(
        "/postings/new/technology", data=data, content_type="multipart/form-data"
    )

    assert response.status_code == 422, response.text
