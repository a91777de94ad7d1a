"""Files of a deal: in editions, each for its audience, withdrawn but never lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.deals import stages, timeline
from matchmaker.services.errors import InvalidTransition, StaleEdit
from matchmaker.services.files.uploads import StoredFile
from matchmaker.services.permissions import Permission, allows
from models import Audience, Deal, DealDocument, DealEventKind, DocumentKind, now


class Act(StrEnum):
    """What the timeline tells of a file."""

    ADDED = "added"
    RENEWED = "renewed"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Series:
    """A file in all the editions that somebody may read, the newest first."""

    latest: DealDocument
    older: tuple[DealDocument, ...]


def add(
    session: Session,
    actor: Actor,
    deal: Deal,
    file: StoredFile,
    *,
    kind: DocumentKind = DocumentKind.OTHER,
    audience: Audience = Audience.PARTIES,
) -> DealDocument:
    """Add a stored file to the documents of ``deal``."""
    document = keep(deal, actor, file, kind=kind, audience=audience)
    session.flush()
    _tell(session, actor, document, Act.ADDED)
    return document


def keep(
    deal: Deal,
    actor: Actor,
    file: StoredFile,
    *,
    kind: DocumentKind = DocumentKind.OTHER,
    audience: Audience = Audience.PARTIES,
    replaces: DealDocument | None = None,
) -> DealDocument:
    """Put a stored file among the documents of ``deal``; who asks for it tells of it."""
    document = DealDocument(
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        uploaded_by=actor.user,
        kind=kind,
        audience=audience,
        replaces=replaces,
        edition=replaces.edition + 1 if replaces else 1,
    )
    deal.documents.append(document)
    return document


def renew(session: Session, actor: Actor, document: DealDocument, file: StoredFile) -> DealDocument:
    """Add the next edition of ``document``, for the same people; the old one stays.

    Raises :class:`StaleEdit` where there is a newer edition already.
    """
    if document.withdrawn_at is not None:
        raise InvalidTransition(document.deal.code, document.name, "renew")
    if any(each.replaces_id == document.id for each in document.deal.documents):
        raise StaleEdit
    newer = keep(
        document.deal,
        actor,
        file,
        kind=document.kind,
        audience=document.audience,
        replaces=document,
    )
    try:
        session.flush()
    except IntegrityError:
        raise StaleEdit from None
    _tell(session, actor, newer, Act.RENEWED)
    return newer


def share(session: Session, actor: Actor, document: DealDocument, audience: Audience) -> None:
    """Change who may read ``document``."""
    if document.audience is audience:
        return
    document.audience = audience
    _tell(session, actor, document, Act.SHARED, audience=audience.value)


def withdraw(session: Session, actor: Actor, document: DealDocument) -> None:
    """Show ``document`` to the centre alone, among what was withdrawn; its bytes stay."""
    if document.withdrawn_at is not None:
        return
    document.withdrawn_at, document.withdrawn_by = now(), actor.user
    _tell(session, actor, document, Act.WITHDRAWN)


def restore(session: Session, actor: Actor, document: DealDocument) -> None:
    """Take a withdrawal back: the file is for the same people as before."""
    if document.withdrawn_at is None:
        return
    document.withdrawn_at, document.withdrawn_by = None, None
    _tell(session, actor, document, Act.RESTORED)


def series(actor: Actor, deal: Deal) -> list[Series]:
    """Return the files that ``actor`` may read, the newest first, each with its editions."""
    editions: dict[int, list[DealDocument]] = {}
    for document in deal.documents:
        earlier = editions.get(document.replaces_id or 0, [])
        editions[document.id] = earlier
        if document.withdrawn_at is None and allows(actor, Permission.DOCUMENT_READ, document):
            earlier.insert(0, document)
    return _newest_first(editions.values())


def _newest_first(found: Iterable[list[DealDocument]]) -> list[Series]:
    whole = {id(each): each for each in found if each}
    listed = [Series(latest, tuple(older)) for latest, *older in whole.values()]
    return sorted(listed, key=lambda each: each.latest.id, reverse=True)


def withdrawn(actor: Actor, deal: Deal) -> list[DealDocument]:
    """Return the withdrawn files that ``actor`` may take back."""
    return [
        each
        for each in deal.documents
        if each.withdrawn_at is not None and allows(actor, Permission.DOCUMENT_READ, each)
    ]


def house(actor: Actor, deal: Deal) -> Audience:
    """Return the narrowest audience that ``actor`` belongs to."""
    if allows(actor, Permission.DEAL_FOLLOW_UP, deal):
        return Audience.CENTRE
    if actor.belongs_to(deal.technology.organisation_id):
        return Audience.SUPPLY
    return Audience.DEMAND if actor.belongs_to(deal.need.organisation_id) else Audience.CENTRE


def choices(actor: Actor, deal: Deal) -> list[Audience]:
    """Return for whom ``actor`` may add a file: a party for itself and the centre, or for all."""
    if allows(actor, Permission.DEAL_FOLLOW_UP, deal):
        return list(Audience)
    return [house(actor, deal), Audience.PARTIES]


def is_unprotected(actor: Actor, deal: Deal, kind: DocumentKind, audience: Audience) -> bool:
    """Say whether a file would reach others before they have agreed to keep it to themselves."""
    if deal.nda.is_settled or kind is DocumentKind.NDA:
        return False
    return audience not in {Audience.CENTRE, house(actor, deal)}


def _tell(session: Session, actor: Actor, document: DealDocument, act: Act, **more: str) -> None:
    """Leave a row; the timeline looks the file up, so it names it only to its audience."""
    deal = document.deal
    text = stages.written({"document": document.id, "act": act.value, **more})
    timeline.tell(deal, actor, DealEventKind.DOCUMENT, text=text)
    audit.record(
        session, actor, f"document:{act}", deal.code, id=document.id, sha256=document.sha256
    )
    session.flush()
