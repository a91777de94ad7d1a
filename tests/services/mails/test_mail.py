"""Mail waits in the database until it has really left: once, whatever the server does."""

import socket
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matchmaker.services.actors import Actor
from matchmaker.services.errors import InvalidTransition
from matchmaker.services.mails import delivery, mail, mail_log
from models import BouncedAddress, Mail, MailState, Notification, NotificationKind, now
from tests.services.mails.smtp import PHASES, Server

SENDER = "Matchmaker <no-reply@example.org>"


@pytest.fixture
def smtp():
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(delivery, "COMMAND_SECONDS", 0.5)
    monkeypatch.setattr(delivery, "ACCEPTANCE_SECONDS", 0.5)


@pytest.fixture
def send(session, smtp):
    """A function that does what a worker does until nothing is due; it counts what left."""

    def send(port=None):
        deliver = delivery.to_server("127.0.0.1", port or smtp.port, "", "", starttls=False)
        sent = 0
        while (claimed := _claim(session)) is not None:
            sent += _deliver(session, claimed, deliver)
        return sent

    return send


def _claim(session):
    claimed = mail.claim(session)
    session.commit()
    return claimed


def _deliver(session, claimed, deliver):
    def hand_over():
        mail.hand_over(session, claimed)
        session.commit()

    try:
        deliver(mail.message(claimed, SENDER), hand_over)
    except delivery.DeliveryError as error:
        mail.failed(session, claimed, error)
        arrived = False
    else:
        mail.arrived(session, claimed)
        arrived = True
    session.commit()
    return arrived


def _later(session, moved=timedelta(hours=7)):
    """Let time pass: everything that was noted lies further back."""
    session.expire_all()
    for each in session.query(Mail):
        for column in ("created_at", "next_attempt_at", "sending_since"):
            value = getattr(each, column)
            setattr(each, column, value and value - moved)
    session.commit()


def _write(session, count=1, to="an@example.org"):
    written = [mail.enqueue(session, to, f"Thư {n}", "Chào bạn") for n in range(count)]
    session.commit()
    return written


def test_a_mail_leaves_over_smtp_with_its_accents_and_its_dots(session, smtp, send):
    text = "Chào bạn,\n.một dòng bắt đầu bằng dấu chấm\n.\nHết."
    mail.enqueue(session, "an@example.org", "Tin đã\nđược duyệt", text, "<p>Chào</p>")

    assert send() == 1

    (message,) = smtp.messages
    assert message["Subject"] == "Tin đã được duyệt"
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n").strip() == text


def test_a_mail_that_was_sent_is_not_sent_again(session, smtp, send):
    _write(session)

    assert [send(), send()] == [1, 0]
    assert len(smtp.accepted) == 1


def test_without_a_server_mails_lie_in_a_folder(session, tmp_path):
    _write(session)

    _deliver(session, _claim(session), delivery.to_folder(tmp_path))

    (path,) = tmp_path.glob("*")
    assert path.suffix == ".eml"


def test_a_subject_cannot_smuggle_another_header_in(session, smtp, send):
    mail.enqueue(session, "an@example.org", "Chào\r\nBcc: all@example.org", "…")

    send()

    assert smtp.messages[0]["Bcc"] is None


def test_an_outage_keeps_every_mail_and_is_held_against_none(session, smtp, send):
    waiting = _write(session, 3)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    for _day in range(40):
        assert send(port) == 0
        _later(session)

    assert {each.state for each in waiting} <= {MailState.RETRYING, MailState.WAITING}
    assert any("ConnectionRefused" in each.error for each in waiting)
    assert send() == 3


def test_one_failure_of_the_server_is_enough_for_a_round(session, smtp, send):
    _write(session, 5)
    smtp.always = {"MAIL": "drop"}

    assert send() == 0

    assert smtp.conversations == 1


@pytest.mark.parametrize("fault", ["drop", "hang", "later"])
@pytest.mark.parametrize("phase", PHASES)
def test_whatever_breaks_off_is_tried_again_and_arrives_once(session, smtp, send, phase, fault):
    (written,) = _write(session)
    smtp.faults = [(phase, fault)]

    first = send()
    session.refresh(written)
    noted, tried_again_at = written.error, written.next_attempt_at
    _later(session)
    second = send()

    assert (first, second) == (0, 1)
    assert noted
    assert tried_again_at > now()
    assert list(smtp.copies.values()) == [1]


def test_an_address_that_is_refused_is_given_up_and_takes_no_further_mail(session, smtp, send):
    (written,) = _write(session)
    smtp.always = {"RCPT": "refuse"}

    send()
    _later(session)
    send()

    session.refresh(written)
    assert written.state is MailState.GIVEN_UP
    assert "no such mailbox" in written.error
    assert smtp.conversations == 1
    assert session.get(BouncedAddress, "an@example.org").reason == written.error


