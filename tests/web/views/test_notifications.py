"""The bell, the list behind it, and where each line leads."""

import re

import pytest

from matchmaker.services import notifications
from models import BouncedAddress, Notification, NotificationKind


@pytest.fixture
def person(client, factories):
    return client.sign_in(factories.member("coop"))


@pytest.fixture
def deal(person, factories):
    return factories.Deal(match__need__organisation=person.memberships[0].organisation)


@pytest.fixture
def told(session, person, deal):
    def tell(kind=NotificationKind.STAGE, what="stage", key="a", **detail):
        (made,) = notifications.tell(session, [person], kind, key, what, **detail)
        session.commit()
        return made

    return tell


def test_the_bell_tells_how_much_is_unread(client, told, deal):
    assert "nav-count" not in client.get("/account/").text
    told(deal=deal, stage="trial")

    page = client.get("/account/").text

    assert re.search(r'nav-count">1<', page)


def test_a_line_says_what_happened_and_to_what(client, told, deal):
    told(deal=deal, stage="trial")

    page = client.get("/notifications/").text

    assert f"Thương vụ {deal.code} chuyển sang: Thử nghiệm, trình diễn" in page
    assert deal.need.title_vi in page
    assert deal.technology.code in page


def test_opening_a_line_leads_to_its_page_and_counts_as_reading_it(client, session, told, deal):
    made = told(deal=deal, stage="trial")

    answer = client.get(f"/notifications/{made.id}/open")

    assert answer.location == f"/deals/{deal.code}"
    assert session.get(Notification, made.id).read_at is not None


def test_each_kind_of_news_opens_where_something_can_be_done(client, session, factories, told):
    match = factories.Match()
    code = match.technology.code
    pages = {
        told(NotificationKind.ANSWER, "interest", "1", match=match.id, posting=code): (
            f"/matches/{match.id}"
        ),
        told(NotificationKind.REVIEW, "published", "2", posting=code): f"/technologies/{code}",
        told(NotificationKind.REVIEW, "sent_back", "3", posting=code): f"/postings/{code}/edit",
        told(NotificationKind.RENEWAL, "expired", "4", posting=code): f"/postings/{code}/renew",
        told(NotificationKind.MATCH, "matches", "5", posting=code): f"/technologies/{code}/matches",
        told(
            NotificationKind.REVIEW, "published", "6", posting="CN-1999-000001"
        ): "/notifications/",
    }

    assert {made.id: client.get(f"/notifications/{made.id}/open").location for made in pages} == {
        made.id: page for made, page in pages.items()
    }


def test_news_without_words_of_their_own_are_told_by_their_kind(client, told, deal):
    told(NotificationKind.OVERDUE, "something new", deal=deal)

    assert f"{deal.code} có việc quá hạn" in client.get("/notifications/").text


def test_all_can_be_read_at_once_and_that_can_be_undone(client, session, told, deal):
    for key in "abc":
        told(key=key, deal=deal, stage="trial")

    page = client.post("/notifications/read", follow_redirects=True).text
    assert session.query(Notification).filter_by(read_at=None).count() == 0
    moment = re.search(r'name="moment" value="([^"]+)"', page).group(1)
    client.post("/notifications/undo", data={"moment": moment})

    assert session.query(Notification).filter_by(read_at=None).count() == 3


def test_one_can_be_marked_read_and_unread(client, session, told, deal):
    made = told(deal=deal, stage="trial")

    client.post(f"/notifications/{made.id}/read")
    assert session.get(Notification, made.id).read_at is not None
    client.post(f"/notifications/{made.id}/unread")

    assert session.get(Notification, made.id).read_at is None


def test_a_filter_is_kept_after_marking(client, told, deal):
    told(deal=deal, stage="trial")

    answer = client.post("/notifications/read", data={"kind": "stage", "page": "1"})

    assert "kind=stage" in answer.location


def test_an_empty_list_says_what_will_stand_there(client, person):
    assert "Chưa có thông báo nào" in client.get("/notifications/").text
    assert "Hãy bỏ bớt điều kiện lọc" in client.get("/notifications/?unread=1").text


def test_nobody_opens_the_news_of_another(client, factories, told, deal):
    made = told(deal=deal)
    client.sign_in(factories.User())

    asked = [
        client.get(f"/notifications/{made.id}/open"),
        client.post(f"/notifications/{made.id}/read"),
        client.post(f"/notifications/{made.id}/unread"),
    ]

    assert {answer.status_code for answer in asked} == {404}


def test_whose_mail_comes_back_is_told_on_every_page_until_it_is_mended(client, session, person):
    session.add(BouncedAddress(address=person.email))

    assert "bị trả lại" in client.get("/account/").text
    client.post("/account/address-works")

    assert "bị trả lại" not in client.get("/account/").text


def test_a_blind_need_is_not_named_to_the_other_side(client, session, factories):
    institute = client.sign_in(factories.member("institute"))
    deal = factories.Deal(
        match__technology__organisation=institute.memberships[0].organisation,
        match__need__blind=True,
        match__need__title_vi="Cần máy sấy cho HTX Vả Tím",
        match__need__organisation__name_vi="HTX Vả Tím",
    )
    notifications.tell(
        session, [institute], NotificationKind.MESSAGE, "m", "message", deal=deal, note="HTX Vả Tím"
    )

    page = client.get("/notifications/").text

    assert "Cần máy sấy cho […]" in page
    assert "Vả Tím" not in page
