"""The delivery log: every mail, how far it came, and once more for those that did not arrive."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.errors import InvalidTransition
from matchmaker.services.mails.mail import ABANDONED
from models import Mail, MailState, now

STATES: Mapping[MailState, ColumnElement[bool]] = {
    MailState.BOUNCED: Mail.bounced_at.is_not(None),
    MailState.SENT: Mail.sent_at.is_not(None),
    MailState.GIVEN_UP: Mail.given_up_at.is_not(None),
    MailState.UNCERTAIN: Mail.handed_over_at.is_not(None),
    MailState.SENDING: Mail.sending_since.is_not(None),
    MailState.RETRYING: Mail.error != "",
    MailState.WAITING: Mail.id.is_not(None),
}
"""What tells each state, the first that holds; the same order as in :attr:`Mail.state`."""

UNDELIVERED = (MailState.RETRYING, MailState.UNCERTAIN, MailState.GIVEN_UP, MailState.BOUNCED)


def in_state(state: MailState) -> ColumnElement[bool]:
    """Return the condition that a mail is in ``state``."""
    order = list(STATES)
    return and_(STATES[state], *(~STATES[each] for each in order[: order.index(state)]))


def counts(session: Session) -> dict[MailState, int]:
    """Count the mails by state."""
    return {
        state: session.scalars(select(func.count(Mail.id)).where(in_state(state))).one()
        for state in MailState
    }


def recent(to: str = "", state: str = "") -> Select[Mail]:
    """Select the mails to an address, or all; in a state, or any; newest first."""
    query = select(Mail).order_by(Mail.id.desc())
    if state in set(MailState):
        query = query.where(in_state(MailState(state)))
    return query.where(Mail.to == to.strip().lower()) if to.strip() else query


def resend(session: Session, actor: Actor, mail: Mail) -> None:
    """Let a mail that did not arrive, or may not have, leave once more; under the same name."""
    busy = mail.sending_since is not None and abs(now() - mail.sending_since) < ABANDONED
    if mail.state not in UNDELIVERED or busy:
        raise InvalidTransition(str(mail.id), mail.state, "resend")
    mail.sent_at = mail.given_up_at = mail.bounced_at = None
    mail.handed_over_at = mail.sending_since = mail.next_attempt_at = None
    mail.refusals, mail.error = 0, ""
    audit.record(session, actor, "mail:resend", str(mail.id))
    session.flush()
