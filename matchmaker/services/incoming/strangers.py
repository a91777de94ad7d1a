"""Mails of strangers to a deal: read by its centre alone, let in or dismissed, soon forgotten."""

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.deals import conversation, lifecycle
from matchmaker.services.errors import InvalidFile, InvalidTransition
from matchmaker.services.files import uploads
from matchmaker.services.files.uploads import StoredFile
from matchmaker.services.incoming import letter, replies
from matchmaker.services.incoming.letter import Letter
from models import Channel, Deal, IncomingMail, Message, StrangerLetter, now
from models.text import clean

KEPT_FOR = timedelta(days=30)
"""How long an officer may take to decide."""
UNDO_FOR = timedelta(days=1)
"""How long a dismissed letter can be taken back."""
_EDITED = "(Trung tâm đã che một phần bức thư này.)"
_ORIGINAL = "Thư gốc của người ngoài, trước khi trung tâm che chữ:"
MOST_KEPT, MOST_FILES = 10, 10
"""How many letters of a deal are kept at a time, and files of each; of more only who wrote."""


def keep(
    session: Session, record: IncomingMail, read: Letter | None, folder: Path, *, doubted: bool
) -> StrangerLetter:
    """Keep what a stranger wrote, without the history it quotes; nothing of one not readable."""
    kept = StrangerLetter(mail=record, doubted=doubted)
    session.add(kept)
    session.flush()
    if read is not None and _kept(session, record.deal_id) <= MOST_KEPT:
        kept.text = replies.split(letter.text_of(read)).text[: conversation.LONGEST]
        _keep_files(kept, letter.files_of(read), folder_of(folder, kept))
    return kept


def _kept(session: Session, deal_id: int | None) -> int:
    query = select(func.count()).select_from(StrangerLetter).join(StrangerLetter.mail)
    kept = query.where(IncomingMail.deal_id == deal_id, StrangerLetter.forgotten_at.is_(None))
    return session.scalar(kept) or 0


def _keep_files(kept: StrangerLetter, files: Sequence[letter.File], folder: Path) -> None:
    """Check files as all uploads are checked; the letter says how many were not sound."""
    sound = []
    for each in files[:MOST_FILES]:
        try:
            stored = uploads.store(folder, each.name, each.data, uploads.DOCUMENTS)
        except InvalidFile:
            continue
        sound.append({field: getattr(stored, field) for field in StoredFile.__slots__})
    kept.files, kept.refused_files = sound, len(files) - len(sound)


def folder_of(folder: Path, kept: StrangerLetter) -> Path:
    """Return where the files of one letter lie: apart, so that they can be forgotten with it."""
    return folder / "strangers" / str(kept.id)


def listed(session: Session, deal: Deal) -> list[StrangerLetter]:
    """Return what waits for a decision in ``deal``, and what was dismissed and may come back."""
    found = session.scalars(
        select(StrangerLetter)
        .join(StrangerLetter.mail)
        .where(
            IncomingMail.deal_id == deal.id,
            StrangerLetter.forgotten_at.is_(None),
            StrangerLetter.message_id.is_(None),
        )
        .options(joinedload(StrangerLetter.mail), joinedload(StrangerLetter.decided_by))
        .order_by(StrangerLetter.id.desc())
    )
    return list(found)


def let_in(
    session: Session, actor: Actor, kept: StrangerLetter, folder: Path, words: str = ""
) -> Message:
    """Make a message of a letter, with its files, for all parties.

    Where ``words`` stand in for its own, the message says so and the centre keeps the original.
    Raises :class:`InvalidTransition` where a colleague was quicker or the deal takes no message,
    :class:`Incomplete` for one without words and files, or :class:`NamesFirm`.
    """
    deal = _held(session, kept)
    if not kept.is_waiting:
        raise InvalidTransition(deal.code, "decided", "let_in")
    edited = bool(words.strip()) and clean(words).split() != kept.text.split()
    message = conversation.write(
        session,
        actor,
        deal,
        f"{words.strip()}\n\n{_EDITED}" if edited else kept.text,
        channel=Channel.MAIL,
        received_from=kept.mail.sender,
        with_files=bool(kept.files),
    )
    conversation.attach(session, actor, message, _moved(kept, folder))
    kept.message, kept.decided_at, kept.decided_by = message, now(), actor.user
    if edited:
        original = f"{_ORIGINAL}\n\n{kept.text}"
        lifecycle.write_note(session, actor, deal, original, private=True)
    _note(session, actor, kept, "let-in", **({"edited": True} if edited else {}))
    return message


def _moved(kept: StrangerLetter, folder: Path) -> list[StoredFile]:
    """Put the files of a letter among the uploads; theirs go when the letter is forgotten."""
    own = folder_of(folder, kept)
    files = [StoredFile(**each) for each in kept.files]
    return [
        uploads.store(
            folder, each.name, uploads.path_of(own, each.sha256).read_bytes(), uploads.DOCUMENTS
        )
        for each in files
    ]


def dismiss(session: Session, actor: Actor, kept: StrangerLetter) -> None:
    """Put a letter aside; it can be taken back for a day, then it is forgotten."""
    deal = _held(session, kept)
    if not kept.is_waiting:
        raise InvalidTransition(deal.code, "decided", "dismiss")
    kept.decided_at, kept.decided_by = now(), actor.user
    _note(session, actor, kept, "dismiss")


def restore(session: Session, actor: Actor, kept: StrangerLetter) -> None:
    """Take a dismissal back."""
    deal = _held(session, kept)
    if not kept.is_dismissed:
        raise InvalidTransition(deal.code, "forgotten", "restore")
    kept.decided_at, kept.decided_by = None, None
    _note(session, actor, kept, "restore")


def forget(session: Session, folder: Path) -> int:
    """Forget the words and files of what was decided, or left alone too long; count them."""
    due = session.scalars(
        select(StrangerLetter)
        .join(StrangerLetter.mail)
        .where(
            StrangerLetter.forgotten_at.is_(None),
            or_(
                StrangerLetter.message_id.is_not(None),
                StrangerLetter.decided_at < now() - UNDO_FOR,
                IncomingMail.received_at < now() - KEPT_FOR,
            ),
        )
    ).all()
    for each in due:
        shutil.rmtree(folder_of(folder, each), ignore_errors=True)
        each.text, each.files, each.forgotten_at = "", [], now()
    session.flush()
    return len(due)


def _held(session: Session, kept: StrangerLetter) -> Deal:
    """Let one officer decide at a time, about the letter as it is stored now."""
    session.refresh(kept, with_for_update={"of": StrangerLetter})
    deal = kept.mail.deal
    assert deal is not None  # noqa: S101 - only mails to a deal have a letter
    return deal


def _note(session: Session, actor: Actor, kept: StrangerLetter, act: str, **detail: bool) -> None:
    deal = kept.mail.deal
    assert deal is not None  # noqa: S101 - only mails to a deal have a letter
    audit.record(session, actor, f"stranger:{act}", deal.code, letter=kept.id, **detail)
    session.flush()
