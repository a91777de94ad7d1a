"""A posting's life on the pages."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.services import announcements
from models import (
    Posting,
    PostingMove,
    PostingState,
    StateChange,
    local_today,
)
from tests.web.letters import link_in

WHOLE = {
    "ip_types": ["utility"],
    "ip_status": "granted",
    "transfer_right": "right.use",
    "state_funding": "none",
}


@pytest.fixture
def institute(factories):
    return factories.member("institute")


@pytest.fixture
def centre(factories):
    return factories.member("centre", province="92", name_vi="Trung tâm Cần Thơ")


@pytest.fixture
def technology(factories, institute):
    """A technology of the institute, with its reviewer."""
    return factories.Technology(
        organisation=institute.memberships[0].organisation,
        created_by=institute,
        state=PostingState.SUBMITTED,
        published_at=None,
        **WHOLE,
    )


def state_of(session, posting):
    session.expire_all()
    return session.get(Posting, posting.id).state


def do(client, posting, move, **fields):
    return client.post(f"/postings/{posting.code}/{move}", data=fields)


def test_the_centre_publishes_and_the_author_is_written_to(
    *, client, session, technology, centre, institute, letters
):
    client.sign_in(centre)

    response = do(client, technology, "publish", version=technology.version)

    assert response.location == f"/technologies/{technology.code}"
    assert state_of(session, technology) is PostingState.PUBLISHED
    (mail,) = letters()
    assert mail.to == institute.email
    assert mail.subject.startswith(f"Tin {technology.code} của bạn đã được đăng")
    client.sign_in(institute)
    assert client.get(link_in(mail)).location == f"/technologies/{technology.code}"
    assert "None" not in mail.text


def test_a_double_click_on_publish_is_harmless(client, session, technology, centre, letters):
    client.sign_in(centre)
    version = technology.version
    do(client, technology, "publish", version=version)

    again = do(client, technology, "publish", version=version)

    assert again.status_code == 302
    assert "Việc này đã được làm trước đó" in client.get(again.location).text
    assert len(letters()) == 1
    assert len(session.scalars(select(StateChange)).all()) == 1


def test_the_reasons_reach_the_author_word_for_word(
    *, client, session, technology, centre, institute, letters
):
    client.sign_in(centre)
    reason = "Thiếu công suất.\nXin thêm <ảnh> & nguồn nước."

    do(client, technology, "send_back", reason=reason, version=technology.version)

    assert state_of(session, technology) is PostingState.SENT_BACK
    assert reason in letters()[0].text
    client.sign_in(institute)
    assert "Thiếu công suất." in client.get(f"/postings/{technology.code}/edit").text


def test_sending_back_without_a_reason_asks_for_one(client, session, technology, centre, letters):
    client.sign_in(centre)

    response = do(client, technology, "send_back", reason=" ")

    assert "Hãy viết lý do" in client.get(response.location).text
    assert state_of(session, technology) is PostingState.SUBMITTED
    assert letters() == []


def test_a_reviewer_decides_on_the_text_they_read(client, session, technology, centre):
    client.sign_in(centre)

    response = do(client, technology, "publish", version=technology.version + 1)

    assert response.location == f"/postings/{technology.code}/review"
    assert state_of(session, technology) is PostingState.SUBMITTED


def test_an_english_author_reads_english_mail_headers(client, session, technology, centre, letters):
    technology.created_by.language = "en"
    session.commit()
    client.sign_in(centre)

    do(client, technology, "publish")

    assert technology.code in letters()[0].subject


@pytest.mark.parametrize(
    "life",
    [
        (PostingState.SUBMITTED, "withdraw", PostingState.DRAFT),
        (PostingState.DRAFT, "submit", PostingState.SUBMITTED),
        (PostingState.SENT_BACK, "submit", PostingState.SUBMITTED),
        (PostingState.PUBLISHED, "pause", PostingState.PAUSED),
        (PostingState.PAUSED, "resume", PostingState.PUBLISHED),
        (PostingState.EXPIRED, "renew", PostingState.PUBLISHED),
        (PostingState.PUBLISHED, "renew", PostingState.PUBLISHED),
        (PostingState.PAUSED, "transfer", PostingState.TRANSFERRED),
        (PostingState.PUBLISHED, "remove", PostingState.REMOVED),
        (PostingState.REMOVED, "restore", PostingState.DRAFT),
    ],
)
def test_the_owner_leads_it_on(client, session, technology, life):
    state, move, after = life
    institute = technology.created_by
    technology.state = state
    session.commit()
    client.sign_in(institute)

    response = do(client, technology, move)

    assert response.status_code == 302
    assert state_of(session, technology) is after


@pytest.mark.parametrize("move", ["publish", "send_back"])
def test_nobody_reviews_their_own(client, session, technology, institute, move):
    client.sign_in(institute)

    assert do(client, technology, move, reason="tốt").status_code == 403
    assert state_of(session, technology) is PostingState.SUBMITTED


@pytest.mark.parametrize(
    "move",
    ["submit", "withdraw", "pause", "resume", "renew", "transfer", "remove", "restore"],
)
def test_others_do_not_lead_it(client, session, factories, technology, move):
    for user in (
        factories.member("centre"),
        factories.member("institute"),
        factories.member("ministry"),
    ):
        client.sign_in(user)
        assert do(client, technology, move).status_code == 403
    assert state_of(session, technology) is PostingState.SUBMITTED


def test_a_centre_of_another_province_reviews_nothing(client, factories, technology):
    client.sign_in(factories.member("centre", province="48"))

    assert client.get(f"/postings/{technology.code}/review").status_code == 403
    assert do(client, technology, "publish").status_code == 403


def test_an_administrator_removes_and_goes_home(client, session, factories, technology):
    client.sign_in(factories.administrator())

    assert do(client, technology, "remove").location == "/"
    assert state_of(session, technology) is PostingState.REMOVED


@pytest.mark.parametrize("move", ["expire", "fly", "PUBLISH"])
def test_what_nobody_can_do_is_not_found(client, factories, technology, move):
    client.sign_in(factories.administrator())

    assert do(client, technology, move).status_code == 404


def test_a_move_is_never_made_by_opening_an_address(client, session, technology, centre):
    client.sign_in(centre)

    assert client.get(f"/postings/{technology.code}/publish").status_code in {404, 405}


def test_an_incomplete_one_is_led_back_to_its_form(client, session, technology, institute):
    technology.state, technology.kind = PostingState.DRAFT, ""
    session.commit()
    client.sign_in(institute)

    response = do(client, technology, "submit")

    page = client.get(response.location).text
    assert page.count("Hãy điền mục này trước khi gửi duyệt.") == 2
    assert state_of(session, technology) is PostingState.DRAFT


def test_after_removal_next_leads_back_but_never_away(client, technology, institute):
    client.sign_in(institute)

    response = do(client, technology, "remove", next="https://evil.example")

    assert response.location == "/postings/mine"


def test_the_mail_of_an_expired_one_leads_to_one_click(
    *, client, session, app, technology, institute, letters
):
    technology.state = PostingState.PUBLISHED
    technology.valid_until = local_today() - timedelta(days=1)
    technology.move(PostingMove.EXPIRE, by=None)
    session.commit()
    announcements.moved(session, technology, PostingMove.EXPIRE)
    path = f"/postings/{technology.code}/renew"
    (mail,) = letters()

    client.sign_in(institute)
    assert client.get(link_in(mail)).location == path
    assert "Vẫn đúng, gia hạn 180 ngày" in client.get(path).text
    assert state_of(session, technology) is PostingState.EXPIRED
    client.post(path)

    assert state_of(session, technology) is PostingState.PUBLISHED


def test_what_needs_no_renewal_says_so(client, technology, institute):
    client.sign_in(institute)

    assert client.get(f"/postings/{technology.code}/renew").location == "/postings/mine"


def test_the_reviewer_sees_what_is_missing_and_what_is_alike(
    client, factories, session, technology, centre
):
    technology.summary_vi = ""
    factories.Technology(title_vi=technology.title_vi, code="CN-2025-000009")
    session.commit()
    client.sign_in(centre)

    page = client.get(f"/postings/{technology.code}/review").text

    assert "Còn thiếu: Tóm tắt." in page
    assert "CN-2025-000009" in page
    assert "Sấy than làm mít cháy cạnh" in page


def test_a_draft_is_not_for_reviewers(client, session, technology, centre):
    technology.state = PostingState.DRAFT
    session.commit()
    client.sign_in(centre)

    assert client.get(f"/postings/{technology.code}/review").status_code == 404


def test_the_mail_goes_to_the_owners_where_the_author_left(
    *, client, session, factories, technology, centre, letters
):
    institute = technology.created_by
    technology.created_by = factories.User()
    session.commit()
    client.sign_in(centre)

    do(client, technology, "publish")

    assert [mail.to for mail in letters()] == [institute.email]
