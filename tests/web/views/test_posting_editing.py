"""Writing a posting."""

import io
import json
import re

import pytest
from sqlalchemy import select

from models import Need, Posting, PostingState, Technology
from tests.web.queries import count_queries

WHOLE = {
    "title_vi": "Máy sấy bơm nhiệt cho mít",
    "summary_vi": "Sấy ở nhiệt độ thấp, giữ màu và hương.",
    "problem_vi": "Sấy than làm mít cháy cạnh.",
    "kind": "object.equipment",
    "vn_field": "203",
    "trl": "8",
    "ip_types": ["utility", "design"],
    "ip_status": "granted",
    "transfer_right": "right.use_nonexclusive",
    "state_funding": "none",
}
NEED = {
    "title_vi": "Cần máy sấy mít",
    "problem_vi": "Sấy than làm mít cháy cạnh.",
    "province": "92",
}


@pytest.fixture
def institute(client, factories):
    return client.sign_in(factories.member("institute"))


@pytest.fixture
def firm(client, factories):
    user = factories.member(
        "coop", name_vi="Hợp tác xã Mít Ba Láng", short_name="HTX Ba Láng", commune="Ba Láng"
    )
    return client.sign_in(user)


def organisation(user):
    return user.memberships[0].organisation


def only(session):
    session.expire_all()
    return session.scalars(select(Posting)).one()


def saved_json(response):
    assert response.status_code == 200, response.text
    return json.loads(response.text)


@pytest.mark.parametrize("side", ["technology", "need"])
def test_a_visitor_signs_in_first(client, side):
    assert "/sign-in" in client.get(f"/postings/new/{side}").location


def test_who_offers_posts_no_needs(client, institute):
    assert client.get("/postings/new/technology").status_code == 200
    assert client.get("/postings/new/need").status_code == 403
    assert client.post("/postings/new/need", data=NEED).status_code == 403


def test_a_draft_needs_only_a_title(client, institute, session):
    response = client.post("/postings/new/technology", data={"title_vi": "Máy sấy"})

    posting = only(session)
    assert response.location == f"/postings/{posting.code}/edit"
    assert posting.state is PostingState.DRAFT
    assert "Đã lưu." in client.get(response.location).text


def test_a_draft_without_a_title_is_asked_for_one_and_keeps_what_was_typed(client, institute):
    response = client.post("/postings/new/technology", data={"problem_vi": "Mít cháy cạnh"})

    assert response.status_code == 422
    assert "Hãy đặt tên để lưu tin." in response.text
    assert "Mít cháy cạnh" in response.text


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


def test_a_double_click_on_save_begins_one_draft(client, institute, session):
    page = client.get("/postings/new/technology").text
    key = re.search(r'name="form_key"[^>]*value="([^"]+)"', page)[1]

    for _ in range(2):
        client.post("/postings/new/technology", data={"title_vi": "Máy", "form_key": key})

    assert only(session).title_vi == "Máy"


def test_typing_makes_a_draft_that_goes_on_saving_itself(client, institute, session):
    typed = {"title_vi": "", "problem_vi": "Mít cháy", "form_key": "one"}
    first = saved_json(client.post("/postings/new/technology/autosave", data=typed))
    posting = only(session)
    assert first["code"] == posting.code
    assert first["edit_url"] == f"/postings/{posting.code}/edit"
    assert re.fullmatch(r"\d\d:\d\d", first["saved_at"])

    typed = {**typed, "title_vi": "Máy sấy", "version": first["version"]}
    second = saved_json(client.post(first["autosave_url"], data=typed))

    assert only(session).title_vi == "Máy sấy"
    assert second["version"] == first["version"] + 1


def test_typing_says_what_cannot_be_saved(client, institute, session):
    response = client.post("/postings/new/technology/autosave", data={"price_min": "abc"})

    assert response.status_code == 422
    assert response.json["message"] == "Cần sửa: Giá từ (đồng)."


def test_typing_over_another_save_is_told_so(client, institute, session, factories):
    posting = factories.Technology(
        organisation=organisation(institute), state=PostingState.DRAFT, title_vi="Bản cũ"
    )
    typed = {"title_vi": "Bản mới", "version": posting.version - 1}

    response = client.post(f"/postings/{posting.code}/autosave", data=typed)

    assert response.status_code == 409
    assert only(session).title_vi == "Bản cũ"


def test_what_others_read_does_not_save_itself(client, institute, session, factories):
    posting = factories.Technology(organisation=organisation(institute))
    typed = {"title_vi": "Nửa chừng", "version": posting.version}

    assert client.post(f"/postings/{posting.code}/autosave", data=typed).status_code == 422
    assert only(session).title_vi == "Máy sấy bơm nhiệt"


def test_typing_after_the_session_ended_saves_nothing(client, factories):
    posting = factories.Technology(state=PostingState.DRAFT)

    response = client.post(f"/postings/{posting.code}/autosave", data={"title_vi": "Khác"})

    assert "/sign-in" in response.location


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


