"""A stranger's mail to a deal: kept for the centre, let in or dismissed, and soon forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.services import disclosures
from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.deals import conversation
from matchmaker.services.errors import InvalidTransition, NamesFirm
from matchmaker.services.files import uploads
from matchmaker.services.incoming import strangers
from matchmaker.services.permissions import Permission, allows
from models import Audience, AuditEntry, Message, Notification, StrangerLetter, now
from tests.services.incoming.written import PDF, written

HOA = "hoa@doanhnghiep.example.vn"


@pytest.fixture
def officer(world):
    return actor_of(world.officer)


@pytest.fixture
def letter(session, take):
    """What somebody outside the deal wrote, with a file and one that is not what it says."""
    files = [("bản vẽ.pdf", PDF), ("giá.pdf", b"MZ\x90 no pdf at all")]
    quoted = "\n\nVào Th 2, 3 thg 8, 2026 lúc 10:12 A <a@b.vn> đã viết:\n> Giá sàn 700 triệu"
    take(written(f"Tôi là thợ vận hành máy.{quoted}", sender=HOA, files=files))
    return session.scalars(select(StrangerLetter)).one()


def files_kept(mailbox, letter):
    folder = strangers.folder_of(mailbox.uploads, letter)
    return [each for each in folder.rglob("*") if each.is_file()]


def test_words_and_sound_files_are_kept_for_the_officer_without_the_history(
    session, world, mailbox, letter
):
    assert strangers.listed(session, world.deal) == [letter]
    assert letter.text == "Tôi là thợ vận hành máy."
    assert [each["name"] for each in letter.files] == ["bản vẽ.pdf"]
    assert letter.refused_files == 1
    assert not letter.doubted
    assert len(files_kept(mailbox, letter)) == 1
    assert world.deal.documents == []


def test_a_long_letter_is_cut(session, take):
    take(written("Rất dài. " * 5_000, sender=HOA))

    assert len(session.scalars(select(StrangerLetter)).one().text) == conversation.LONGEST


def test_a_letter_that_is_too_large_to_read_leaves_its_sender_alone(session, take):
    take(written("x\n" * 700_000, sender=HOA))

    letter = session.scalars(select(StrangerLetter)).one()
    assert (letter.text, letter.files, letter.mail.sender) == ("", [], HOA)


def test_a_forged_sender_is_pointed_out(session, take):
    forged = "mx.match.vn; dmarc=fail header.from=htx.example.vn"
    take(written("Hãy đổi số tài khoản.", Authentication_Results=forged))

    assert session.scalars(select(StrangerLetter)).one().doubted


def test_of_a_flood_only_some_are_kept(session, monkeypatch, take):
    monkeypatch.setattr(strangers, "MOST_KEPT", 2)
    for number in range(4):
        take(written("Chào", sender=f"la{number}@example.net", number=number))

    texts = session.scalars(select(StrangerLetter.text).order_by(StrangerLetter.id))
    assert list(texts) == ["Chào", "Chào", "", ""]


def test_what_is_let_in_is_a_message_of_the_officer_from_that_address(
    session, world, mailbox, officer, letter
):
    message = strangers.let_in(session, officer, letter, mailbox.uploads)
    session.commit()

    assert (message.text, message.by) == ("Tôi là thợ vận hành máy.", world.officer)
    assert message.received_from == HOA
    (file,) = message.attachments
    assert (file.name, file.audience) == ("bản vẽ.pdf", Audience.PARTIES)
    assert uploads.path_of(mailbox.uploads, file.sha256).read_bytes() == PDF
    told = session.scalars(select(Notification).where(Notification.key == f"message:{message.id}"))
    assert {each.user_id for each in told} == {world.firm.id, world.institute.id}
    assert strangers.listed(session, world.deal) == []
    actions = set(session.scalars(select(AuditEntry.action)))
    assert {"stranger:let-in", "message:write"} <= actions


def test_a_letter_is_let_in_once(session, mailbox, officer, letter):
    strangers.let_in(session, officer, letter, mailbox.uploads)

    for act in (
        lambda: strangers.let_in(session, officer, letter, mailbox.uploads),
        lambda: strangers.dismiss(session, officer, letter),
        lambda: strangers.restore(session, officer, letter),
    ):
        with pytest.raises(InvalidTransition):
            act()
    assert len(session.scalars(select(Message)).all()) == 1


def test_a_dismissed_letter_can_be_taken_back_for_a_day(session, world, mailbox, officer, letter):
    strangers.dismiss(session, officer, letter)
    assert letter.is_dismissed
    strangers.restore(session, officer, letter)
    assert letter.is_waiting

    strangers.dismiss(session, officer, letter)
    letter.decided_at = now() - timedelta(days=1, minutes=1)
    session.flush()
    assert strangers.forget(session, mailbox.uploads) == 1

    with pytest.raises(InvalidTransition):
        strangers.restore(session, officer, letter)
    assert strangers.listed(session, world.deal) == []


@pytest.mark.parametrize("end", ["let in", "dismissed", "left alone"])
def test_words_and_files_are_forgotten(session, mailbox, officer, letter, end):
    if end == "let in":
        strangers.let_in(session, officer, letter, mailbox.uploads)
    elif end == "dismissed":
        strangers.dismiss(session, officer, letter)
        letter.decided_at = now() - timedelta(hours=25)
    else:
        letter.mail.received_at = now() - timedelta(days=31)
    session.flush()

    assert strangers.forget(session, mailbox.uploads) == 1

    assert (letter.text, letter.files) == ("", [])
    assert files_kept(mailbox, letter) == []
    assert strangers.forget(session, mailbox.uploads) == 0


def test_what_waits_and_what_was_just_dismissed_is_not_forgotten(session, mailbox, officer, letter):
    letter.mail.received_at = now() - timedelta(days=29)
    session.flush()
    assert strangers.forget(session, mailbox.uploads) == 0

    strangers.dismiss(session, officer, letter)
    assert strangers.forget(session, mailbox.uploads) == 0
    assert letter.text


def test_only_who_follows_the_deal_decides_and_of_a_blind_need_only_those_let_in(world, officer):
    deal = world.deal

    def decide(actor):
        return allows(actor, Permission.STRANGER_DECIDE, deal)

    assert decide(officer)
    assert not decide(actor_of(world.institute))
    assert not decide(actor_of(world.firm))
    deal.need.blind = True
    assert not decide(officer)


def test_a_letter_that_names_a_blind_firm_stays_with_the_centre(
    session, world, mailbox, officer, take
):
    world.deal.need.blind = True
    disclosures.let_in(session, Actor(), world.deal.need, world.deal.centre)
    take(written("Gửi Hợp tác xã Mít Ba Láng.", sender=HOA))
    letter = session.scalars(select(StrangerLetter)).one()

    with pytest.raises(NamesFirm):
        strangers.let_in(session, officer, letter, mailbox.uploads)

    assert letter.is_waiting
    assert session.scalars(select(Message)).all() == []


def test_the_address_of_an_outsider_is_told_to_those_who_know_the_firm(
    session, world, mailbox, officer, letter
):
    message = strangers.let_in(session, officer, letter, mailbox.uploads)
    world.deal.need.blind = True
    disclosures.let_in(session, Actor(), world.deal.need, world.deal.centre)

    assert conversation.outsider(officer, message) == HOA
    assert conversation.outsider(actor_of(world.institute), message) == ""
