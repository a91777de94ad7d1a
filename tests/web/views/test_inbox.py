"""What waits for a centre."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    Deal,
    MatchState,
    MemberRole,
    Party,
    PostingState,
    local_today,
    now,
)
from tests.web.letters import link_in
from tests.web.queries import count_queries


def wanted(factories, days=1, both=False, **need):
    """A match that the firm wants, for so many days."""
    since = now() - timedelta(days=days)
    match = factories.Match(need=factories.Need(**need), waiting_since=since)
    factories.Answer(match=match, party=Party.DEMAND, at=since)
    if both:
        factories.Answer(match=match, party=Party.SUPPLY)
    return match


def places(text, *titles):
    return [text.index(title) for title in titles]


def test_what_waits_longest_stands_first(client, factories, officer):
    wanted(factories, days=2, title_vi="Cần máy sấy xoài")
    wanted(factories, days=9, title_vi="Cần máy tách vỏ")
    factories.Technology(
        state=PostingState.SUBMITTED,
        state_since=now() - timedelta(days=5),
        title_vi="Máy lọc phèn",
    )
    factories.Deal(
        centre=officer.memberships[0].organisation,
        next_step="Gọi lại bên cầu",
        next_step_due=(local_today() - timedelta(days=3)),
    )
    client.sign_in(officer)

    text = client.get("/inbox/").text

    found = places(text, "Cần máy tách vỏ", "Máy lọc phèn", "Gọi lại bên cầu", "Cần máy sấy xoài")
    assert found == sorted(found)
    assert "chờ 9 ngày" in text
    assert "quá hạn 3 ngày" in text


def test_each_kind_has_its_tab_and_count(client, factories, officer):
    wanted(factories, title_vi="Một bên muốn")
    wanted(factories, both=True, title_vi="Hai bên muốn")
    factories.Technology(state=PostingState.SUBMITTED, title_vi="Máy lọc phèn")
    client.sign_in(officer)

    both = client.get("/inbox/?kind=both").text
    postings = client.get("/inbox/?kind=posting").text

    assert "Hai bên muốn" in both
    assert "Một bên muốn" not in both
    assert "Máy lọc phèn" in postings
    assert 'Tất cả <span class="count">3</span>' in postings


def test_matches_nobody_wants_or_somebody_declined_do_not_wait(client, factories, officer):
    factories.Match(need=factories.Need(title_vi="Chưa ai trả lời"))
    declined = wanted(factories, title_vi="Một bên từ chối")
    factories.Answer(match=declined, party=Party.SUPPLY, code="wrong_scale")
    wanted(factories, title_vi="Tỉnh khác", organisation=factories.Organisation(province="48"))
    client.sign_in(officer)

    text = client.get("/inbox/").text

    assert "Không còn việc nào chờ" in text
    for title in ("Chưa ai trả lời", "Một bên từ chối", "Tỉnh khác"):
        assert title not in text


def test_a_blind_firm_is_not_named(client, factories, officer):
    match = wanted(factories, blind=True)
    client.sign_in(officer)

    text = client.get("/inbox/").text

    assert match.need.organisation.name_vi not in text
    assert "Tổ chức đăng ẩn danh" in text


def test_accepting_opens_a_deal_and_tells_both_sides(client, session, factories, officer, letters):
    match = wanted(factories, blind=True)
    firm = factories.Membership(organisation=match.need.organisation).user
    institute = factories.Membership(organisation=match.technology.organisation).user
    session.commit()
    client.sign_in(officer)

    page = client.post(f"/inbox/matches/{match.id}/accept", follow_redirects=True)

    session.expire_all()
    deal = session.scalars(select(Deal)).one()
    mails = {mail.to: mail for mail in letters()}
    assert deal.code in page.text
    assert set(mails) == {firm.email, institute.email}
    assert officer.name in mails[institute.email].text
    name = match.need.organisation.name_vi
    assert not any(name in mail.text + mail.html + mail.subject for mail in mails.values())
    client.sign_in(institute)
    assert client.get(link_in(mails[institute.email])).location == f"/deals/{deal.code}"


def test_a_mail_is_in_its_readers_language(client, factories, officer, letters):
    match = wanted(factories)
    factories.Membership(
        organisation=match.technology.organisation, user=factories.User(language="en")
    )
    client.sign_in(officer)

    client.post(f"/inbox/matches/{match.id}/accept")

    assert [mail.text.split()[0] for mail in letters()] == ["Dear"]


def test_the_second_centre_reads_who_has_the_match(client, app, session, factories, officer):
    address = f"/inbox/matches/{wanted(factories).id}/accept"
    rival = app.test_client()
    client.sign_in(officer)
    rival.sign_in(factories.member("centre", name_vi="Trung tâm thứ hai"))
    session.rollback()
    client.post(address)

    answer = rival.post(address)

    assert answer.status_code == 409
    assert "Trung tâm Cần Thơ đã nhận gợi ý này trước bạn." in answer.text


def test_a_double_click_leads_to_the_deal(client, session, factories, officer):
    match = wanted(factories)
    client.sign_in(officer)
    first = client.post(f"/inbox/matches/{match.id}/accept")

    second = client.post(f"/inbox/matches/{match.id}/accept")

    assert second.location == first.location


def test_declining_asks_for_a_reason(client, session, factories, officer):
    match = wanted(factories)
    client.sign_in(officer)

    refused = client.post(f"/inbox/matches/{match.id}/decline", data={"note": "Không hợp"})
    declined = client.post(
        f"/inbox/matches/{match.id}/decline", data={"reason": "scale", "note": "Không hợp"}
    )

    session.expire_all()
    assert refused.status_code == 422
    assert "Hãy chọn lý do." in refused.text
    assert "Không hợp" in refused.text
    assert declined.location == "/inbox/"
    session.refresh(match)
    assert (match.state, match.decision_code) == (MatchState.DECLINED, "scale")


@pytest.mark.parametrize("kind", ["institute", "coop", "ministry", "department"])
def test_others_have_no_inbox_and_decide_nothing(client, factories, kind):
    match = wanted(factories)
    client.sign_in(factories.member(kind))

    assert client.get("/inbox/").status_code == 403
    assert client.post(f"/inbox/matches/{match.id}/accept").status_code == 403
    assert client.post(f"/inbox/matches/{match.id}/decline").status_code == 403


def test_a_visitor_is_asked_to_sign_in(client):
    assert "sign-in" in client.get("/inbox/").location


def test_a_centre_of_another_province_decides_nothing_here(client, factories):
    match = wanted(factories)
    client.sign_in(factories.member("centre", province="48"))

    assert client.post(f"/inbox/matches/{match.id}/accept").status_code == 403


def test_a_reader_of_the_centre_reads_and_does_not_decide(client, factories):
    match = wanted(factories)
    client.sign_in(factories.member("centre", role=MemberRole.READER))

    assert "Nhận và mở thương vụ" not in client.get("/inbox/").text
    assert client.post(f"/inbox/matches/{match.id}/accept").status_code == 403


def test_a_match_that_is_not_there(client, officer):
    client.sign_in(officer)

    assert client.post("/inbox/matches/999/accept").status_code == 404


def test_more_rows_do_not_mean_more_queries(client, factories, officer):
    client.sign_in(officer)

    def cost():
        with count_queries() as statements:
            client.get("/inbox/")
        return len(statements)

    def fill(times):
        for _ in range(times):
            wanted(factories, both=True)
            factories.Need(state=PostingState.SUBMITTED, blind=True)
            factories.Deal(
                centre=officer.memberships[0].organisation,
                next_step_due=(local_today() - timedelta(days=1)),
            )

    fill(1)
    client.get("/inbox/")
    few = cost()
    fill(4)

    assert cost() == few
