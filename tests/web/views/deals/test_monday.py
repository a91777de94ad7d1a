"""The Monday page, and what is done on it."""

from datetime import timedelta

import pytest

from matchmaker.services.deals import monday
from models import (
    Deal,
    DealEvent,
    DealStage,
    MatchState,
    MemberRole,
    Message,
    PostingState,
    local_today,
    now,
)

DAY = timedelta(days=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def colleague(factories, deal):
    return factories.Membership(organisation=deal.centre, role=MemberRole.EDITOR).user


@pytest.fixture
def overdue(session, deal):
    deal.next_step, deal.next_step_due = "Gọi viện", local_today() - 4 * DAY
    session.commit()
    return deal


def step(deal, **changes):
    due = (local_today() + 5 * DAY).isoformat()
    values = {"next_step": "Gửi báo giá", "owner": deal.officer_id, "due": due}
    return {"version": deal.version, **values, **changes}


def send(client, deal, act, data, **options):
    return client.post(f"/deals/{deal.code}/monday/{act}", data=data, **options)


@pytest.mark.parametrize("role", ["centre", "institute", "department", "ministry"])
def test_a_quiet_week_says_so(client, factories, role):
    client.sign_in(factories.member(role))

    assert "empty-state" in client.get("/deals/monday").text


def test_it_is_the_first_link_of_an_officer_and_the_only_one_marked(client, officer):
    client.sign_in(officer)

    text = client.get("/deals/monday").text
    menu = text[text.index('class="mainnav"') : text.index("</nav>")]

    assert menu.index("/deals/monday") < menu.index("/inbox/")
    assert menu.count("aria-current") == 1
    assert "/deals/monday" in client.get("/").text


@pytest.mark.parametrize("role", ["department", "ministry"])
def test_who_watches_finds_what_is_stuck_and_the_list_of_it(
    client, session, overdue, factories, role
):
    overdue.stage_since = now() - 30 * DAY
    client.sign_in(factories.member(role, province=overdue.centre.province))

    text = client.get("/deals/monday").text

    menu = text[text.index('class="mainnav"') : text.index("</nav>")]
    assert menu.index("/deals/monday") < menu.index('"/deals/"')
    assert menu.count("aria-current") == 1
    assert "Thương vụ đứng quá lâu" in text
    assert "Việc tuần này" not in text
    assert overdue.code in text
    assert overdue.code in client.get("/deals/list?colour=red").text
    assert "/deals/list?colour=red" in text


def test_each_row_says_why_it_is_there(client, session, officer, overdue):
    overdue.stage_since = now() - 30 * DAY
    overdue.need.state, overdue.need.state_since = PostingState.PAUSED, now()
    client.sign_in(officer)

    text = client.get("/deals/monday").text

    assert "Quá hạn 4 ngày" in text
    assert "đã 30 ngày; mức của giai đoạn là 3" in text
    assert "Chờ bên cầu trả lời" in text
    assert "Bên cầu đang tạm ẩn nhu cầu" in text


def test_a_side_reads_that_it_is_itself_waited_for(
    *, client, session, factories, officer, overdue, institute
):
    firm = factories.Membership(organisation=overdue.need.organisation).user
    client.sign_in(firm)

    assert "Chờ bạn trả lời" in client.get("/deals/monday").text

    overdue.stage = DealStage.TRIAL
    session.add(Message(deal=overdue, by_id=officer.id, text="Khi nào lắp máy?"))
    session.commit()

    assert "Chờ bạn hoặc bên kia trả lời tin nhắn" in client.get("/deals/monday").text
    client.sign_in(institute)
    assert "Chờ bạn hoặc bên kia trả lời tin nhắn" in client.get("/deals/monday").text
    client.sign_in(officer)
    assert "Chờ các bên trả lời tin nhắn" in client.get("/deals/monday").text


def test_a_step_is_done_and_the_next_one_set(client, session, officer, overdue):
    client.sign_in(officer)
    form = step(overdue)

    answer = send(client, overdue, "done", form, follow_redirects=True)

    assert answer.request.path == "/deals/monday"
    session.refresh(overdue)
    assert overdue.next_step == "Gửi báo giá"
    event = session.query(DealEvent).order_by(DealEvent.id.desc()).first()
    assert event.text.startswith("done: Gọi viện\nnext_step: Gửi báo giá")


def test_with_htmx_the_row_alone_comes_back(client, officer, overdue):
    client.sign_in(officer)
    address = f"/deals/{overdue.code}/monday/done"

    asked = client.get(address, headers=HTMX).text
    done = client.post(address, data=step(overdue), headers=HTMX).text

    assert asked.lstrip().startswith("<li")
    assert "<form" in asked
    assert f'value="{(local_today() + 7 * DAY).isoformat()}"' in asked
    assert done.lstrip().startswith("<li")
    assert "Gửi báo giá" in done
    assert "<form" not in done


def test_without_javascript_the_form_is_a_page(client, officer, overdue):
    client.sign_in(officer)

    for act in ("done", "postpone", "note"):
        assert (
            client.get(f"/deals/{overdue.code}/monday/{act}").text.lstrip().startswith("<!doctype")
        )
    assert client.get(f"/deals/{overdue.code}/monday/nonsense").status_code == 404


def test_a_step_is_put_off(client, session, officer, overdue):
    client.sign_in(officer)
    later = local_today() + 9 * DAY

    send(client, overdue, "postpone", {"version": overdue.version, "due": later.isoformat()})

    session.refresh(overdue)
    assert (overdue.next_step, overdue.next_step_due) == ("Gọi viện", later)


def test_putting_off_a_deal_in_pause_moves_the_day_it_goes_on(client, session, officer, overdue):
    overdue.stage, overdue.paused_stage = "paused", "trial"
    overdue.resume_on = local_today() - DAY
    session.commit()
    client.sign_in(officer)
    later = local_today() + 9 * DAY

    send(client, overdue, "postpone", {"version": overdue.version, "due": later.isoformat()})

    session.refresh(overdue)
    assert overdue.resume_on == later
    assert "đã đến ngày tiếp tục" not in client.get("/deals/monday").text


@pytest.mark.parametrize("due", ["", "hôm qua", "2020-01-01"])
def test_a_day_that_is_over_is_refused_and_stays_in_the_form(client, officer, overdue, due):
    client.sign_in(officer)

    for headers in ({}, HTMX):
        form = {"version": overdue.version, "due": due}
        assert send(client, overdue, "postpone", form, headers=headers).status_code == 422


def test_a_note_is_written_in_place(client, session, officer, overdue):
    client.sign_in(officer)

    send(client, overdue, "note", {"text": "Viện hẹn thứ Năm", "private": "y"})

    event = session.query(DealEvent).one()
    assert (event.text, event.private) == ("Viện hẹn thứ Năm", True)


def test_who_was_slower_sees_both_texts_and_loses_nothing(client, session, officer, overdue):
    client.sign_in(officer)
    stale = step(overdue, next_step="Bản của tôi")
    send(client, overdue, "done", step(overdue, next_step="Bản của bạn"))

    answer = send(client, overdue, "done", stale, headers=HTMX)

    session.refresh(overdue)
    assert answer.status_code == 422
    assert "Bản của tôi" in answer.text
    assert "Bản của bạn" in answer.text
    assert f'value="{overdue.version}"' in answer.text
    assert overdue.next_step == "Bản của bạn"


def test_words_that_name_a_blind_firm_are_refused_in_place(client, officer, overdue, blind):
    client.sign_in(officer)

    answer = send(client, overdue, "note", {"text": f"Gọi {blind}"}, headers=HTMX)

    assert answer.status_code == 422


def test_only_who_follows_a_deal_acts(client, factories, overdue, institute):
    reader = factories.Membership(organisation=overdue.centre, role=MemberRole.READER).user
    for person in (institute, reader, factories.member("ministry")):
        client.sign_in(person)
        assert client.get("/deals/monday").status_code == 200
        assert client.get(f"/deals/{overdue.code}/monday/done").status_code == 403
        assert send(client, overdue, "note", {"text": "x"}).status_code == 403


def test_a_head_sees_the_centre_and_opens_one_officer(
    client, factories, officer, overdue, colleague
):
    theirs = factories.Deal(
        centre=overdue.centre,
        officer=colleague,
        next_step="Việc của bạn",
        next_step_due=local_today(),
    )
    client.sign_in(officer)

    whole = client.get("/deals/monday").text
    one = client.get(f"/deals/monday?officer={colleague.id}").text
    mine = client.get("/deals/monday?mine=1").text

    assert overdue.code in whole
    assert theirs.code in whole
    assert colleague.name in whole
    assert overdue.code not in one
    assert theirs.code in one
    assert overdue.code in mine
    assert theirs.code not in mine


def test_an_officer_sees_only_their_own(client, officer, overdue, colleague):
    client.sign_in(colleague)

    assert overdue.code not in client.get(f"/deals/monday?officer={officer.id}").text


def test_a_match_is_accepted_and_declined_without_leaving(client, session, factories, officer):
    place = officer.memberships[0].organisation.province
    kept, refused = (
        factories.Match(need=factories.Need(province=place), waiting_since=now()) for _ in range(2)
    )
    for match in (kept, refused):
        factories.Answer(match=match)
    client.sign_in(officer)
    assert "Gợi ý mới của tỉnh" in client.get("/deals/monday").text

    accepted = client.post(f"/inbox/matches/{kept.id}/accept", data={"next": "/deals/monday"})
    declined = client.post(
        f"/inbox/matches/{refused.id}/decline", data={"next": "/deals/monday", "reason": "price"}
    )

    assert accepted.location == declined.location == "/deals/monday"
    session.refresh(refused)
    assert refused.state is MatchState.DECLINED
    assert session.query(Deal).one().match_id == kept.id
    assert "Gợi ý mới của tỉnh" not in client.get("/deals/monday").text


def test_a_posting_of_the_province_waits_there_for_its_review(client, factories, officer):
    place = officer.memberships[0].organisation.province
    posting = factories.Technology(
        organisation=factories.Organisation(province=place), state=PostingState.SUBMITTED
    )
    client.sign_in(officer)

    assert f"/{posting.code}/review" in client.get("/deals/monday").text


def test_a_part_that_is_cut_leads_to_the_list(client, factories, officer, overdue, monkeypatch):
    monkeypatch.setattr(monday, "ROWS", 0)
    client.sign_in(officer)

    assert (
        f"/deals/list?overdue=1&amp;officer={officer.id}" in client.get("/deals/monday?mine=1").text
    )


def test_no_name_of_a_blind_firm_is_on_the_page_of_who_may_not_know(
    client, factories, overdue, blind, institute
):
    overdue.next_step = f"Gọi {blind}"
    overdue.stage_since = now() - 90 * DAY
    watching = factories.member("department", province=overdue.centre.province)
    for person in (institute, watching, factories.member("ministry")):
        client.sign_in(person)
        text = client.get("/deals/monday").text
        assert overdue.code in text
        assert blind not in text
