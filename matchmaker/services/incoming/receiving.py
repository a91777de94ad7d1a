"""Take a mail that came in: into its deal, or say why not. Twice is as good as once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.services import notifications, settled_news
from matchmaker.services.deals import conversation, documents, lifecycle, participants
from matchmaker.services.deals.participants import Participant
from matchmaker.services.errors import InvalidFile, NamesFirm
from matchmaker.services.files import uploads
from matchmaker.services.files.uploads import StoredFile
from matchmaker.services.incoming import authenticity, letter, machines, replies, strangers
from matchmaker.services.incoming.letter import File, Letter, Unreadable
from matchmaker.services.mails import incoming_log, mail, reply_addresses
from models import (
    Audience,
    Channel,
    Deal,
    IncomingMail,
    Message,
    NotificationKind,
    Outcome,
    ReplyAddress,
)

MOST_FILES = 10
_RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc", "Resent-To")
_HELD = "Thư trả lời được giữ lại vì nêu tên bên cầu đăng ẩn danh:"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where replies arrive, whose word on forgeries counts, and where files are kept."""

    address: str
    authserv_id: str
    uploads: Path


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a mail; ``answerable`` where its sender may be told."""

    record: IncomingMail
    deal: Deal | None = None
    author: Participant | None = None
    message: Message | None = None
    refused: Sequence[InvalidFile] = field(default=())
    answerable: bool = False


def receive(session: Session, data: bytes, mailbox: Mailbox, recipient: str = "") -> Receipt | None:
    """Take the mail ``data``; nothing where it was taken before.

    ``recipient`` is the address it was delivered to, where the mail server says so.
    """
    try:
        read, readable = letter.read(data), True
    except Unreadable:
        read, readable = letter.head(data), False
    record = _recorded(session, read)
    if record is None:
        return None
    if bounce := machines.bounce_of(read):
        record.outcome = Outcome.BOUNCE
        mail.bounced(session, bounce.message_id, bounce.reason)
        return Receipt(record)
    if machines.is_automatic(read):
        return Receipt(record)
    recipients = [recipient] if recipient else read.headers(*_RECIPIENTS)
    address = reply_addresses.find(session, reply_addresses.tokens(mailbox.address, recipients))
    if address is None:
        record.outcome = Outcome.UNKNOWN_ADDRESS
        return Receipt(record)
    return _delivered(session, record, address, read, mailbox, readable=readable)


def _recorded(session: Session, read: Letter) -> IncomingMail | None:
    """Write down that ``read`` came; None where it had come before, even a moment ago."""
    known = select(IncomingMail.id).where(IncomingMail.message_id == read.message_id)
    if session.scalar(known) is not None:
        return None
    record = IncomingMail(
        message_id=read.message_id,
        sender=read.sender,
        subject=read.subject,
        outcome=Outcome.AUTOMATIC,
    )
    try:
        with session.begin_nested():
            session.add(record)
    except IntegrityError:
        return None
    return record


def _delivered(
    session: Session,
    record: IncomingMail,
    address: ReplyAddress,
    read: Letter,
    mailbox: Mailbox,
    *,
    readable: bool,
) -> Receipt:
    """Put a mail to a known address into its deal, if its sender belongs there."""
    deal = address.deal
    busy = incoming_log.is_busy(session, deal, read.sender)
    answerable = not busy and incoming_log.may_answer(session, read.sender)
    record.deal = deal
    forged = authenticity.is_forged(read, mailbox.authserv_id)
    author = None if forged else _author(session, address, read.sender)
    record.outcome = _refusal(deal, author, busy=busy, readable=readable)
    if record.outcome is Outcome.STRANGER:
        kept = read if readable else None
        strangers.keep(session, record, kept, mailbox.uploads, doubted=forged)
        _tell_officer(session, deal, f"stranger:{deal.code}:{read.sender}", "stranger")
        answerable = answerable and not forged and not deal.need.blind and bool(read.sender)
    if record.outcome is not Outcome.TAKEN or author is None:
        return Receipt(record, deal, author, answerable=answerable)
    message, refused = _taken(session, record, author, read, mailbox.uploads)
    return Receipt(record, deal, author, message, refused, answerable)


def _refusal(deal: Deal, author: Participant | None, *, busy: bool, readable: bool) -> Outcome:
    if busy:
        return Outcome.TOO_MANY
    if author is None:
        return Outcome.STRANGER
    if not conversation.is_open(deal):
        return Outcome.CLOSED
    return Outcome.TAKEN if readable else Outcome.UNREADABLE


def _author(session: Session, address: ReplyAddress, sender: str) -> Participant | None:
    """Return who wrote: the person the address is of, or a colleague who may write as well."""
    people = participants.writers(session, address.deal)
    owner = next((each for each in people if each.user.id == address.user_id), None)
    found = next((each for each in people if each.user.email.lower() == sender), None)
    if owner is None or found is None:
        return None
    same = found.membership.organisation_id == owner.membership.organisation_id
    return found if same else None


def _taken(
    session: Session, record: IncomingMail, author: Participant, read: Letter, folder: Path
) -> tuple[Message | None, list[InvalidFile]]:
    """Write the message with its files; what names a blind firm goes to the centre alone."""
    deal = record.deal
    assert deal is not None  # noqa: S101 - set by the caller
    stored, refused = _stored(folder, letter.files_of(read))
    reply = replies.split(letter.text_of(read))
    if not reply.text and not stored:
        record.outcome = Outcome.EMPTY
        return None, refused
    answered = settled_news.message_answered(session, deal, _named(read))
    settled_news.words_said(session, author.actor, deal, answered)
    try:
        message = conversation.write(
            session,
            author.actor,
            deal,
            reply.text,
            channel=Channel.MAIL,
            quoted=reply.quoted[: conversation.LONGEST * 2],
            with_files=bool(stored),
        )
    except NamesFirm:
        record.outcome = Outcome.HELD
        lifecycle.write_note(session, author.actor, deal, f"{_HELD}\n\n{reply.text}", private=True)
        _tell_officer(session, deal, f"held:{record.id}", "held")
        _attach(session, author, deal, stored, None)
        return None, refused
    _attach(session, author, deal, stored, message)
    return message, refused


def _named(read: Letter) -> list[str]:
    """Return the mails that ``read`` says it answers."""
    return " ".join(read.headers("In-Reply-To", "References")).split()


def _stored(folder: Path, files: Sequence[File]) -> tuple[list[StoredFile], list[InvalidFile]]:
    stored, refused = [], []
    for at, each in enumerate(files):
        try:
            if at >= MOST_FILES:
                raise InvalidFile(uploads.safe_name(each.name), "count")
            stored.append(uploads.store(folder, each.name, each.data, uploads.DOCUMENTS))
        except InvalidFile as refusal:
            refused.append(refusal)
    return stored, refused


def _attach(
    session: Session,
    author: Participant,
    deal: Deal,
    files: Sequence[StoredFile],
    message: Message | None,
) -> None:
    """Keep files with their message; those of a mail held back are for the centre."""
    if message is not None:
        conversation.attach(session, author.actor, message, files)
        return
    for file in files:
        documents.add(session, author.actor, deal, file, audience=Audience.CENTRE)


def _tell_officer(session: Session, deal: Deal, key: str, what: str) -> None:
    """Tell the officer once; the page of the deal shows who wrote."""
    if deal.officer is not None:
        kind = NotificationKind.MESSAGE
        notifications.tell(session, [deal.officer], kind, key, what, deal=deal)
