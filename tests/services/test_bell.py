"""What a person was told: counted, grouped, read, and unread again."""

import pytest

from matchmaker.services import bell, notifications
from matchmaker.services.bell import Wanted
from models import BouncedAddress, NotificationKind


@pytest.fixture
def person(factories):
    return factories.User()


def _tell(session, person, key, kind=NotificationKind.STAGE, **more):
    return notifications.tell(session, [person], kind, key, "stage", **more)


def test_the_bell_counts_what_is_unread_and_only_one_s_own(session, factories, person):
    (told,) = _tell(session, person, "a")
    _tell(session, person, "b")
    _tell(session, factories.User(), "a")

    bell.mark_read(session, person, Wanted(), told.id)

    assert bell.of(session, person).unread == 1


def test_news_of_one_deal_stand_together_the_newest_first(session, factories, person):
    first, second = factories.Deal(), factories.Deal()
    for key, deal in (("a", first), ("b", second), ("c", first)):
        _tell(session, person, key, deal=deal)

    page = bell.groups(session, person, Wanted())

    assert [(each.about, each.total) for each in page.items] == [(first.code, 2), (second.code, 1)]
    assert [each.key for each in page.items[0].notifications] == ["c", "a"]


def test_a_long_group_shows_its_newest_and_counts_the_rest(session, factories, person):
    deal = factories.Deal()
    for number in range(9):
        _tell(session, person, f"{number}", deal=deal)

    (group,) = bell.groups(session, person, Wanted()).items

    assert (len(group.notifications), group.total, group.unread) == (bell.SHOWN, 9, 9)


def test_the_list_can_be_asked_for_a_kind_or_what_is_unread(session, person):
    _tell(session, person, "a")
    _tell(session, person, "b", NotificationKind.MESSAGE, posting="NC-2026-000001")
    bell.mark_read(session, person, Wanted(kind=NotificationKind.STAGE))

    asked = {
        "messages": Wanted(kind=NotificationKind.MESSAGE),
        "unread": Wanted(unread=True),
        "stages": Wanted(kind=NotificationKind.STAGE),
    }
    found = {
        name: [each.about for each in bell.groups(session, person, wanted).items]
        for name, wanted in asked.items()
    }

    assert found == {"messages": ["NC-2026-000001"], "unread": ["NC-2026-000001"], "stages": [""]}


def test_what_was_marked_at_one_moment_is_unmarked_together(session, person):
    _tell(session, person, "a")
    bell.mark_read(session, person, Wanted())
    _tell(session, person, "b")
    _tell(session, person, "c")
    moment, count = bell.mark_read(session, person, Wanted())

    bell.mark_unread(session, person, moment=moment)

    assert (count, bell.of(session, person).unread) == (2, 2)


def test_nobody_reaches_the_notifications_of_another(session, factories, person):
    (told,) = _tell(session, person, "a")
    stranger = factories.User()

    _moment, count = bell.mark_read(session, stranger, Wanted(), told.id)

    assert count == 0
    assert bell.find(session, stranger, told.id) is None


def test_the_bell_knows_that_mail_comes_back(session, person):
    assert not bell.of(session, person).address_bounces
    session.add(BouncedAddress(address=person.email))

    assert bell.of(session, person).address_bounces
