"""The background work: rounds that read from the database what is to do.

Level-triggered: a round that was lost or done twice changes nothing, so no queue has to survive a
crash. Every step commits by itself and a failing step does not hold the others up.
"""

import signal
import threading
from collections.abc import Callable
from datetime import datetime

import structlog
from flask import Flask
from flask_babel import get_timezone

from matchmaker.services import mail, matches, postings, search_index
from matchmaker.web import posting_mails
from matchmaker.web.extensions import db

PAUSE_SECONDS = 3.0
_POSTINGS_A_ROUND = 25  # writers on SQLite wait for the whole transaction
_log = structlog.get_logger()


def delivery(app: Flask) -> mail.Deliver:
    """Return how mails leave: over SMTP, or into the instance folder where no server is set."""
    config = app.config
    if not config["MAIL_SERVER"]:
        return mail.to_folder(config["MAIL_FOLDER"])
    return mail.to_server(
        config["MAIL_SERVER"],
        config["MAIL_PORT"],
        config["MAIL_USERNAME"],
        config["MAIL_PASSWORD"],
        starttls=config["MAIL_STARTTLS"],
    )


def send_mail(app: Flask) -> int:
    """Send what waits, one mail a transaction, so that none leaves twice."""
    sent = 0
    while mail.send_due(db.session, app.config["MAIL_SENDER"], delivery(app), limit=1):
        db.session.commit()
        sent += 1
    db.session.commit()
    return sent


def expire_postings(_app: Flask) -> int:
    """Expire the postings past their date, and tell their authors how to renew."""
    today = datetime.now(get_timezone()).date()
    count = postings.expire_due(db.session, today, posting_mails.tell_expired)
    db.session.commit()
    return count


def refresh_matches(_app: Flask) -> int:
    """Find the matches of postings changed since theirs were last found, a few at a time."""
    count = matches.refresh_all(db.session, limit=_POSTINGS_A_ROUND)
    db.session.commit()
    return count


def write_indexes(_app: Flask) -> int:
    """Write the indexes anew where much has changed, or where their files are damaged."""
    count = search_index.maintain(db.session)
    db.session.commit()
    return count


STEPS: tuple[Callable[[Flask], int], ...] = (
    send_mail,
    expire_postings,
    refresh_matches,
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
    while not stop.wait(PAUSE_SECONDS):
        round_(app)
