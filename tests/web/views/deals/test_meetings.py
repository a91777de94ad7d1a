"""Meetings on the page, and the invitations that leave."""

import email
import email.policy
import re
from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from sqlalchemy import select

from matchmaker.services.mails import mail
from models import Disclosure, Mail

SENDER = "Matchmaker <no-reply@example.org>"


@pytest.fixture
def buyer(session, factories, deal):
    person = factories.Membership(organisation=deal.need.organisation, user__name="Lê Thị Mận").user
    session.rollback()
    return person


@pytest.fixture
def sides(buyer, institute):
    return buyer, institute


def form_of(*guests, **changes):
    return {
        "title": "Khảo sát xưởng sấy mít",
        "day": "2099-01-02",
        "hour": "09:30",
        "minutes": "90",
        "place": "Ninh Kiều, Cần Thơ; tầng 2",
        "guests": [str(each.id) for each in guests],
        **changes,
    }


def meeting_number(client, deal):
    page = client.get(f"/deals/{deal.code}").text
    return int(re.search(rf"/deals/{deal.code}/meetings/(\d+)", page)[1])


@pytest.fixture
def mailbox(session):
    """A function: the mails written since it was last asked, as they leave, by recipient."""
    seen = set()

    def letters():
        fresh = [each for each in session.scalars(select(Mail)) if each.id not in seen]
        seen.update(each.id for each in fresh)
        sent = [mail.message(each, SENDER).as_bytes(policy=email.policy.SMTP) for each in fresh]
        session.commit()
        found = [email.message_from_bytes(each, policy=email.policy.default) for each in sent]
        return {each["To"]: each for each in found}

    return letters


def calendar_in(letter):
    (part,) = letter.iter_attachments()
    raw = part.get_payload(decode=True)
    return part, raw, Calendar.from_ical(raw)


def test_an_invitation_is_a_mail_with_a_calendar_that_programs_understand(
    client, mailbox, officer, deal, buyer
):
    client.sign_in(officer)

    client.post(f"/deals/{deal.code}/meetings", data=form_of(buyer))

    (letter,) = mailbox().values()
    part, raw, calendar = calendar_in(letter)
    (event,) = calendar.walk("VEVENT")
    assert letter["To"] == buyer.email
    assert "mời họp lúc 09:30 02/01/2099" in letter["Subject"]
    assert part.get_content_type() == "text/calendar"
    assert part["Content-Type"].params["method"] == "REQUEST"
    assert part["Content-Type"].params["charset"] == "utf-8"
    assert part.get_filename().endswith(".ics")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert calendar["METHOD"] == "REQUEST"
    assert event.decoded("DTSTART") == datetime(2099, 1, 2, 2, 30, tzinfo=UTC)
    assert event.decoded("DURATION").total_seconds() == 90 * 60
    assert event["LOCATION"] == "Ninh Kiều, Cần Thơ; tầng 2"
    assert event["SEQUENCE"] == 0
    assert event["ORGANIZER"] == f"mailto:{officer.email}"
    assert event["ATTENDEE"] == f"mailto:{buyer.email}"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"


def test_a_change_keeps_the_number_and_counts_up_and_a_cancellation_ends_it(
    client, mailbox, officer, deal, buyer
):
    client.sign_in(officer)
    client.post(f"/deals/{deal.code}/meetings", data=form_of(buyer))
    first = calendar_in(mailbox()[buyer.email])[2]
    address = f"/deals/{deal.code}/meetings/{meeting_number(client, deal)}"

    client.post(address, data={**form_of(buyer, hour="14h30"), "sequence": "0"})
    changed = mailbox()[buyer.email]
    client.post(f"{address}/cancel", data={"sequence": "1"})
    off = mailbox()[buyer.email]

    events = [
        each.walk("VEVENT")[0] for each in (first, calendar_in(changed)[2], calendar_in(off)[2])
    ]
    assert len({event["UID"] for event in events}) == 1
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert "nay lúc 14:30 02/01/2099" in changed["Subject"]
    assert calendar_in(off)[2]["METHOD"] == "CANCEL"
    assert events[2]["STATUS"] == "CANCELLED"
    assert "hủy cuộc họp" in off["Subject"]
    assert "Khảo sát xưởng sấy mít" not in re.sub(
        r'(?s)<section class="section" aria-labelledby="timeline".*',
        "",
        client.get(f"/deals/{deal.code}").text,
    )


