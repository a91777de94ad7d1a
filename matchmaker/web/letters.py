"""Letters: mails as text and as HTML, written without a page around them."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import current_app

from matchmaker.services.mails import mail
from matchmaker.web import unsubscribing
from matchmaker.web.extensions import db
from matchmaker.web.links import address_of, path_to
from models import Mail, NotificationKind, User


def leaving(person: User, kinds: Collection[NotificationKind]) -> Mapping[str, str]:
    """Return the addresses by which ``person`` hears of ``kinds`` otherwise, or no more."""
    return {
        "choices_url": address_of(path_to("choices.show")),
        "unsubscribe_url": unsubscribing.address(person, kinds),
    }


def write(person: User, kind: NotificationKind, name: str, subject: str, **what: Any) -> Mail:
    """Write the letter ``name`` to ``person``, in the language that is being written now."""
    context = {
        "person": person,
        "subject": subject,
        "home": address_of("/"),
        **leaving(person, [kind]),
        **what,
    }
    text, html = (
        current_app.jinja_env.get_template(f"emails/{name}.{kind}").render(context)
        for kind in ("txt", "html")
    )
    headers = unsubscribing.headers(person, [kind])
    return mail.enqueue(db.session, person.email, subject, text, html, headers=headers)