def test_a_stale_form_shows_both_texts_and_loses_neither(client, institute, session, factories):
    posting = factories.Technology(
        organisation=organisation(institute), state=PostingState.DRAFT, title_vi="Bản của A"
    )
    typed = {**WHOLE, "title_vi": "Bản của B", "version": posting.version - 1}

    response = client.post(f"/postings/{posting.code}/edit", data=typed)

    assert response.status_code == 409
    assert "Có người vừa lưu tin này trước bạn" in response.text
    assert "Bản của A" in response.text
    assert 'value="Bản của B"' in response.text
    assert only(session).title_vi == "Bản của A"
    assert f'name="version" type="hidden" value="{posting.version}"' in response.text


def test_the_author_chooses_which_of_two_texts_stays(client, institute, session, factories):
    posting = factories.Technology(
        organisation=organisation(institute),
        state=PostingState.DRAFT,
        title_vi="Bản của A",
        summary_vi="Tóm tắt của A",
    )
    typed = {
        **WHOLE,
        "title_vi": "Bản của B",
        "summary_vi": "Tóm tắt của B",
        "version": posting.version,
        "keep-title_vi": "stored",
        "keep-summary_vi": "typed",
    }

    client.post(f"/postings/{posting.code}/edit", data=typed)

    stored = only(session)
    assert (stored.title_vi, stored.summary_vi) == ("Bản của A", "Tóm tắt của B")


def test_a_form_without_a_version_overwrites_nothing(client, institute, session, factories):
    posting = factories.Technology(organisation=organisation(institute), state=PostingState.DRAFT)

    assert client.post(f"/postings/{posting.code}/edit", data=WHOLE).status_code == 409


def test_a_posting_with_a_reviewer_keeps_its_text_and_the_page_what_was_typed(
    client, institute, session, factories
):
    posting = factories.Technology(
        organisation=organisation(institute), state=PostingState.SUBMITTED
    )
    typed = {**WHOLE, "title_vi": "Đổi vội", "version": posting.version}

    response = client.post(f"/postings/{posting.code}/edit", data=typed)

    assert response.status_code == 409
    assert 'value="Đổi vội"' in response.text
    assert client.get(f"/postings/{posting.code}/edit").status_code == 302


def test_submitting_asks_for_what_is_missing_and_keeps_the_rest(client, institute, session):
    typed = {"title_vi": "Máy sấy", "summary_vi": "Giữ màu.", "then": "submit"}

    response = client.post("/postings/new/technology", data=typed)

    posting = only(session)
    assert response.status_code == 422
    assert "Bản nháp đã được lưu, nhưng chưa gửi duyệt được" in response.text
    assert response.text.count("Hãy điền mục này trước khi gửi duyệt.") >= 8
    assert "Giữ màu." in response.text
    assert posting.state is PostingState.DRAFT
    assert posting.summary_vi == "Giữ màu."


def test_after_submitting_the_author_sees_the_matches(client, institute, session):
    response = client.post("/postings/new/technology", data={**WHOLE, "then": "submit"})

    posting = only(session)
    assert posting.state is PostingState.SUBMITTED
    assert response.status_code == 302
    assert response.location == f"/technologies/{posting.code}/matches"


def test_from_the_form_one_goes_on_to_the_files(client, institute, session):
    response = client.post("/postings/new/technology", data={"title_vi": "Máy", "then": "files"})

    assert response.location == f"/attachments/of/{only(session).code}"


def test_a_published_posting_may_not_lose_what_is_required(client, institute, session, factories):
    posting = factories.Technology(organisation=organisation(institute))
    typed = {**WHOLE, "summary_vi": "", "version": posting.version}

    response = client.post(f"/postings/{posting.code}/edit", data=typed)

    assert response.status_code == 422
    assert only(session).summary_vi != ""
    typed = {**WHOLE, "summary_vi": "Mới", "version": posting.version}
    assert client.post(f"/postings/{posting.code}/edit", data=typed).status_code == 302
    assert only(session).summary_vi == "Mới"


def test_a_blind_need_that_names_its_firm_is_refused_where_it_does(client, firm, session):
    typed = {**NEED, "blind": "y", "then": "submit", "problem_vi": "Ở BA LANG mít cháy cạnh"}

    response = client.post("/postings/new/need", data=typed)

    assert response.status_code == 422
    assert "Tin ẩn danh không được nêu “Ba Láng”" in response.text
    assert only(session).state is PostingState.DRAFT


def test_the_form_says_who_sees_what_of_a_blind_need(client, firm):
    page = client.get("/postings/new/need").text

    assert "Bộ, sở và quản trị viên cũng không thấy" in page


def test_a_code_that_left_its_vocabulary_stays_possible(client, institute, session, factories):
    posting = factories.Technology(
        organisation=organisation(institute), state=PostingState.DRAFT, vn_field="888"
    )
    typed = {**WHOLE, "vn_field": "888", "version": posting.version}

    assert client.post(f"/postings/{posting.code}/edit", data=typed).status_code == 302


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


def test_a_file_where_text_belongs_breaks_nothing(client, institute):
    data = {"title_vi": (io.BytesIO(b"x"), "x.txt"), "trl": (io.BytesIO(b"x"), "y.txt")}

    response = client.post(
        "/postings/new/technology", data=data, content_type="multipart/form-data"
    )

    assert response.status_code == 422, response.text
