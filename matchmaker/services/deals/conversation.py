"""What the parties of a deal and its officer write to one another, on the page and by mail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.services import audit, disclosures, identity, notifications, settled_news
from matchmaker.services.actors import Actor
from matchmaker.services.deals import documents, participants
from matchmaker.services.deals.participants import Part, Participant
from matchmaker.services.errors import Incomplete, InvalidTransition, NamesFirm
from matchmaker.services.files.uploads import StoredFile
from models import (
    Audience,
    BouncedAddress,
    Channel,
    Deal,
    Membership,
    Message,
    Notification,
    NotificationKind,
    Organisation,
    User,
    now,
)
from models.text import clean, fold

LONGEST = 10_000
OPEN_AFTER_END = timedelta(days=90)
"""How long after its end a deal still takes messages."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a message, as one reader may know it: empty where that is hidden or forgotten."""

    name: str
    organisation: Organisation | None
    part: Part | None
    hidden: bool = False


def is_open(deal: Deal) -> bool:
    """Say whether ``deal`` still takes messages."""
    return deal.closed_at is None or now() <= deal.closed_at + OPEN_AFTER_END


def write(
    session: Session,
    actor: Actor,
    deal: Deal,
    text: str,
    *,
    channel: Channel = Channel.PAGE,
    quoted: str = "",
    received_from: str = "",
    with_files: bool = False,
) -> Message:
    """Add a message to the thread, and tell the others in the application.

    ``quoted`` is the history below a reply by mail; ``received_from`` is the outsider whose mail
    ``actor`` lets in; ``with_files`` lets a message say nothing itself.
    Raises :class:`Incomplete`, :class:`InvalidTransition` for a deal that ended long ago, or
    :class:`NamesFirm`.
    """
    words = clean(text).strip()
    if not words and not with_files:
        raise Incomplete(["message"])
    if not is_open(deal):
        raise InvalidTransition(deal.code, deal.stage, "write")
    people = participants.readers(session, deal)
    refuse_names(actor, deal, words, people)
    message = Message(
        deal=deal,
        by=actor.user,
        channel=channel,
        text=words[:LONGEST],
        quoted=quoted,
        received_from=received_from,
    )
    session.add(message)
    session.flush()
    others = [each.user for each in people if each.user is not actor.user]
    kind, key = NotificationKind.MESSAGE, f"message:{message.id}"
    notifications.tell(session, others, kind, key, "message", deal=deal, message=message.id)
    audit.record(session, actor, "message:write", deal.code, message=message.id)
    if channel is Channel.PAGE:
        settled_news.words_said(session, actor, deal, message.id)
    return message


def attach(session: Session, actor: Actor, message: Message, files: Iterable[StoredFile]) -> None:
    """Keep files with their message, for all parties; of a blind need only for those let in."""
    for file in files:
        document = documents.add(session, actor, message.deal, file, audience=Audience.PARTIES)
        message.attachments.append(document)


def to_mail(session: Session, message: Message) -> list[tuple[Participant, Notification]]:
    """Return who gets ``message`` by mail at once, with what they were told in the application.

    Not whoever chose to hear later or not at all, nor whose address takes no mail.
    """
    told = session.scalars(
        select(Notification)
        .join(Notification.user)
        .where(
            Notification.key == f"message:{message.id}",
            Notification.mail_due_at == Notification.created_at,
            User.email.not_in(select(BouncedAddress.address)),
        )
    )
    people = {each.user.id: each for each in participants.readers(session, message.deal)}
    return [(people[each.user_id], each) for each in told if each.user_id in people]


def refuse_names(actor: Actor, deal: Deal, text: str, people: Sequence[Participant]) -> None:
    """Raise :class:`NamesFirm` where the text tells a reader who posted a blind need.

    Only those who know the firm are refused: a refusal would tell the others they guessed right.
    Once everybody who is told knows it, they speak freely; whoever only reads along sees a mask.
    """
    need = deal.need
    if not need.blind or not identity.is_known(actor, need) or participants.all_know(deal, people):
        return
    words = disclosures.naming(need, text) or _naming_people(deal, text)
    if words:
        raise NamesFirm({"message": words})


def _naming_people(deal: Deal, text: str) -> str:
    """Return the name or address of one of the firm's people that ``text`` says, else nothing."""
    said = fold(text)
    people = [each.user for each in deal.need.organisation.memberships]
    telling = [words for each in people for words in (each.name, each.email)]
    whole = (words for words in telling if " " in words.strip() or "@" in words)
    return next((words for words in whole if fold(words) in said), "")


def thread(session: Session, deal: Deal, most: int | None = None) -> list[Message]:
    """Return the messages of ``deal``, oldest first; only the newest ``most`` where given."""
    found = session.scalars(
        select(Message)
        .where(Message.deal_id == deal.id)
        .options(
            joinedload(Message.by)
            .selectinload(User.memberships)
            .joinedload(Membership.organisation),
            selectinload(Message.attachments),
        )
        .order_by(Message.id.desc())
        .limit(most)
    )
    return list(found)[::-1]


def count(session: Session, deal: Deal) -> int:
    """Return how many messages ``deal`` has."""
    return session.scalar(select(func.count()).where(Message.deal_id == deal.id)) or 0


def author(reader: Actor, message: Message) -> Author:
    """Return who wrote ``message``, as ``reader`` may know it."""
    if message.by is None:
        return Author("", None, None)
    found = participants.place(message.deal, message.by.memberships)
    part, organisation = found or (None, None)
    hidden = part in {Part.DEMAND, None} and not identity.is_known(reader, message.deal.need)
    if hidden:
        return Author("", None, part, hidden=True)
    return Author(message.by.display_name, organisation, part)


def outsider(reader: Actor, message: Message) -> str:
    """Return whose mail was let in, as ``reader`` may know it: an address may tell of a firm."""
    return message.received_from if identity.is_known(reader, message.deal.need) else ""


def shown(reader: Actor, message: Message) -> str:
    """Return the text of ``message`` as ``reader`` may read it.

    An organisation reads its own words as it wrote them: a mask would tell it a guess was right.
    """
    own = (
        message.by
        and not message.received_from
        and any(reader.belongs_to(each.organisation_id) for each in message.by.memberships)
    )
    return message.text if own else identity.shown(reader, message.deal.need, message.text)
