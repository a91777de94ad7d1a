"""The background work: rounds that read from the database what is to do.

Level-triggered: a round that was lost or done twice changes nothing, so no queue has to survive a
crash. Every step commits by itself and a failing step does not hold the others up.
"""

import signal
import threading
from collections.abc import Callable
from pathlib import Path

import structlog
from flask import Flask

from matchmaker.services import (
    announcements,
    matches,
    notifications,
    postings,
    reminders,
    seals,
)
from matchmaker.services.deals import impact_questions
from matchmaker.services.engine import search_index
from matchmaker.services.incoming import strangers
from matchmaker.services.mails import delivery, mail
from matchmaker.web.extensions import db
from matchmaker.web.mails import incoming_mails, notification_mails
from models import Mail, Posting, PostingMove, local_today, reading

PAUSE_SECONDS = 3.0
_MAILS_A_ROUND = 50
_POSTINGS_A_ROUND = 25
_POSTINGS_AT_ONCE = 10  # writers on SQLite wait for a whole transaction
_NOTICES_AT_ONCE = 100
_log = structlog.get_logger()


def transport(app: Flask) -> delivery.Deliver:
    """Return how mails leave: over SMTP, or into the instance folder where no server is set."""
    config = app.config
    if not config["MAIL_SERVER"]:
        return delivery.to_folder(config["MAIL_FOLDER"])
    return delivery.to_server(
        config["MAIL_SERVER"],
        config["MAIL_PORT"],
        config["MAIL_USERNAME"],
        config["MAIL_PASSWORD"],
        starttls=config["MAIL_STARTTLS"],
    )


def send_mail(app: Flask) -> int:
    """Send what waits, until nothing does or the server no longer answers; count what left."""
    deliver, sent = transport(app), 0
    for _each in range(_MAILS_A_ROUND):
        claimed = mail.claim(db.session)
        db.session.commit()
        if claimed is None:
            break
        sent += _send(claimed, app.config["MAIL_SENDER"], deliver)
    return sent


def _send(claimed: Mail, sender: str, deliver: delivery.Deliver) -> bool:
    """Deliver one mail; no transaction is open while the server is talked to."""

    def hand_over() -> None:
        mail.hand_over(db.session, claimed)
        db.session.commit()

    try:
        deliver(mail.message(claimed, sender), hand_over)
    except mail.Overtaken:
        db.session.rollback()
        return False
    except delivery.DeliveryError as error:
        mail.failed(db.session, claimed, error)
        db.session.commit()
        return False
    mail.arrived(db.session, claimed)
    db.session.commit()
    return True


def expire_postings(_app: Flask) -> int:
    """Expire the postings past their date, and tell their authors how to renew."""
    today, count = local_today(), 0
    while done := postings.expire_due(db.session, today, _tell_expired, _POSTINGS_AT_ONCE):
        db.session.commit()
        count += done
    db.session.commit()
    return count


def _tell_expired(posting: Posting) -> None:
    announcements.moved(db.session, posting, PostingMove.EXPIRE)


def refresh_matches(_app: Flask) -> int:
    """Find the matches of postings changed since theirs were last found, a few at a time."""
    count = matches.refresh_all(db.session, limit=_POSTINGS_A_ROUND, progress=_commit)
    db.session.commit()
    return count


def _commit(_done: int, _total: int) -> None:
    db.session.commit()


def seal_audit(_app: Flask) -> int:
    """Seal new entries of the audit trail; the head goes to the log, which is another place."""
    count = seals.seal(db.session)
    if count:
        _log.info("audit trail sealed", head=str(seals.head(db.session)))
    db.session.commit()
    return count


def write_indexes(_app: Flask) -> int:
    """Write the indexes anew where much has changed, or where their files are damaged."""
    count = search_index.maintain(db.session)
    db.session.commit()
    return count


def remind(_app: Flask) -> int:
    """Remind who keeps others waiting, and tell who should know; a transaction a few.

    What is to be told is only read: who was told is passed over, whenever a round was cut off.
    """
    with reading():
        due = reminders.due(db.session)
        db.session.commit()
    for start in range(0, len(due), _NOTICES_AT_ONCE):
        notifications.tell_all(db.session, due[start : start + _NOTICES_AT_ONCE])
        db.session.commit()
    return len(due)


def write_mails(_app: Flask) -> int:
    """Write the mails of notifications that are due, to each person at their own pace."""
    return notification_mails.write_due()


def receive_mail(app: Flask) -> int:
    """Take the mails that lie in the Maildir, where one is set."""
    folder = app.config["MAIL_INBOX"]
    return incoming_mails.take_from(Path(folder)) if folder else 0


def forget_strangers(app: Flask) -> int:
    """Forget the letters of strangers that were decided about, or left alone too long."""
    count = strangers.forget(db.session, app.config["UPLOADS"])
    db.session.commit()
    return count


def ask_impact(_app: Flask) -> int:
    """Ask what transfers have brought, remind, and tell who follows the deal; one at a time."""
    count = impact_questions.plan_missing(db.session)
    db.session.commit()
    for find, act in (
        (impact_questions.next_due, impact_questions.ask),
        (impact_questions.next_to_remind, impact_questions.remind),
        (impact_questions.next_silent, impact_questions.give_up),
    ):
        while (check := find(db.session)) is not None:
            act(db.session, check)
            db.session.commit()
            count += 1
        db.session.commit()
    return count


STEPS: tuple[Callable[[Flask], int], ...] = (
    receive_mail,
    forget_strangers,
    expire_postings,
    ask_impact,
    remind,
    write_mails,
    send_mail,
    refresh_matches,
    seal_audit,
    write_indexes,
)


def round_(app: Flask) -> None:
    """Do every step once."""
    for step in STEPS:
        with app.app_context():
            try:
                done = step(app)
            except Exception:
                _log.exception("background step failed", step=step.__name__)
                continue
            if done:
                _log.info("background step", step=step.__name__, done=done)


def run(app: Flask) -> None:
    """Do rounds until the process is asked to stop; the present step is finished first."""
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    round_(app)
    while not stop.wait(PAUSE_SECONDS):
        round_(app)
