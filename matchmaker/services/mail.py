"""Mail: written to the database with the change it tells of, sent afterwards."""

import smtplib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from models import Mail, now

Deliver = Callable[[EmailMessage], None]
_MAX_ATTEMPTS = 12


def enqueue(
    session: Session,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    attachments: Sequence[Mapping[str, str]] = (),
) -> Mail:
    """Write a mail down; it leaves once the surrounding change is committed.

    ``headers`` are further ones, such as Reply-To; an attachment has ``name``, ``media_type``
    (text/…) and ``text``.
    """
    mail = Mail(
        to=to,
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        headers=dict(headers or {}),
        attachments=[dict(each) for each in attachments],
    )
    session.add(mail)
    session.flush()
    return mail


def recent(to: str = "") -> Select[Mail]:
    """Select the mails to an address, or all, newest first."""
    query = select(Mail).order_by(Mail.id.desc())
    return query.where(Mail.to == to.strip().lower()) if to.strip() else query


def send_due(session: Session, sender: str, deliver: Deliver, limit: int = 50) -> int:
    """Send what waits, oldest first; keep what fails for a later try. Returns how many left."""
    due = session.scalars(
        select(Mail)
        .where(
            Mail.sent_at.is_(None),
            Mail.attempts < _MAX_ATTEMPTS,
            or_(Mail.next_attempt_at.is_(None), Mail.next_attempt_at <= now()),
        )
        .order_by(Mail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    return sum(_send(mail, sender, deliver) for mail in due)


def _send(mail: Mail, sender: str, deliver: Deliver) -> bool:
    mail.attempts += 1
    try:
        deliver(_message(mail, sender))
    except (OSError, smtplib.SMTPException) as error:
        mail.error = f"{type(error).__name__}: {error}"
        mail.next_attempt_at = now() + timedelta(minutes=min(2**mail.attempts, 360))
        return False
    mail.sent_at, mail.error = now(), ""
    return True


def _message(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, mail.to, mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.message_id}@{sender.rpartition('@')[2].strip('>')}>"
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    for each in mail.attachments:
        message.add_attachment(
            each["text"], subtype=each["media_type"].partition("/")[2], filename=each["name"]
        )
    return message


def to_folder(folder: Path) -> Deliver:
    """Return a delivery that writes each mail into ``folder`` as an .eml file."""

    def deliver(message: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        (folder / f"{name}.eml").write_bytes(message.as_bytes())

    return deliver


def to_server(host: str, port: int, username: str, password: str, *, starttls: bool) -> Deliver:
    """Return a delivery over SMTP, encrypted where ``starttls`` says so."""

    def deliver(message: EmailMessage) -> None:
        with smtplib.SMTP(host, port, timeout=30) as server:
            if starttls:
                server.starttls()
            if username:
                server.login(username, password)
            server.send_message(message)

    return deliver
