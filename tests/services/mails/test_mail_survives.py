"""A worker that is killed at any moment loses no mail and sends none twice."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy import or_, update

from matchmaker.services.actors import Actor
from matchmaker.services.mails import mail, mail_log
from models import Mail, MailState, now
from tests.services.mails.smtp import Server

pytestmark = pytest.mark.slow

MAILS, KILLS = 200, 50
WORKER = """
from matchmaker import jobs
from matchmaker.app import create_app
jobs.PAUSE_SECONDS = 0.01
jobs.STEPS = (jobs.send_mail,)
print("ready", flush=True)
jobs.run(create_app())
"""


@pytest.fixture
def smtp():
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def worker(database_url, smtp, tmp_path):
    """Start the background work of a process of its own; ended with the test."""
    environment = os.environ | {
        "MATCHMAKER_DATABASE_URL": database_url,
        "MATCHMAKER_INSTANCE": str(tmp_path),
        "MATCHMAKER_MAIL_SERVER": "127.0.0.1",
        "MATCHMAKER_MAIL_PORT": str(smtp.port),
        "MATCHMAKER_MAIL_STARTTLS": "0",
    }
    started = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER], env=environment, stdout=subprocess.PIPE
        )
        started.append(process)
        process.stdout.readline()
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def _write(session, count=MAILS):
    for number in range(count):
        mail.enqueue(session, f"nguoi{number}@example.org", f"Thư {number}", "Chào bạn")
    session.commit()


def _time_passes(session):
    """Let the claims of the dead grow old."""
    old = now() - mail.ABANDONED - timedelta(minutes=1)
    session.execute(update(Mail).where(Mail.sending_since.is_not(None)).values(sending_since=old))
    session.commit()


def _left(session):
    """Count the mails that are still to be sent, and those that a living worker is sending."""
    in_hand = Mail.sending_since > now() - mail.ABANDONED
    found = session.query(Mail).filter(
        Mail.sent_at.is_(None), or_(Mail.handed_over_at.is_(None), in_hand)
    )
    count = found.count()
    session.commit()
    return count


def _until_done(session, seconds=120):
    end = time.monotonic() + seconds
    while _left(session) and time.monotonic() < end:
        time.sleep(0.1)
    assert _left(session) == 0


def test_a_worker_killed_fifty_times_loses_no_mail_and_sends_none_twice(session, smtp, worker):
    _write(session)
    chance = random.Random(4)

    for _kill in range(KILLS):
        process = worker()
        before = len(smtp.accepted)
        time.sleep(0.15)
        while len(smtp.accepted) < before + chance.randint(0, 3) and _left(session):
            time.sleep(0.001)
        time.sleep(chance.random() * 0.03)
        process.send_signal(signal.SIGKILL)
        process.wait()
        _time_passes(session)
    worker()
    _until_done(session)

    uncertain = session.scalars(mail_log.recent(state=MailState.UNCERTAIN)).all()
    arrived = {name.strip("<>").partition("@")[0] for name in smtp.copies}
    everything = {each.message_id for each in session.query(Mail)}
    assert set(smtp.copies.values()) == {1}
    assert everything - arrived <= {each.message_id for each in uncertain}

    for each in uncertain:
        if each.message_id not in arrived:
            mail_log.resend(session, Actor(), each)
    session.commit()
    _until_done(session)
    assert len(smtp.copies) == MAILS
    assert set(smtp.copies.values()) == {1}


def test_three_workers_at_once_send_each_mail_once(session, smtp, worker):
    _write(session)

    for _each in range(3):
        worker()
    _until_done(session)

    assert len(smtp.copies) == MAILS
    assert set(smtp.copies.values()) == {1}
