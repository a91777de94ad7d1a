"""Accounts as administrators and the command line see them."""

import pytest

from matchmaker.services.actors import Actor
from matchmaker.services.errors import NotAllowed
from matchmaker.services.people import users


def test_an_added_person_can_sign_in_at_once(session):
    user = users.add(session, "An@Example.org", "mật khẩu dài", name="An")

    assert user.email == "an@example.org"
    assert user.confirmed_at is not None
    assert user.password.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("address", "password", "why"),
    [
        ("an@example.org", "short", "at least 10"),
        ("nonsense", "mật khẩu dài", "nonsense"),
        ("nguoi@example.org", "mật khẩu dài", "already"),
    ],
)
def test_a_bad_account_is_refused_with_the_reason(session, factories, address, password, why):
    factories.User(email="nguoi@example.org")

    with pytest.raises(ValueError, match=why):
        users.add(session, address, password)


def test_a_blocked_person_is_signed_out_everywhere(session, factories):
    user, administrator = factories.User(), factories.administrator()
    before = user.fs_uniquifier

    users.block(session, Actor(administrator), user, blocked=True)

    assert not user.active
    assert user.fs_uniquifier != before


def test_administrators_cannot_lock_themselves_out(session, factories):
    administrator = factories.administrator()

    with pytest.raises(NotAllowed):
        users.block(session, Actor(administrator), administrator, blocked=True)
    with pytest.raises(NotAllowed):
        users.make_administrator(session, Actor(administrator), administrator, granted=False)


def test_search_finds_by_a_part_of_name_or_address(session, factories):
    found = factories.User(email="ha@example.org", name="Nguyễn Hà")
    factories.User(email="long@example.org", name="Trần Long")

    assert session.scalars(users.search("nguyễn")).all() == [found]
    assert session.scalars(users.search("HA@")).all() == [found]
