"""The conversation on the page of a deal, and the mails that carry it."""

import io
import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from matchmaker import jobs
from matchmaker.services import disclosures
from matchmaker.services.actors import Actor
from models import (
    Audience,
    BouncedAddress,
    DealDocument,
    Mail,
    MemberRole,
    Message,
    Notification,
    NotificationChoice,
    NotificationKind,
    Pace,
    ReplyAddress,
)
from models.text import fold
from tests.web.views.deals.sending import PDF


@pytest.fixture
def firm(session, factories, deal):
    deal.need.organisation.name_vi = "Hợp tác xã Zơn Phượng Quỳ"
    person = factories.Membership(organisation=deal.need.organisation).user
    person.name = "Lã Zĩnh Khuê"
    person.email = "khue@zonquyx.vn"
    session.commit()
    return person


@pytest.fixture
def sides(officer, institute, firm):
    """The people who speak: the officer, one of each side."""
    return SimpleNamespace(officer=officer, institute=institute, firm=firm)


@pytest.fixture
def replies(app, monkeypatch):
    """Let people answer by mail."""
    monkeypatch.setitem(app.config, "REPLY_ADDRESS", "reply@match.example.org")


def say(client, deal, text, **headers):
    return client.post(f"/deals/{deal.code}/messages", data={"message": text}, headers=headers)


def test_a_message_is_on_the_page_and_goes_out_by_mail(client, session, deal, sides):
    client.sign_in(sides.institute)

    answer = say(client, deal, "Máy cần nguồn 3 pha.\nBên mình có không?")

    assert answer.location.endswith(f"/deals/{deal.code}#conversation")
    page = client.get(f"/deals/{deal.code}").text
    assert "Máy cần nguồn 3 pha." in page
    assert sides.institute.display_name in page
    mails = session.scalars(select(Mail)).all()
    assert {each.to for each in mails} == {sides.officer.email, sides.firm.email}
    for each in mails:
        assert "Máy cần nguồn 3 pha." in each.text
        assert "Máy cần nguồn 3 pha." in each.html
        assert f"/deals/{deal.code}#conversation" in each.text
        assert sides.institute.display_name in each.text
        assert each.subject.startswith(f"[{deal.code}]")


def test_who_gets_it_is_said_beside_the_box(client, deal, officer, institute, firm):
    client.sign_in(institute)

    page = client.get(f"/deals/{deal.code}").text
    to = re.search(r'class="said-to".*?</ul>', page, re.S).group()

    assert "Trung tâm Cần Thơ" in to
    assert officer.display_name in to
    assert firm.display_name in to
    assert institute.display_name not in to


@pytest.mark.usefixtures("replies")
def test_each_person_answers_at_an_address_of_their_own(client, session, deal, sides):
    client.sign_in(sides.institute)
    say(client, deal, "Tin thứ nhất")
    say(client, deal, "Tin thứ hai")

    mails = session.scalars(select(Mail)).all()
    by_person = {
        person.email: {each.headers["Reply-To"] for each in mails if each.to == person.email}
        for person in (sides.officer, sides.firm)
    }

    assert all(len(addresses) == 1 for addresses in by_person.values())
    assert by_person[sides.officer.email].isdisjoint(by_person[sides.firm.email])
    address = by_person[sides.firm.email].pop()
    assert re.fullmatch(r"reply\+[0-9a-f]{32}@match\.example\.org", address)
    assert {each.user_id for each in session.scalars(select(ReplyAddress))} == {
        sides.officer.id,
        sides.firm.id,
    }
    assert len({each.headers["References"] for each in mails}) == 1
    assert {each.headers["In-Reply-To"] for each in mails} == {
        f"<deal.{deal.code.lower()}@example.org>"
    }


def test_without_a_mailbox_of_ours_people_answer_on_the_page(client, session, deal, officer, firm):
    client.sign_in(officer)
    say(client, deal, "Mời anh chị xem trang")

    (mail,) = session.scalars(select(Mail)).all()

    assert "Reply-To" not in mail.headers
    assert "Trả lời tại đây" in mail.text
    assert "reply above" not in mail.text


def test_each_reads_in_their_own_language(client, session, deal, sides):
    sides.firm.language = "en"
    client.sign_in(sides.officer)
    say(client, deal, "Xin chào")

    texts = {each.to: each.text for each in session.scalars(select(Mail))}

    assert "wrote in deal" in texts[sides.firm.email]
    assert "viết trong thương vụ" in texts[sides.institute.email]


