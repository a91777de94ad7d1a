"""A stranger's mail on the page of a deal: read, let in, put aside and taken back."""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from matchmaker.services import disclosures
from matchmaker.services.actors import Actor
from matchmaker.services.incoming import strangers
from matchmaker.services.incoming.letter import read
from models import AuditEntry, IncomingMail, Mail, Message, Outcome, StrangerLetter
from tests.services.incoming.written import PDF, written

HOA = "hoa@doanhnghiep.example.vn"


@pytest.fixture
def firm(factories, deal):
    return factories.Membership(organisation=deal.need.organisation).user


@pytest.fixture
def people(officer, institute, firm):
    """The officer, and one person of each side."""
    return SimpleNamespace(officer=officer, institute=institute, firm=firm)


@pytest.fixture
def seen_by(app, deal):
    """A function: the page of the deal, or another, as somebody else sees it."""

    def see(person, path=""):
        other = app.test_client()
        other.sign_in(person)
        return other.get(path or f"/deals/{deal.code}")

    return see


@pytest.fixture
def letter(app, session, deal):
    """A letter with a file that waits for the officer."""
    data = written("Tôi là thợ vận hành máy.", sender=HOA, files=[("bản vẽ.pdf", PDF)])
    record = IncomingMail(message_id="<1@x>", sender=HOA, outcome=Outcome.STRANGER, deal=deal)
    session.add(record)
    kept = strangers.keep(session, record, read(data), app.config["UPLOADS"], doubted=False)
    session.commit()
    return kept


def post(client, deal, letter, act):
    return client.post(f"/deals/{deal.code}/strangers/{letter.id}/{act}", follow_redirects=True)


def test_the_officer_reads_it_and_its_file_and_nobody_else_does(
    client, deal, people, letter, seen_by
):
    client.sign_in(people.officer)
    page = client.get(f"/deals/{deal.code}").text
    assert "Tôi là thợ vận hành máy." in page
    assert HOA in page
    file = re.search(rf'href="(/deals/{deal.code}/strangers/[^"]+)"', page).group(1)
    assert client.get(file).data == PDF
    assert client.get(file[:-1] + "7").status_code == 404

    assert "thợ vận hành" not in seen_by(people.institute).text
    assert seen_by(people.institute, file).status_code == 403


def test_let_in_it_says_whose_it_is_and_who_let_it_in(client, session, people, letter, seen_by):
    client.sign_in(people.officer)
    page = post(client, letter.mail.deal, letter, "let-in").text
    assert "Đã đưa thư vào cuộc trao đổi" in page
    assert "đang chờ bạn xem" not in page

    mark = f"nhận qua e-mail từ {HOA}, do {people.officer.display_name} đưa vào"
    page = seen_by(people.institute).text
    assert mark in page
    assert "Tôi là thợ vận hành máy." in page
    mails = session.scalars(select(Mail)).all()
    assert {each.to for each in mails} == {people.institute.email, people.firm.email}
    assert all(mark in each.text for each in mails)


def test_a_second_press_changes_nothing(client, session, deal, officer, letter):
    client.sign_in(officer)
    post(client, deal, letter, "let-in")

    page = post(client, deal, letter, "let-in")

    assert "không còn ở trạng thái cho phép" in page.text
    assert len(session.scalars(select(Message)).all()) == 1


def test_put_aside_it_can_be_taken_back(client, session, deal, officer, letter):
    client.sign_in(officer)
    page = post(client, deal, letter, "dismiss").text
    assert "1 thư của người ngoài đã bỏ qua" in page
    assert "Tôi là thợ vận hành máy." not in page

    page = post(client, deal, letter, "restore").text
    assert "Tôi là thợ vận hành máy." in page
    assert session.scalars(select(Message)).all() == []


def test_a_letter_to_another_deal_is_not_found_here(client, factories, deal, officer, letter):
    other = factories.Deal(centre=deal.centre, officer=officer)
    client.sign_in(officer)

    assert post(client, other, letter, "let-in").status_code == 404


def test_of_a_blind_firm_no_page_and_no_mail_shows_the_address(
    client, session, people, letter, seen_by
):
    deal = letter.mail.deal
    deal.need.blind = True
    disclosures.let_in(session, Actor(), deal.need, deal.centre)
    session.commit()
    client.sign_in(people.officer)
    assert f"nhận qua e-mail từ {HOA}" in post(client, deal, letter, "let-in").text

    page = seen_by(people.institute).text
    assert "nhận qua e-mail từ một địa chỉ không hiện" in page
    assert HOA not in page
    mails = session.scalars(select(Mail)).all()
    assert mails
    assert all(HOA not in each.text + each.html for each in mails)


def test_words_that_name_a_blind_firm_are_not_let_in_and_the_page_says_which(
    client, session, deal, people, letter
):
    deal.need.organisation.name_vi = "Hợp tác xã Zơn Phượng Quỳ"
    deal.need.blind, letter.text = True, "Gửi Hợp tác xã Zơn Phượng Quỳ"
    disclosures.let_in(session, Actor(), deal.need, deal.centre)
    session.commit()
    client.sign_in(people.officer)

    answer = post(client, deal, letter, "let-in")

    assert answer.status_code == 422
    assert "hãy bỏ “" in answer.text
    assert "Gửi Hợp tác xã Zơn Phượng Quỳ</textarea>" in answer.text
    assert session.scalars(select(Message)).all() == []
    assert session.get(StrangerLetter, letter.id).is_waiting


def test_words_that_name_a_blind_firm_are_covered_and_the_original_stays_with_the_centre(
    client, session, people, letter, seen_by
):
    deal = letter.mail.deal
    deal.need.organisation.name_vi = "Hợp tác xã Zơn Phượng Quỳ"
    deal.need.blind, letter.text = True, "Gửi Hợp tác xã Zơn Phượng Quỳ: máy chạy 380 V"
    disclosures.let_in(session, Actor(), deal.need, deal.centre)
    session.commit()
    client.sign_in(people.officer)
    address = f"/deals/{deal.code}/strangers/{letter.id}/let-in"

    half = client.post(address, data={"text": "Chào Hợp tác xã Zơn Phượng Quỳ: 380 V"})
    whole = client.post(address, data={"text": "Gửi ███: máy chạy 380 V"}, follow_redirects=True)

    assert "Chào Hợp tác xã Zơn Phượng Quỳ: 380 V</textarea>" in half.text, "typed, so kept"
    assert "Đã đưa thư vào cuộc trao đổi" in whole.text
    assert "Thư gốc của người ngoài" in whole.text
    page = seen_by(people.institute).text
    assert "Gửi ███: máy chạy 380 V" in page
    assert "Trung tâm đã che một phần" in page
    assert "Thư gốc" not in page
    mails = session.scalars(select(Mail)).all()
    for text in (page, *(each.text + each.html for each in mails)):
        assert "Zơn Phượng" not in text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "stranger:let-in")).one()
    assert entry.detail["edited"] is True
