"""Mails that come in, from the mail server's pipe or a Maildir: sent on, or answered politely."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from matchmaker import cli, jobs
from matchmaker.services import disclosures
from matchmaker.services.actors import Actor
from matchmaker.services.incoming import machines, receiving
from matchmaker.services.incoming.letter import read
from matchmaker.web.mails import incoming_mails
from models import IncomingMail, Mail, Message, Outcome, ReplyAddress
from models.text import fold

MAILS = Path(__file__).parents[1] / "services" / "incoming" / "mails"
TOKEN = "0f" * 16


@pytest.fixture
def inbox(app, monkeypatch, tmp_path):
    """A Maildir with a folder for new mail."""
    monkeypatch.setitem(app.config, "REPLY_ADDRESS", "reply@match.example.org")
    monkeypatch.setitem(app.config, "MAIL_INBOX", str(tmp_path / "inbox"))
    (tmp_path / "inbox" / "new").mkdir(parents=True)
    return tmp_path / "inbox"


@pytest.fixture
def world(session, factories, inbox):
    officer = factories.member("centre", name_vi="Trung tâm Cần Thơ")
    deal = factories.Deal(centre=officer.memberships[0].organisation, officer=officer)
    deal.need.organisation.name_vi = "Hợp tác xã Zơn Phượng Quỳ"
    firm = factories.Membership(organisation=deal.need.organisation).user
    firm.email, firm.name = "khue@htx.example.vn", "Lã Zĩnh Khuê"
    institute = factories.Membership(organisation=deal.technology.organisation).user
    session.add(ReplyAddress(deal=deal, user=firm, token=TOKEN))
    session.commit()
    return SimpleNamespace(deal=deal, officer=officer, firm=firm, institute=institute)


@pytest.fixture
def take(app, session):
    """A function that takes a mail of the corpus without any request."""

    def taken(name, **changes):
        data = (MAILS / f"{name}.eml").read_bytes()
        for old, new in changes.values():
            data = data.replace(old.encode(), new.encode())
        session.commit()
        with app.app_context():
            said = incoming_mails.take(data)
        session.expire_all()
        return said

    return taken


def sent_to(session, person):
    return session.scalars(select(Mail).where(Mail.to == person.email)).all()


def test_a_reply_goes_on_to_the_others_and_not_back(session, world, take):
    assert take("gmail_vi") == "taken"

    assert sent_to(session, world.firm) == []
    for person in (world.officer, world.institute):
        (mail,) = sent_to(session, person)
        assert "Dạ có, xưởng đang dùng 380 V." in mail.text
        assert "nguồn 3 pha" not in mail.text
        assert "mail.example.vn" not in str(mail.headers)


def test_the_next_mail_answers_what_its_reader_wrote(client, session, world, take):
    take("gmail_vi")
    client.sign_in(world.institute)
    client.post(f"/deals/{world.deal.code}/messages", data={"message": "Vậy thứ Ba gặp nhau"})

    written = read((MAILS / "gmail_vi.eml").read_bytes()).message_id
    (mail,) = sent_to(session, world.firm)

    assert mail.headers["In-Reply-To"] == written
    assert mail.headers["References"].split()[-1] == written


def test_a_mail_that_was_sent_can_be_answered_as_it_is(app, client, session, world, take):
    """The address and the line above the history work with what we send ourselves."""
    client.sign_in(world.institute)
    client.post(f"/deals/{world.deal.code}/messages", data={"message": "Máy cần điện 3 pha"})
    (mail,) = sent_to(session, world.firm)
    session.commit()
    body = f"Xưởng có điện 3 pha.\n\n{mail.text}"
    reply = (
        f"From: {world.firm.email}\nTo: {mail.headers['Reply-To']}\nMessage-ID: <r@x>\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{body}"
    )

    with app.app_context():
        assert incoming_mails.take(reply.encode()) == "taken"

    session.expire_all()
    assert session.scalars(select(Message.text).order_by(Message.id)).all() == [
        "Máy cần điện 3 pha",
        "Xưởng có điện 3 pha.",
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty_reply", "Không tìm thấy nội dung trả lời"),
        ("winmail", "Outlook đóng gói"),
        ("wrong_files", "tai-lieu.zip"),
    ],
)
def test_the_sender_is_told_what_was_not_taken(session, world, take, name, words):
    take(name)

    (answer,) = sent_to(session, world.firm)

    assert words in answer.text
    assert fold(words) in fold(answer.html)
    assert f"/deals/{world.deal.code}#conversation" in answer.text
    assert answer.headers["Auto-Submitted"] == "auto-replied"
    assert "Reply-To" not in answer.headers


def test_an_answer_of_ours_is_never_answered(app, session, world, take):
    take("empty_reply")
    (answer,) = sent_to(session, world.firm)
    session.commit()
    with app.app_context():
        whole = "".join(f"{name}: {value}\n" for name, value in answer.headers.items())

    assert machines.is_automatic(read(f"From: a@b.vn\n{whole}\nx".encode()))


def test_a_stranger_is_told_and_the_officer_reads_what_they_wrote(client, session, world, take):
    take("gmail_vi", sender=("<khue@htx.example.vn>", "<la@example.net>"))

    (answer,) = session.scalars(select(Mail).where(Mail.to == "la@example.net"))
    assert "không thuộc thương vụ này" in answer.text
    assert world.deal.need.code not in answer.text
    pages = {}
    for name in ("officer", "institute"):
        client.sign_in(getattr(world, name))
        pages[name] = client.get(f"/deals/{world.deal.code}").text
    assert "la@example.net" in pages["officer"]
    assert "la@example.net" not in pages["institute"]
    assert "Dạ có, xưởng đang dùng 380 V." in pages["officer"]
    assert "380 V" not in pages["institute"]


def test_what_a_blind_firm_writes_by_mail_tells_nobody_who_it_is(client, session, world, take):
    world.deal.need.blind = True
    disclosures.let_in(session, Actor(), world.deal.need, world.deal.centre)
    session.commit()
    take("attachments")
    take("outlook_vi")
    take("gmail_en", text=("380 V is available", "=5A=C6=A1n Ph=C6=B0=E1=BB=A3ng Qu=E1=BB=B3"))

    outcomes = session.scalars(select(IncomingMail.outcome)).all()
    assert outcomes == [Outcome.TAKEN, Outcome.TAKEN, Outcome.HELD]
    seen = [
        f"{each.subject} {each.text} {each.html} {each.headers}"
        for each in sent_to(session, world.institute)
    ]
    assert len(seen) == 2
    client.sign_in(world.institute)
    seen += [client.get(f"/deals/{world.deal.code}{path}").text for path in ("", "/messages")]
    for text in map(fold, seen):
        for secret in ("Zơn Phượng Quỳ", "Zĩnh Khuê", "htx.example.vn", "Lê Văn Khuê", "0909 123"):
            assert fold(secret) not in text
        assert "ban ve may say" not in text
    (told,) = [each for each in sent_to(session, world.firm) if "giữ lại" in each.text]
    assert world.deal.need.code in told.text


def test_the_worker_takes_what_lies_in_the_maildir(app, session, world, inbox):
    for name in ("gmail_vi", "vacation", "gmail_en"):
        (inbox / "new" / name).write_bytes((MAILS / f"{name}.eml").read_bytes())

    with app.app_context():
        taken = jobs.receive_mail(app), jobs.receive_mail(app)

    session.expire_all()
    assert taken == (3, 0)
    assert len(session.scalars(select(Message)).all()) == 2
    assert sorted(path.name for path in (inbox / "cur").iterdir()) == [
        "gmail_en:2,S",
        "gmail_vi:2,S",
        "vacation:2,S",
    ]


def test_a_mail_seen_twice_by_the_worker_is_sent_on_once(app, session, world, inbox):
    """As where the worker died between the commit and the move of the file."""
    for name in ("1", "2"):
        (inbox / "new" / name).write_bytes((MAILS / "gmail_vi.eml").read_bytes())
        with app.app_context():
            jobs.receive_mail(app)

    session.expire_all()
    assert len(session.scalars(select(Message)).all()) == 1
    assert len(session.scalars(select(Mail)).all()) == 2


def test_a_mail_that_cannot_be_taken_is_set_aside(app, session, world, inbox, monkeypatch):
    (inbox / "new" / "1").write_bytes((MAILS / "gmail_vi.eml").read_bytes())
    (inbox / "new" / "2").write_bytes((MAILS / "gmail_en.eml").read_bytes())
    really, failing = receiving.receive, iter([True])

    def receive(*arguments):
        if next(failing, False):
            raise RuntimeError("a defect")
        return really(*arguments)

    monkeypatch.setattr(receiving, "receive", receive)
    with app.app_context():
        jobs.receive_mail(app)

    session.expire_all()
    assert [path.name for path in (inbox / "cur").glob("1*")] == ["1:2,FS"]
    assert session.scalars(select(Message.text)).all() == ["Yes, 380 V is available."]


@pytest.fixture
def pipe(app, monkeypatch):
    """A function: what the mail server's pipe gets back."""
    monkeypatch.setattr("matchmaker.app.create_app", lambda: app)

    def piped(data, *arguments):
        return CliRunner().invoke(cli.main, ["receive-mail", *arguments], input=io.BytesIO(data))

    return piped


def test_the_pipe_of_a_mail_server_says_what_became_of_the_mail(session, world, pipe):
    session.commit()
    data = (MAILS / "gmail_vi.eml").read_bytes()

    first, again = pipe(data), pipe(data)
    other = pipe(b"junk", "--recipient", "postmaster@match.example.org")

    outputs = [each.output.strip() for each in (first, again, other)]
    assert outputs == ["taken", "seen_before", "unknown_address"]
    assert {each.exit_code for each in (first, again, other)} == {0}


def test_the_mail_server_tries_again_where_the_database_is_away(monkeypatch):
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", "sqlite:////nowhere/at/all.sqlite")

    result = CliRunner().invoke(cli.main, ["receive-mail"], input=b"From: a@b.vn\n\nx")

    assert result.exit_code == 75
    assert "Traceback" not in result.output
