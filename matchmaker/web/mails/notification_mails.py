"""Mails of what people were told: one a person and moment, grouped by deal or posting.

Written by the background work, which has no request; each in its reader's language.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext, ngettext

from matchmaker.config import LANGUAGES
from matchmaker.services import notifications
from matchmaker.services.mails import mail
from matchmaker.web import unsubscribing
from matchmaker.web.extensions import db
from matchmaker.web.links import address_of, path_to
from matchmaker.web.words import notification_words
from matchmaker.web.words.notification_words import Told
from models import Mail, Notification, User


def write_due() -> int:
    """Write what is due to everybody it is due to, a transaction a person; count the mails."""
    written = 0
    for person in notifications.people_to_mail(db.session):
        due = notifications.take(db.session, person)
        if due:
            notifications.mailed(db.session, due, write(person, due))
            written += 1
        db.session.commit()
    return written


def write(person: User, due: Sequence[Notification]) -> Mail:
    """Write one mail that tells ``person`` all that is ``due``."""
    records = notification_words.read(db.session, due)
    language = person.language if person.language in LANGUAGES else LANGUAGES[0]
    kinds = {each.kind for each in due}
    with force_locale(language):
        told = [notification_words.told(each, person, records) for each in due]
        subject = _subject(told)
        context = {
            "person": person,
            "groups": _grouped(told),
            "single": told[0] if len(told) == 1 else None,
            "page": _address,
            "home": address_of("/"),
            "list_url": address_of(path_to("notifications.index")),
            "choices_url": address_of(path_to("choices.show")),
            "unsubscribe_url": unsubscribing.address(person, kinds),
            "subject": subject,
        }
        text, html = _rendered("notification", context)
        return mail.enqueue(
            db.session,
            person.email,
            subject,
            text,
            html,
            headers=unsubscribing.headers(person, kinds),
        )


def _subject(told: Sequence[Told]) -> str:
    if len(told) == 1:
        return told[0].sentence
    abouts = list(dict.fromkeys(each.notification.about for each in told))
    count = ngettext("%(num)s thông báo", "%(num)s thông báo", len(told))
    if len(abouts) == 1 and abouts[0]:
        return f"{abouts[0]}: {count}"
    return gettext("Matchmaker: %(count)s", count=count)


def _grouped(told: Sequence[Told]) -> list[tuple[str, list[Told]]]:
    """Group by deal or posting, in the order in which each was first heard of."""
    groups: dict[str, list[Told]] = {}
    for each in told:
        groups.setdefault(each.notification.about, []).append(each)
    return list(groups.items())


def _address(told: Told) -> str:
    """Return the link that opens the page and marks it as read."""
    return address_of(path_to("notifications.open_", number=told.notification.id))


def _rendered(name: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Return a mail as text and as HTML; rendered without the context of a page."""
    environment = current_app.jinja_env
    text, html = (
        environment.get_template(f"emails/{name}.{kind}").render(context)
        for kind in ("txt", "html")
    )
    return text, html
