"""The audit trail: who did what to which record, when, from where."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.services.actors import Actor
from models import AuditEntry, User


def record(session: Session, actor: Actor, action: str, subject: str, **detail: Any) -> AuditEntry:
    """Append what ``actor`` did (``resource:action``) to the record with the code ``subject``."""
    entry = AuditEntry(
        by=actor.user, action=action, subject=subject, detail=detail, address=actor.address
    )
    session.add(entry)
    return entry


def search(action: str = "", subject: str = "", email: str = "") -> Select[AuditEntry]:
    """Select the entries of an action (or its resource), a record or a person, newest first."""
    query = select(AuditEntry).options(joinedload(AuditEntry.by))
    if action.strip():
        query = query.where(AuditEntry.action.startswith(action.strip(), autoescape=True))
    if subject.strip():
        query = query.where(AuditEntry.subject == subject.strip())
    if email.strip():
        query = query.join(AuditEntry.by).where(User.email == email.strip().lower())
    return query.order_by(AuditEntry.id.desc())
