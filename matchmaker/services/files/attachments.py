"""Pictures and PDF files of postings."""

from pathlib import Path

from sqlalchemy.orm import Session

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.errors import Incomplete, InvalidFile, InvalidTransition
from matchmaker.services.files import uploads
from models import Attachment, Posting
from models.text import clean

MOST = 8
LONGEST_CAPTION = 300


def add(
    session: Session,
    actor: Actor,
    posting: Posting,
    folder: Path,
    *,
    name: str,
    data: bytes,
    caption: str = "",
) -> Attachment:
    """Keep a file of ``posting``; a picture needs words for those who cannot see it."""
    _check_editable(posting)
    if len(posting.attachments) >= MOST:
        raise InvalidFile(uploads.safe_name(name), "count")
    stored = uploads.store(folder, name, data)
    if stored.media_type in uploads.PICTURES and not _tidy(caption):
        raise Incomplete(("caption",))
    attachment = Attachment(
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        caption=_tidy(caption),
        uploaded_by_id=actor.user.id if actor.user else None,
    )
    posting.attachments.append(attachment)
    session.flush()
    audit.record(session, actor, "attachment:add", posting.code, id=attachment.id)
    return attachment


def describe(session: Session, actor: Actor, attachment: Attachment, caption: str) -> None:
    """Change the words that describe a file."""
    _check_editable(attachment.posting)
    if attachment.is_picture and not _tidy(caption):
        raise Incomplete(("caption",))
    attachment.caption = _tidy(caption)
    audit.record(session, actor, "attachment:describe", attachment.posting.code, id=attachment.id)


def remove(session: Session, actor: Actor, attachment: Attachment) -> None:
    """Take a file off its posting; its bytes stay, another record may share them."""
    posting = attachment.posting
    _check_editable(posting)
    audit.record(session, actor, "attachment:remove", posting.code, id=attachment.id)
    posting.attachments.remove(attachment)
    session.flush()


def _check_editable(posting: Posting) -> None:
    if not posting.is_editable:
        raise InvalidTransition(posting.code, posting.state, "edit")


def _tidy(caption: str) -> str:
    return " ".join(clean(caption).split())[:LONGEST_CAPTION]
