"""What people are told, once each, in the application and by mail as each has chosen."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Deal, Notification, NotificationKind, User


def tell(
    session: Session,
    people: Iterable[User],
    kind: NotificationKind,
    key: str,
    what: str,
    *,
    deal: Deal | None = None,
    **detail: Any,
) -> list[Notification]:
    """Tell ``people`` something, unless they were told it before: ``key`` names it.

    ``what`` names its words (``web/notification_words.py``), ``detail`` holds what they need, codes
    and days rather than sentences: they are written in the language of whoever reads them.
    """
    chosen = {person.id: person for person in people if person.active}
    told = session.scalars(
        select(Notification.user_id).where(
            Notification.key == key, Notification.user_id.in_(chosen)
        )
    )
    fresh = [
        Notification(user_id=person, kind=kind, key=key, deal=deal, detail={"what": what, **detail})
        for person in chosen.keys() - set(told)
    ]
    session.add_all(fresh)
    session.flush()
    return fresh
