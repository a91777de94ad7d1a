"""Telling people."""

from matchmaker.services import notifications
from models import Notification, NotificationKind


def test_nobody_is_told_the_same_thing_twice(session, factories):
    deal, people = factories.Deal(), [factories.User(), factories.User()]

    for _ in range(2):
        notifications.tell(
            session, people, NotificationKind.STAGE, f"stage:{deal.code}:trial", "stage", deal=deal
        )

    assert session.query(Notification).count() == 2


def test_who_has_left_is_not_told(session, factories):
    gone = factories.User(active=False)

    assert notifications.tell(session, [gone], NotificationKind.REVIEW, "x", "review") == []
