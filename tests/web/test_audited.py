"""Whatever a person changes is written into the audit trail."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from models import AuditEntry
from tests.web import walk
from tests.web.subjects import subjects
from tests.web.world import ROLES

pytestmark = pytest.mark.slow

TRACES = {
    "UserSession",
    "Mail",
    "Notification",
    "CodeCounter",
}
"""What is written beside a change, and is none of its own."""

OWN = {
    "account.act_for": "which organisation one acts for, of those one belongs to",
    "account.end_session": "one's own browsers",
    "home.language": "one's own language",
    "choices.update": "which news one gets, and when",
    "choices.unsubscribe_now": "the same, by a link of a mail",
    "choices.subscribe_again": "the same, by a link of a mail",
}
"""What only the person concerned notices."""

MOST_QUIET = 20
"""Fewer addresses that change something would mean that the walk no longer knows what to send."""


@pytest.fixture
def world(app, session, factories, monkeypatch):
    return walk.world_to_walk(app, session, factories, monkeypatch)


@pytest.fixture
def changes():
    """What is written during a request: the names of the models, and the audit entries."""
    found = set()

    def remember(session, _context, _instances):
        for row in {*session.new, *session.deleted, *session.dirty}:
            if row not in session.dirty or session.is_modified(row):
                found.add(type(row).__name__)

    event.listen(Session, "before_flush", remember)
    yield found
    event.remove(Session, "before_flush", remember)


def test_every_change_by_a_person_is_written_into_the_trail(app, world, changes):
    named, silent, heard = subjects(world), set(), set()
    for area in walk.AREAS:
        for rule, method in walk.addresses(app, area):
            if method != "POST" or rule.endpoint in OWN:
                continue
            sent = walk.sent_to(rule, world)
            for values in walk.subjects_of(rule, named).values():
                path = walk.path_of(app, rule, values, method)
                for role in ROLES:
                    changes.clear()
                    walk.answer(app, path, method, sent, world.cookies.get(role))
                    if AuditEntry.__name__ in changes:
                        heard.add(rule.endpoint)
                    elif changes - TRACES:
                        silent.add((rule.endpoint, *sorted(changes - TRACES)))

    assert silent == set()
    assert len(heard) > MOST_QUIET
