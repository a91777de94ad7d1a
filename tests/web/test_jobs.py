"""The background rounds do what is due, once, whatever happened before."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from matchmaker import jobs
from matchmaker.services import audit, notifications, reminders, seals
from matchmaker.services.actors import Actor
from matchmaker.services.mails import mail
from models import (
    Mail,
    Match,
    Notification,
    PostingState,
    User,
    local_today,
)
from tests.web.letters import link_in


@pytest.fixture
def round_(app, session):
    """Do one round; what the test wrote is there for it, and the other way round."""

    def round_():
        session.commit()
        jobs.round_(app)
        session.expire_all()

    return round_


@pytest.fixture
def folder(app):
    return app.config["MAIL_FOLDER"]


def _letters(folder):
    return {path.name for path in folder.glob("*.eml")}


def test_a_waiting_mail_leaves_once(session, folder, round_):
    before = _letters(folder)
    written = mail.enqueue(session, "an@example.org", "Chào", "Chào bạn")

    round_()
    round_()

    assert session.get(Mail, written.id).sent_at is not None
    assert len(_letters(folder) - before) == 1


def test_a_posting_past_its_day_expires_and_its_author_is_told_how_to_renew(
    client, session, factories, round_, letters
):
    author = factories.member("institute")
    technology = factories.Technology(
        organisation=author.memberships[0].organisation,
        created_by=author,
        valid_until=local_today() - timedelta(days=2),
    )

    round_()

    assert technology.state is PostingState.EXPIRED
    (letter,) = [each for each in letters() if each.to == author.email]
    client.sign_in(author)
    assert client.get(link_in(letter)).location == f"/postings/{technology.code}/renew"


def test_a_published_posting_gets_its_matches(session, factories, round_):
    need, technology = factories.Need(), factories.Technology()

    round_()

    (match,) = session.query(Match)
    assert (match.need, match.technology) == (need, technology)


def test_a_failing_step_does_not_hold_the_others_up(session, factories, round_, monkeypatch):
    def broken(_app):
        raise RuntimeError("out of paper")

    monkeypatch.setattr(jobs, "STEPS", (broken, jobs.expire_postings))
    technology = factories.Technology(valid_until=local_today() - timedelta(days=2))

    with capture_logs() as logs:
        round_()

    assert technology.state is PostingState.EXPIRED
    assert {"event": "background step failed", "step": "broken"}.items() <= logs[0].items()


def test_what_was_done_is_sealed_and_the_seal_is_in_the_log(session, round_):
    audit.record(session, Actor(), "deal:open", "TV-2026-000001")

    with capture_logs() as logs:
        round_()
        round_()

    heads = [each["head"] for each in logs if each["event"] == "audit trail sealed"]
    assert heads == [str(seals.head(session))]
    assert seals.verify(session).waiting == 0


@pytest.fixture
def expiring(factories):
    """Three postings about to expire, whose authors are to be reminded."""
    until = local_today() + timedelta(days=10)
    authors = [factories.member("institute") for _each in range(3)]
    for author in authors:
        factories.Technology(
            organisation=author.memberships[0].organisation, created_by=author, valid_until=until
        )
    return authors


def test_reminders_that_were_cut_off_go_on_where_they_stopped(
    session, expiring, round_, monkeypatch
):
    tell, calls = notifications.tell_all, []

    def cut_off(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return tell(*arguments)

    monkeypatch.setattr(jobs, "_NOTICES_AT_ONCE", 1)
    with monkeypatch.context() as patched:
        patched.setattr(notifications, "tell_all", cut_off)
        round_()
    told_before = session.query(Notification).count()

    round_()
    round_()

    assert told_before == 1
    told = [each.user_id for each in session.query(Notification)]
    assert sorted(told) == sorted(each.id for each in expiring)


def test_others_write_while_it_is_looked_who_to_remind(
    *, engine, session, factories, expiring, round_, monkeypatch
):
    look, visitor = reminders.due, factories.User(name="Trước")

    def look_and_write(reader):
        found = look(reader)
        with Session(engine) as other:
            other.get_one(User, visitor.id).name = "Sau"
            other.commit()
        return found

    monkeypatch.setattr(reminders, "due", look_and_write)

    round_()

    assert visitor.name == "Sau"
    assert session.query(Notification).count() == len(expiring)
