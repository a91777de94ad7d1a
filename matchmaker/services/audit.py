"""The audit trail: who did what to which record, when, from where."""

from typing import Any

from sqlalchemy.orm import Session

from matchmaker.services.actors import Actor
from models import AuditEntry


def record(session: Session, actor: Actor, action: str, subject: str, **detail: Any) -> AuditEntry:
    """Append what ``actor`` did (``resource:action``) to the record with the code ``subject``."""
    entry = AuditEntry(
        by=actor.user, action=action, subject=subject, detail=detail, address=actor.address
    )
    session.add(entry)
    return entry
