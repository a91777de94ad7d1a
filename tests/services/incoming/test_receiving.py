"""Mail that comes in: into the deal it belongs to, or nowhere and with a reason."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import disclosures
from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.deals import conversation
from matchmaker.services.incoming import receiving
from matchmaker.services.mails import mail
from models import (
    Audience,
    Channel,
    DealDocument,
    DealStage,
    IncomingMail,
    MemberRole,
    Message,
    Notification,
    Outcome,
    now,
)
from tests.services.incoming.written import KHUE, TOKEN, written


def test_a_reply_becomes_a_message_of_its_sender(session, world, take):
    receipt = take("gmail_vi")

    (message,) = session.scalars(select(Message))
    assert receipt.message is message
    assert (message.by, message.channel, message.deal) == (world.firm, Channel.MAIL, world.deal)
    assert message.text.startswith("Dạ có, xưởng đang dùng 380 V.")
    assert "nguồn 3 pha" in message.quoted
    told = session.scalars(select(Notification)).all()
    assert {each.user_id for each in told} == {world.officer.id, world.institute.id}


def test_the_same_mail_is_taken_once(session, world, take):
    assert take("gmail_vi") is not None
    assert take("gmail_vi") is None

    assert len(session.scalars(select(Message)).all()) == 1
    assert len(session.scalars(select(IncomingMail)).all()) == 1


def test_a_mail_handed_over_twice_at_once_is_taken_once(engine, session, world, mailbox):
    data = written()
    session.rollback()
    start, outcomes = threading.Barrier(2), []

    def receive():
        with Session(engine) as own:
            start.wait(timeout=10)
            outcomes.append(receiving.receive(own, data, mailbox) is not None)
            own.commit()

    threads = [threading.Thread(target=receive) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(outcomes) == [False, True]
    assert len(session.scalars(select(Message)).all()) == 1


def test_a_colleague_who_may_write_answers_in_their_own_name(session, factories, world, take):
    firm = world.deal.need.organisation
    colleague, reader = (
        factories.Membership(organisation=firm, role=role).user
        for role in (MemberRole.EDITOR, MemberRole.READER)
    )

    assert take(written(sender=colleague.email)).message.by is colleague
    assert take(written(sender=reader.email, number=2)).record.outcome is Outcome.STRANGER


@pytest.mark.parametrize("who", ["somebody", "other_side", "left", "blocked", "nobody"])
def test_a_stranger_is_not_let_into_the_thread_and_the_officer_is_told(session, world, take, who):
    sender = {"somebody": "la@example.net", "other_side": world.institute.email, "nobody": "x"}
    if who == "left":
        session.delete(world.firm.memberships[0])
    world.firm.active = who != "blocked"
    session.commit()

    receipt = take(written("Tôi là ai?", sender.get(who, KHUE)))

    assert receipt.record.outcome is Outcome.STRANGER
    assert receipt.record.deal is world.deal
    assert session.scalars(select(Message)).all() == []
    (told,) = session.scalars(select(Notification))
    assert (told.user_id, told.detail["what"]) == (world.officer.id, "stranger")


def test_a_forged_sender_is_a_stranger_and_gets_no_answer(session, world, take):
    results = "mx.match.vn; dmarc=fail header.from=htx.example.vn"

    receipt = take(written(Authentication_Results=results))

    assert (receipt.record.outcome, receipt.answerable) == (Outcome.STRANGER, False)


def test_a_stranger_to_a_blind_deal_gets_no_answer(session, world, take):
    world.deal.need.blind = True

    assert not take(written(sender="la@example.net")).answerable


@pytest.mark.parametrize("to", [f"reply+{'1' * 32}@match.example.org", "no-reply@example.org"])
def test_a_mail_to_no_known_address_is_dropped(session, world, take, to):
    receipt = take(written().replace(f"reply+{TOKEN}@match.example.org".encode(), to.encode()))

    assert receipt.record.outcome is Outcome.UNKNOWN_ADDRESS
    assert not receipt.answerable


def test_the_mail_server_knows_best_to_whom_it_was_delivered(session, world, take):
    hidden = written().replace(f"reply+{TOKEN}@match.example.org".encode(), b"undisclosed:;")

    assert take(hidden, f"Reply+{TOKEN}@match.example.org").record.outcome is Outcome.TAKEN


@pytest.mark.parametrize("name", ["vacation", "out_of_office", "delayed"])
def test_machines_are_neither_taken_nor_answered(session, world, take, name):
    receipt = take(name)

    assert (receipt.record.outcome, receipt.answerable) == (Outcome.AUTOMATIC, False)
    assert session.scalars(select(Message)).all() == []


@pytest.mark.parametrize("name", ["bounce_postfix", "bounce_exchange", "bounce_qmail"])
def test_a_bounce_is_noted_on_the_mail_that_came_back(session, world, take, name):
    ours = mail.enqueue(session, KHUE, "x", "y")
    ours.message_id = "ab12" * 8
    session.commit()

    assert take(name).record.outcome is Outcome.BOUNCE

    session.refresh(ours)
    assert ours.bounced_at is not None
    assert ours.error.startswith("5.")


def test_a_closed_deal_takes_replies_for_ninety_days(session, world, take):
    world.deal.stage = DealStage.COMPLETED
    world.deal.closed_at = now() - timedelta(days=89)
    assert take(written()).record.outcome is Outcome.TAKEN

    world.deal.closed_at = now() - timedelta(days=91)
    late = take(written(number=2))

    assert (late.record.outcome, late.answerable) == (Outcome.CLOSED, True)


def test_files_are_kept_with_their_message_for_all_parties(session, world, take, mailbox):
    take("attachments")

    documents = session.scalars(select(DealDocument).order_by(DealDocument.id)).all()
    assert [each.name for each in documents] == ["Bản vẽ máy sấy (lần 2).pdf", "ảnh xưởng.png"]
    assert {each.audience for each in documents} == {Audience.PARTIES}
    assert {each.message.by for each in documents} == {world.firm}
    assert all((mailbox.uploads / each.sha256[:2] / each.sha256).is_file() for each in documents)


def test_a_file_alone_is_a_message(session, world, take):
    message = take("only_a_file").message

    assert message.text == ""
    assert [each.name for each in message.attachments] == ["quet.pdf"]


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("wrong_files", ["bao-gia.pdf", "tai-lieu.zip"]),
        ("winmail", ["winmail.dat"]),
        ("mail_inside", ["thu-chuyen-tiep.eml"]),
    ],
)
def test_files_that_are_not_taken_do_not_hold_the_message_up(session, world, take, name, refused):
    receipt = take(name)

    assert receipt.record.outcome is Outcome.TAKEN
    assert [each.name for each in receipt.refused] == refused
    assert receipt.answerable


def test_a_reply_without_words_is_sent_back(session, world, take):
    receipt = take("empty_reply")

    assert (receipt.record.outcome, receipt.answerable) == (Outcome.EMPTY, True)


def test_a_mail_too_large_is_told_to_its_sender(session, world, take):
    receipt = take(written("x\n" * 700_000))

    assert (receipt.record.outcome, receipt.answerable) == (Outcome.UNREADABLE, True)
    assert receipt.author.user is world.firm


def test_a_reply_that_names_a_blind_firm_is_held_for_the_centre(session, world, take):
    world.deal.need.blind = True
    disclosures.let_in(session, Actor(), world.deal.need, world.deal.centre)
    session.commit()

    receipt = take(written("Mời đến Hợp tác xã Mít Ba Láng xem máy."))

    assert (receipt.record.outcome, receipt.answerable) == (Outcome.HELD, True)
    assert session.scalars(select(Message)).all() == []
    session.refresh(world.deal)
    (note,) = [each for each in world.deal.timeline if each.private]
    assert "Mời đến Hợp tác xã Mít Ba Láng xem máy." in note.text
    (told,) = session.scalars(select(Notification))
    assert (told.user_id, told.detail["what"]) == (world.officer.id, "held")


def test_a_signature_that_names_a_blind_firm_does_not_hold_the_reply(session, world, take):
    world.deal.need.blind = True
    disclosures.let_in(session, Actor(), world.deal.need, world.deal.centre)
    session.commit()

    message = take("farewell").message

    assert message.text == "Kính gửi anh chị,\n\nHợp tác xã đồng ý."
    assert "Ba Láng" in message.quoted
    assert "Ba Láng" not in conversation.shown(actor_of(world.institute), message)


def test_a_flood_is_stopped_without_answers(session, world, take):
    outcomes = [take(written("", number=n)).record.outcome for n in range(25)]
    answered = session.scalars(select(IncomingMail).where(IncomingMail.outcome == Outcome.EMPTY))

    assert outcomes[:20] == [Outcome.EMPTY] * 20
    assert set(outcomes[20:]) == {Outcome.TOO_MANY}
    assert len(answered.all()) == 20


def test_nobody_gets_more_than_a_few_answers_an_hour(session, world, take):
    answers = [take(written("", number=n)).answerable for n in range(6)]

    assert answers == [True, True, True, False, False, False]


def test_a_flood_of_strangers_does_not_flood_the_officer(session, world, take):
    for n in range(15):
        take(written(sender=f"la{n}@example.net", number=n))

    assert len(session.scalars(select(Notification)).all()) == 10
