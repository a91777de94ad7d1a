"""Mail: written to the database with the change it tells of, sent afterwards.

A mail is claimed, handed over and settled in three short transactions, so that a worker that dies
loses none and sends none twice; docs/mail.md says how.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from matchmaker.services import notifications, paces
from matchmaker.services.mails.delivery import DeliveryError
from matchmaker.services.mails.folding import Folding
from models import (
    BouncedAddress,
    Deal,
    Mail,
    Membership,
    Need,
    NotificationKind,
    Party,
    Technology,
    User,
    now,
)

MOST_REFUSALS = 24
ABANDONED = timedelta(minutes=5)
PAUSE = timedelta(minutes=2)
_LONGEST_WAIT = timedelta(hours=6)


class Overtaken(Exception):
    """Another worker holds the mail by now."""


def enqueue(
    session: Session,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    attachments: Sequence[Mapping[str, str]] = (),
    asked_for: bool = False,
) -> Mail:
    """Write a mail down; it leaves once the surrounding change is committed.

    Not in the quiet hours of the person with that address, unless they ``asked_for`` it just now.
    ``headers`` are further ones, such as Reply-To; an attachment has ``name``, ``media_type``
    (text/…, with its parameters: ``text/calendar; method=REQUEST``) and ``text``.
    """
    mail = Mail(
        to=to,
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        headers=dict(headers or {}),
        attachments=[dict(each) for each in attachments],
        asked_for=asked_for,
    )
    session.add(mail)
    session.flush()
    return mail


def claim(session: Session) -> Mail | None:
    """Take the oldest mail that is due, if any, so that no other worker sends it; then commit."""
    moment = now()
    due = (
        select(Mail.id)
        .where(*_due(moment))
        .order_by(Mail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalar(
        update(Mail)
        .where(Mail.id == due.scalar_subquery())
        .values(attempts=Mail.attempts + 1, sending_since=moment)
        .returning(Mail),
        execution_options={"populate_existing": True, "synchronize_session": False},
    )


def _due(moment: datetime) -> Sequence[ColumnElement[bool]]:
    """Say which mails are due; a time too far ahead was written by a clock since set back."""
    return (
        Mail.sent_at.is_(None),
        Mail.given_up_at.is_(None),
        Mail.bounced_at.is_(None),
        Mail.handed_over_at.is_(None),
        or_(Mail.asked_for, ~paces.asleep(Mail.to, moment)),
        or_(
            Mail.next_attempt_at.is_(None),
            Mail.next_attempt_at <= moment,
            Mail.next_attempt_at > moment + _LONGEST_WAIT,
        ),
        or_(
            Mail.sending_since.is_(None),
            Mail.sending_since < moment - ABANDONED,
            Mail.sending_since > moment + ABANDONED,
        ),
    )


def hand_over(session: Session, mail: Mail) -> None:
    """Note that the server may have ``mail`` from now on; commit before the last line goes out.

    Raises :class:`Overtaken` where the claim took so long that another worker has it.
    """
    if not _settle(session, mail, Mail.handed_over_at.is_(None), handed_over_at=now()):
        raise Overtaken


def arrived(session: Session, mail: Mail) -> None:
    """Note that the server has taken ``mail``."""
    _settle(session, mail, sent_at=now(), sending_since=None, handed_over_at=None, error="")


def failed(session: Session, mail: Mail, error: DeliveryError) -> None:
    """Note why ``mail`` did not leave, and when to try again, if ever.

    Where the server did not answer, all others wait a little too. An outage counts for no mail.
    """
    moment = now()
    refusals = mail.refusals + (error.permanent or error.begun)
    over = error.permanent or refusals >= MOST_REFUSALS
    wait = min(PAUSE * 2 ** min(max(refusals - 1, 0), 10), _LONGEST_WAIT)
    _settle(
        session,
        mail,
        sending_since=None,
        handed_over_at=None,
        refusals=refusals,
        error=str(error),
        given_up_at=moment if over else None,
        next_attempt_at=moment + wait,
    )
    if error.silent:
        waiting = update(Mail).where(*_due(moment), Mail.id != mail.id)
        session.execute(
            waiting.values(next_attempt_at=moment + PAUSE),
            execution_options={"synchronize_session": False},
        )
    if error.no_mailbox:
        _mark(session, mail.to, str(error))


def _settle(session: Session, mail: Mail, *conditions: ColumnElement[bool], **values: Any) -> bool:
    """Write ``values`` if the claim still holds; say whether it did."""
    settled = session.execute(
        update(Mail)
        .where(Mail.id == mail.id, Mail.attempts == mail.attempts, Mail.sent_at.is_(None))
        .where(*conditions)
        .values(**values)
        .returning(Mail.id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    return settled is not None


def bounced(session: Session, message_id: str, reason: str) -> Mail | None:
    """Note that the mail with ``message_id`` came back; its address takes none until mended.

    ``reason`` begins with the status of RFC 3463 where there is one; 4.… is only a delay. The
    officers of the person's deals are told, once a day. Returns the mail, none if it is not ours.
    """
    name = message_id.strip().strip("<>").partition("@")[0]
    mail = session.scalar(select(Mail).where(Mail.message_id == name))
    if mail is None or reason.lstrip().startswith("4"):
        return mail
    mail.bounced_at = mail.bounced_at or now()
    mail.error = reason.strip()
    _mark(session, mail.to, mail.error)
    return mail


def _mark(session: Session, address: str, reason: str) -> None:
    """Mark an address as taking no mail, and tell the officers of its person."""
    known = session.get(BouncedAddress, address) or BouncedAddress(address=address)
    known.reason, known.at = reason, now()
    session.add(known)
    session.flush()
    for deal, party in _deals_of(session, address):
        if deal.officer is not None:
            notifications.tell(
                session,
                [deal.officer],
                NotificationKind.WAITING,
                f"bounced:{deal.code}:{address}:{now():%Y-%m-%d}",
                "bounced",
                deal=deal,
                party=party.value,
            )


def _deals_of(session: Session, address: str) -> list[tuple[Deal, Party]]:
    """Return the open deals of the person with ``address``, and on which side they stand."""
    own = (
        select(Membership.organisation_id)
        .join(User, User.id == Membership.user_id)
        .where(User.email == address)
    )
    found = []
    for party, posting in ((Party.DEMAND, Need), (Party.SUPPLY, Technology)):
        side = Deal.need if party is Party.DEMAND else Deal.technology
        deals = select(Deal).where(
            Deal.closed_at.is_(None), side.has(posting.organisation_id.in_(own))
        )
        found += [(deal, party) for deal in session.scalars(deals)]
    return found


def mended(session: Session, address: str) -> None:
    """Write to ``address`` again: its owner says that it works."""
    known = session.get(BouncedAddress, address)
    if known is not None:
        session.delete(known)
        session.flush()


def message(mail: Mail, sender: str) -> EmailMessage:
    """Return ``mail`` as it goes over the wire; the same every time, Message-ID and date too."""
    written = EmailMessage(policy=Folding())
    written["From"], written["To"], written["Subject"] = sender, mail.to, mail.subject
    written["Date"] = format_datetime(mail.created_at)
    written["Message-ID"] = f"<{mail.message_id}@{sender.rpartition('@')[2].strip('>')}>"
    for name, value in mail.headers.items():
        written[name] = value
    written.set_content(mail.text)
    if mail.html:
        written.add_alternative(mail.html, subtype="html")
    for each in mail.attachments:
        _attach(written, **each)
    return written


def _attach(written: EmailMessage, name: str, media_type: str, text: str) -> None:
    """Attach ``text`` byte for byte: calendars end their lines as RFC 5545 says."""
    kind = EmailMessage()
    kind["Content-Type"] = media_type
    written.add_attachment(
        text.encode(),
        maintype=kind.get_content_maintype(),
        subtype=kind.get_content_subtype(),
        params={**kind["Content-Type"].params, "charset": "utf-8"},
        filename=name,
    )
