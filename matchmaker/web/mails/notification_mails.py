"""Mails of what people were told: one a person and moment, grouped by deal or posting, and letters.

Written by the background work, which has no request; each in its reader's language.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext, ngettext

from matchmaker.config import LANGUAGES
from matchmaker.services import notifications
from matchmaker.services.mails import mail
from matchmaker.web import letters, unsubscribing
from matchmaker.web.extensions import db
from matchmaker.web.links import address_of, path_to
from matchmaker.web.mails import impact_mails, outcome_mails
from matchmaker.web.words import notification_words
from matchmaker.web.words.notification_words import Told
from models import Mail, Notification, User

LETTERS: Mapping[str, Callable[[Notification, User], Mail | None]] = {
    **outcome_mails.LETTERS,
    **impact_mails.LETTERS,
}
"""What is told in a letter of its own: at the same pace, but never as a line among others."""


def write_due() -> int:
    """Write what is due to everybody it is due to, a transaction a person; count the mails."""
    written = 0
    for person in notifications.people_to_mail(db.session):
        due = notifications.take(db.session, person)
        together = [each for each in due if _what(each) not in LETTERS]
        if together:
            notifications.mailed(db.session, together, write(person, together))
        apart = [_write_letter(person, each) for each in due if _what(each) in LETTERS]
        db.session.commit()
        written += bool(together) + sum(apart)
    return written


def _what(told: Notification) -> str:
    return str(told.detail.get("what", ""))


def _write_letter(person: User, told: Notification) -> bool:
    """Write a letter of its own, unless what it would say holds no more; say if it was written."""
    with force_locale(_language(person)):
        letter = LETTERS[_what(told)](told, person)
    notifications.mailed(db.session, [told], letter)
    return letter is not None


def _language(person: User) -> str:
    return person.language if person.language in LANGUAGES else LANGUAGES[0]


def write(person: User, due: Sequence[Notification]) -> Mail:
    """Write one mail that tells ``person`` all that is ``due``."""
    records = notification_words.read(db.session, due)
    kinds = {each.kind for each in due}
    with force_locale(_language(person)):
        told = [notification_words.told(each, person, records) for each in due]
        subject = _subject(told)
        context = {
            "person": person,
            "groups": _grouped(told),
            "single": told[0] if len(told) == 1 else None,
            "page": _address,
            "home": address_of("/"),
            "list_url": address_of(path_to("notifications.index")),
            **letters.leaving(person, kinds),
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
