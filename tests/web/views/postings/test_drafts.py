"""Drafts, which also save themselves."""

import json
import re

from models import PostingState
from tests.web.views.postings.written import only, organisation


def saved_json(response):
    assert response.status_code == 200, response.text
    return json.loads(response.text)


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
