"""Submitting a posting asks for what is missing, and what a blind need must not say."""

from models import PostingState
from tests.web.views.postings.written import NEED, WHOLE, only, organisation


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
