"""Letters: mails as text and as HTML, written without a page around them."""

from typing import Any

from flask import current_app

from matchmaker.services.mails import mail
from matchmaker.web.extensions import db
from matchmaker.web.links import address_of
from models import Mail, User


def write(person: User, name: str, subject: str, **what: Any) -> Mail:
    """Write the letter ``name`` to ``person``, in the language that is being written now."""
    context = {"person": person, "subject": subject, "home": address_of("/"), **what}
    text, html = (
        current_app.jinja_env.get_template(f"emails/{name}.{kind}").render(context)
        for kind in ("txt", "html")
    )
    return mail.enqueue(db.session, person.email, subject, text, html)