@pytest.mark.parametrize("pace", [Pace.DAILY, Pace.NONE])
def test_who_wants_to_hear_later_gets_no_mail_at_once(client, session, deal, sides, pace):
    choice = NotificationChoice(user_id=sides.firm.id, kind=NotificationKind.MESSAGE, pace=pace)
    session.add_all([choice, BouncedAddress(address=sides.institute.email)])
    client.sign_in(sides.officer)
    say(client, deal, "Xin chào")

    assert session.scalars(select(Mail)).all() == []
    told = session.scalars(select(Notification)).all()
    assert {each.user_id for each in told} == {sides.firm.id, sides.institute.id}


def test_the_round_sends_no_second_mail_of_a_message(client, app, session, deal, sides):
    client.sign_in(sides.officer)
    say(client, deal, "Xin chào")
    session.commit()

    with app.app_context():
        assert jobs.write_mails(app) == 0

    (mail,) = session.scalars(select(Mail).where(Mail.to == sides.firm.email))
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_htmx_swaps_the_section_alone(client, session, deal, officer):
    client.sign_in(officer)

    answer = say(client, deal, "Chào", **{"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section class="section conversation"')
    assert "Đã gửi tin nhắn." in answer.text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_what_was_typed_is_kept_when_it_is_refused(client, session, deal, headers, sides):
    deal.need.blind = True
    disclosures.let_in(session, Actor(), deal.need, deal.centre)
    client.sign_in(sides.officer)

    answer = say(client, deal, "Mai ta đến Zơn Phượng Quỳ nhé", **headers)

    assert answer.status_code == 422
    assert "Mai ta đến Zơn Phượng Quỳ nhé</textarea>" in answer.text
    assert "hãy bỏ" in answer.text
    assert session.scalars(select(Message)).all() == []
    assert session.scalars(select(Mail)).all() == []


def test_an_empty_message_is_refused(client, deal, officer):
    client.sign_in(officer)

    answer = say(client, deal, " \u200b ")

    assert answer.status_code == 422
    assert "Hãy viết nội dung tin nhắn hoặc chọn tệp." in answer.text


def test_readers_and_oversight_read_and_others_do_not(client, app, factories, deal, officer):
    client.sign_in(officer)
    say(client, deal, "Lịch thử máy: thứ Ba")
    reader = factories.Membership(organisation=deal.need.organisation, role=MemberRole.READER).user

    for person in (reader, factories.member("department"), factories.member("ministry")):
        other = app.test_client()
        other.sign_in(person)
        page = other.get(f"/deals/{deal.code}").text
        assert "Lịch thử máy: thứ Ba" in page
        assert 'name="message"' not in page
        assert say(other, deal, "Chào").status_code == 403
    stranger = app.test_client()
    stranger.sign_in(factories.member("institute"))
    assert stranger.get(f"/deals/{deal.code}/messages").status_code == 403


def test_private_notes_never_reach_thread_or_mail(client, session, deal, officer, institute):
    client.sign_in(officer)
    client.post(f"/deals/{deal.code}/notes", data={"text": "Giá sàn 700 triệu", "private": "y"})
    say(client, deal, "Mời hai bên gặp nhau")

    client.sign_in(institute)

    assert "Giá sàn 700 triệu" not in client.get(f"/deals/{deal.code}/messages").text
    mails = session.scalars(select(Mail)).all()
    assert mails
    assert all("Giá sàn" not in each.text + each.html for each in mails)


def test_a_message_is_text_and_never_markup(client, session, deal, officer, institute):
    client.sign_in(officer)
    say(client, deal, "<script>alert(1)</script>")

    (mail,) = session.scalars(select(Mail)).all()

    assert "<script>alert(1)" not in client.get(f"/deals/{deal.code}").text
    assert "<script>" not in mail.html
    assert "<script>alert(1)</script>" in mail.text


@pytest.mark.usefixtures("replies")
def test_no_page_and_no_mail_tells_the_institute_who_the_blind_firm_is(
    client, session, deal, sides
):
    deal.need.blind = True
    disclosures.let_in(session, Actor(), deal.need, deal.centre)
    client.sign_in(sides.firm)
    say(client, deal, "Chúng tôi cần 500 kg một mẻ")
    client.sign_in(sides.institute)
    page = client.get(f"/deals/{deal.code}").text
    say(client, deal, "Máy làm được 600 kg")
    client.sign_in(sides.officer)
    say(client, deal, "Hẹn thứ Ba")

    assert "Bên cầu (ẩn danh)" in page
    seen = [page]
    for each in session.scalars(select(Mail).where(Mail.to == sides.institute.email)):
        seen.append(f"{each.subject} {each.text} {each.html} {each.headers}")
    assert len(seen) == 3
    for text in map(fold, seen):
        assert "500 kg" in text or "thu ba" in text
        for secret in ("Zơn Phượng Quỳ", "Lã Zĩnh Khuê", "zonquyx"):
            assert fold(secret) not in text


def test_a_long_thread_is_cut_on_the_deal_and_whole_on_its_own_page(client, session, deal, officer):
    session.add_all(Message(deal=deal, by=officer, text=f"Tin số {n}.") for n in range(25))
    client.sign_in(officer)

    page, whole = (client.get(f"/deals/{deal.code}{path}").text for path in ("", "/messages"))

    assert "Xem 17 tin trước đó" in page
    assert "Tin số 16." not in page
    assert "Tin số 24." in page
    assert "Tin số 0." in whole


def say_with_files(client, deal, text, *files, **headers):
    data = {"message": text, "file": [(io.BytesIO(data), name) for name, data in files]}
    return client.post(f"/deals/{deal.code}/messages", data=data, headers=headers)


def test_a_message_carries_files_to_all_parties(client, session, app, deal, sides):
    client.sign_in(sides.institute)

    answer = say_with_files(client, deal, "Gửi bản vẽ", ("bản vẽ.pdf", PDF), ("giá.pdf", PDF))

    assert answer.status_code == 302
    (message,) = session.scalars(select(Message))
    assert {each.name for each in message.attachments} == {"bản vẽ.pdf", "giá.pdf"}
    assert {each.audience for each in message.attachments} == {Audience.PARTIES}
    other = app.test_client()
    other.sign_in(sides.firm)
    page = other.get(f"/deals/{deal.code}").text
    assert "bản vẽ.pdf" in page[page.index('class="thread"') :]
    number = message.attachments[0].id
    assert other.get(f"/deals/{deal.code}/documents/{number}").data == PDF
    assert all("Kèm 2 tệp" in each.text for each in session.scalars(select(Mail)))


def test_files_alone_are_a_message(client, session, deal, officer):
    client.sign_in(officer)

    assert say_with_files(client, deal, "", ("bản vẽ.pdf", PDF)).status_code == 302

    assert session.scalars(select(Message)).one().attachments[0].uploaded_by is officer


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_what_was_typed_is_kept_when_a_file_is_refused(client, session, deal, officer, headers):
    client.sign_in(officer)
    wrong = ("giá.pdf", b"MZ\x90 a program")

    answer = say_with_files(client, deal, "Gửi báo giá", ("bản vẽ.pdf", PDF), wrong, **headers)

    assert answer.status_code == 422
    assert "Gửi báo giá</textarea>" in answer.text
    assert "“giá.pdf”" in answer.text
    assert "hãy chọn lại các tệp" in answer.text
    assert session.scalars(select(Message)).all() == []
    assert session.scalars(select(DealDocument)).all() == []


def test_more_files_than_ten_are_refused_by_name(client, session, deal, officer):
    client.sign_in(officer)
    files = [(f"tệp {number}.pdf", PDF) for number in range(11)]

    answer = say_with_files(client, deal, "Gửi hết", *files)

    assert answer.status_code == 422
    assert "“tệp 10.pdf”: đã đủ số tệp" in answer.text
    assert session.scalars(select(Message)).all() == []


def test_who_is_not_let_in_learns_of_files_only_that_there_are_some(
    client, app, session, deal, sides
):
    deal.need.blind = True
    disclosures.let_in(session, Actor(), deal.need, deal.centre)
    client.sign_in(sides.firm)
    say_with_files(client, deal, "Xưởng đây", ("Zơn Phượng Quỳ.pdf", PDF))

    other = app.test_client()
    other.sign_in(sides.institute)
    page = other.get(f"/deals/{deal.code}").text

    assert "1 tệp kèm theo mà bạn không được xem" in page
    assert "Zơn Phượng Quỳ" not in page