def test_what_is_never_taken_is_given_up_after_days_and_shown(session, smtp, send):
    (written,) = _write(session)
    smtp.always = {"accepted": "later"}

    for _try in range(mail.MOST_REFUSALS + 3):
        send()
        _later(session)

    session.refresh(written)
    assert written.state is MailState.GIVEN_UP
    assert smtp.conversations == mail.MOST_REFUSALS


def test_two_workers_never_hold_the_same_mail(session, engine):
    _write(session, 2)

    with Session(engine) as other:
        mine, theirs = _claim(session), _claim(other)
        assert mine.id != theirs.id
        assert _claim(other) is None


def test_a_worker_that_was_overtaken_does_not_finish_the_mail(session, smtp):
    """A clock that jumps makes a claim look old; whoever hands over first is the one who sends."""
    _write(session)
    slow = _claim(session)
    _later(session, timedelta(hours=1))
    session.expunge_all()
    quick = _claim(session)
    deliver = delivery.to_server("127.0.0.1", smtp.port, "", "", starttls=False)

    _deliver(session, quick, deliver)
    with pytest.raises(mail.Overtaken):
        _deliver(session, slow, deliver)

    assert list(smtp.copies.values()) == [1]


def test_a_mail_handed_over_by_a_worker_that_died_is_shown_and_not_sent_by_itself(
    session, smtp, send
):
    (written,) = _write(session)
    mail.hand_over(session, _claim(session))
    session.commit()

    _later(session)
    assert send() == 0
    session.refresh(written)
    assert written.state is MailState.UNCERTAIN

    mail_log.resend(session, Actor(), written)
    assert send() == 1


def test_a_mail_claimed_by_a_worker_that_died_is_taken_up_again(session, smtp, send):
    _write(session)
    _claim(session)

    assert send() == 0
    _later(session)
    assert send() == 1


@pytest.mark.parametrize("jump", [timedelta(days=400), -timedelta(days=400)])
def test_a_clock_that_jumps_delays_no_retry_and_repeats_nothing(session, smtp, send, jump):
    _write(session)
    send()
    _write(session)
    smtp.faults = [("RCPT", "later")]
    send()

    _later(session, jump)
    send()
    send()

    assert sorted(smtp.copies.values()) == [1, 1]


def test_a_mail_that_arrived_or_is_on_its_way_cannot_be_sent_again(session, send):
    _write(session)
    send()
    (sent,) = session.query(Mail)
    session.refresh(sent)
    _write(session)
    busy = _claim(session)
    mail.hand_over(session, busy)
    session.commit()
    session.refresh(busy)

    for each in (sent, busy):
        with pytest.raises(InvalidTransition):
            mail_log.resend(session, Actor(), each)


def test_a_bounce_marks_the_address_and_tells_the_officer_without_naming_anybody(
    session, factories, send
):
    firm = factories.member("coop")
    deal = factories.Deal(match__need__organisation=firm.memberships[0].organisation)
    (written,) = _write(session, to=firm.email)
    send()

    found = mail.bounced(session, f"<{written.message_id}@example.org>", "5.1.1 unknown user")
    mail.bounced(session, written.message_id, "5.1.1 unknown user")

    assert found.state is MailState.BOUNCED
    assert session.get(BouncedAddress, firm.email) is not None
    (told,) = session.query(Notification)
    assert (told.user_id, told.kind) == (deal.officer_id, NotificationKind.WAITING)
    assert told.detail == {"what": "bounced", "party": "demand"}


def test_a_delay_is_no_bounce_and_a_stranger_s_bounce_is_nothing(session, send):
    (written,) = _write(session)
    send()

    assert mail.bounced(session, written.message_id, "4.4.1 still trying").bounced_at is None
    assert mail.bounced(session, "<nobody@elsewhere>", "5.1.1") is None


def test_every_state_of_the_log_is_the_one_the_mail_tells(session):
    moment = now()
    rows = {
        MailState.WAITING: {},
        MailState.SENDING: {"sending_since": moment},
        MailState.RETRYING: {"error": "x"},
        MailState.SENT: {"sent_at": moment},
        MailState.UNCERTAIN: {"sending_since": moment, "handed_over_at": moment},
        MailState.GIVEN_UP: {"given_up_at": moment, "error": "x"},
        MailState.BOUNCED: {"sent_at": moment, "bounced_at": moment},
    }
    for values in rows.values():
        session.add(Mail(to="an@example.org", subject="", text="", **values))
    session.flush()

    found = {state: session.scalars(mail_log.recent(state=state)).one() for state in rows}

    assert {state: each.state for state, each in found.items()} == {each: each for each in rows}
    assert mail_log.counts(session) == dict.fromkeys(MailState, 1)