def test_who_is_no_longer_invited_is_told_so(client, mailbox, officer, deal, buyer):
    client.sign_in(officer)
    client.post(f"/deals/{deal.code}/meetings", data=form_of(buyer, officer))
    mailbox()
    address = f"/deals/{deal.code}/meetings/{meeting_number(client, deal)}"

    client.post(address, data={**form_of(officer), "sequence": "0"})

    left = mailbox()
    assert calendar_in(left[buyer.email])[2]["METHOD"] == "CANCEL"
    assert calendar_in(left[officer.email])[2]["METHOD"] == "REQUEST"


def test_each_reads_the_invitation_in_their_own_language(client, mailbox, officer, deal, buyer):
    buyer.language = "en"
    client.sign_in(officer)

    client.post(f"/deals/{deal.code}/meetings", data=form_of(buyer, officer))

    left = mailbox()
    assert "invitation to a meeting at 09:30 02/01/2099" in left[buyer.email]["Subject"]
    assert "mời họp" in left[officer.email]["Subject"]


@pytest.mark.usefixtures("blind")
def test_no_invitation_names_a_blind_firm_or_its_people(client, mailbox, officer, deal, sides):
    buyer, institute = sides
    blind = deal.need.organisation.name_vi
    deal.need.disclosures.append(Disclosure(organisation=deal.centre))
    client.sign_in(officer)

    refused = client.post(
        f"/deals/{deal.code}/meetings", data=form_of(institute, place=f"Xưởng của {blind}")
    )
    client.post(f"/deals/{deal.code}/meetings", data=form_of(institute, buyer, place="Phòng 2"))

    assert refused.status_code == 422
    assert "Bên cầu đăng ẩn danh" in refused.text
    letter = mailbox()[institute.email]
    whole = str(letter) + calendar_in(letter)[1].decode()
    body = "".join(
        part.get_content()
        for part in letter.walk()
        if part.get_content_type() in {"text/plain", "text/html"}
    )
    for secret in (blind, buyer.email, buyer.name):
        assert secret not in whole + body
    client.sign_in(institute)
    page = client.get(f"/deals/{deal.code}").text
    assert "Đại diện bên cầu (ẩn danh)" in page
    assert buyer.name not in page


def test_a_centre_that_was_not_let_in_invites_without_seeing_names(
    client, officer, deal, blind, buyer
):
    client.sign_in(officer)

    page = client.get(f"/deals/{deal.code}/meetings/new").text

    assert "Đại diện bên cầu (ẩn danh)" in page
    assert buyer.name not in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": ""}, "Hãy điền mục này."),
        ({"day": "2001-01-02"}, "Giờ này đã qua"),
        ({"day": ""}, "Hãy điền mục này."),
        ({"hour": "25:99"}, "Hãy viết giờ theo dạng 14:30."),
        ({"guests": []}, "Hãy điền mục này."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, officer, deal, changes, told):
    client.sign_in(officer)

    answer = client.post(f"/deals/{deal.code}/meetings", data=form_of(officer, **changes))

    assert answer.status_code == 422
    assert told in answer.text
    assert "Ninh Kiều, Cần Thơ; tầng 2" in answer.text


def test_a_stale_change_is_refused_and_shows_both(client, session, officer, deal):
    client.sign_in(officer)
    client.post(f"/deals/{deal.code}/meetings", data=form_of(officer))
    address = f"/deals/{deal.code}/meetings/{meeting_number(client, deal)}"
    client.post(address, data={**form_of(officer, title="Họp chốt giá"), "sequence": "0"})

    stale = client.post(address, data={**form_of(officer, title="Họp khác"), "sequence": "0"})

    assert stale.status_code == 409
    assert "Họp chốt giá" in stale.text
    assert 'value="Họp khác"' in stale.text
    assert len(session.scalars(select(Mail)).all()) == 2


def test_the_form_proposes_both_sides_and_the_officer(client, officer, deal, buyer, institute):
    client.sign_in(officer)

    page = client.get(f"/deals/{deal.code}/meetings/new").text

    checked = re.findall(r'<input checked class="form-check-input"[^>]* value="(\d+)"', page)
    assert {int(each) for each in checked} == {officer.id, buyer.id, institute.id}


def test_only_the_centre_plans_meetings(client, deal, institute):
    client.sign_in(institute)

    assert client.get(f"/deals/{deal.code}/meetings/new").status_code == 403
    assert client.post(f"/deals/{deal.code}/meetings", data={}).status_code == 403


def test_a_meeting_of_another_deal_is_not_found(client, officer, deal):
    client.sign_in(officer)

    assert client.get(f"/deals/{deal.code}/meetings/999").status_code == 404
