"""One's own calendar for other programs: RFC 5545, for whoever knows the address."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from matchmaker.services import calendars
from matchmaker.services.actors import actor_of
from models import Meeting, MeetingGuest, local_today

LONG = "Gọi hợp tác xã xác nhận: độ ẩm cuối ≤ 12 %, công suất; ngày giao, người nhận – " * 3


@pytest.fixture
def deal(factories, officer):
    return factories.Deal(
        centre=officer.memberships[0].organisation, officer=officer, next_step=LONG
    )


@pytest.fixture
def address(session, officer, deal):
    secret = calendars.renew(session, actor_of(officer))
    meeting = Meeting(
        uid="x@y",
        title="Họp chốt giá, phương thức",
        place="Ninh Kiều",
        starts_at=datetime(2099, 1, 2, 2, 30, tzinfo=UTC),
        by=officer,
    )
    meeting.guests = [MeetingGuest(user=officer)]
    deal.meetings.append(meeting)
    session.commit()
    return f"/account/calendar/{secret}.ics"


def test_a_program_that_knows_the_address_needs_no_account(client, address, deal):
    answer = client.get(address)

    calendar = Calendar.from_ical(answer.data)
    step, meeting = calendar.walk("VEVENT")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert step["SUMMARY"] == f"{LONG} ({deal.code})"
    assert step.decoded("DTSTART") == deal.next_step_due
    assert step.decoded("DTEND") == deal.next_step_due + timedelta(days=1)
    assert step["DTSTART"].params["VALUE"] == "DATE"
    assert meeting["SUMMARY"] == f"Họp chốt giá, phương thức ({deal.code})"
    assert meeting.decoded("DTSTART") == datetime(2099, 1, 2, 2, 30, tzinfo=UTC)
    assert b"DTSTART:20990102T023000Z" in answer.data
    assert step["URL"].endswith(f"/deals/{deal.code}")
    assert len({event["UID"] for event in (step, meeting)}) == 2


def test_lines_are_folded_by_bytes_and_no_letter_is_cut(client, address):
    data = client.get(address).data

    lines = data.split(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines)
    for line in lines:
        line.decode("utf-8")


def test_what_has_not_changed_is_not_sent_again(client, session, address, deal):
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    deal.next_step = "Gọi lại"
    session.commit()
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert changed.status_code == 200
    assert "private" in first.headers["Cache-Control"]
    assert "no-store" not in first.headers["Cache-Control"]


@pytest.mark.parametrize("secret", ["x", "None", "%00", "0" * 5000])
def test_any_other_address_is_nobodys(client, address, secret):
    assert client.get(f"/account/calendar/{secret}.ics").status_code == 404


def test_a_blind_firm_stands_in_no_calendar(client, session, address, deal):
    firm = deal.need.organisation
    deal.need.blind = True
    deal.next_step = f"Gọi {firm.name_vi}"
    deal.meetings[0].place = f"Xưởng của {firm.name_vi}"
    session.commit()

    text = Calendar.from_ical(client.get(address).data)

    said = " ".join(str(event.get(key, "")) for event in text.walk() for key in event)
    assert firm.name_vi not in said
    assert "Gọi […]" in said


def test_the_calendar_speaks_its_owners_language(client, session, address, officer):
    officer.language = "en"
    session.commit()

    assert "X-WR-CALNAME:Matchmaker: steps and meetings" in client.get(address).text


def test_one_makes_copies_renews_and_switches_off_the_address(client, session, officer, deal):
    client.sign_in(officer)
    assert "Bật lịch" in client.get("/account/calendar/").text

    client.post("/account/calendar/")
    first = calendars.secret_of(session, officer)
    session.rollback()
    page = client.get("/account/calendar/").text
    client.post("/account/calendar/")
    second = calendars.secret_of(session, officer)
    session.rollback()

    assert f"/account/calendar/{first}.ics" in page
    assert "webcal://" in page
    assert client.get(f"/account/calendar/{first}.ics").status_code == 404
    assert client.get(f"/account/calendar/{second}.ics").status_code == 200
    client.post("/account/calendar/off")
    assert client.get(f"/account/calendar/{second}.ics").status_code == 404


def test_a_visitor_has_no_calendar(client):
    assert "sign-in" in client.get("/account/calendar/").location
    assert "sign-in" in client.post("/account/calendar/").location


def test_a_step_that_is_due_stays_in_the_calendar(client, session, address, deal):
    deal.next_step_due = local_today() - timedelta(days=3)
    session.commit()

    step = Calendar.from_ical(client.get(address).data).walk("VEVENT")[0]

    assert step.decoded("DTSTART") == local_today() - timedelta(days=3)
