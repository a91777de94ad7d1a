"""Two who write one posting: neither text is lost."""

from models import PostingState
from tests.web.views.postings.written import WHOLE, only, organisation


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
