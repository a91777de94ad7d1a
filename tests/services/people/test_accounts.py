"""Accounts: the lock, the open sessions, the own data."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.errors import NotAllowed
from matchmaker.services.people import accounts
from models import AuditEntry, UserSession, now

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"


def fail(session, user, times):
    return [accounts.record_failure(session, user) for _ in range(times)]


def test_nine_failures_do_not_lock(session, factories):
    user = factories.User()

    assert not any(fail(session, user, 9))

    assert not accounts.is_locked(user)


def test_the_tenth_failure_locks_for_fifteen_minutes(session, factories):
    user = factories.User()

    assert fail(session, user, 10)[-1]

    assert accounts.is_locked(user)
    assert accounts.is_locked(user, now() + timedelta(minutes=14))
    assert not accounts.is_locked(user, now() + timedelta(minutes=16))


def test_failures_during_a_lock_do_not_prolong_it(session, factories):
    user = factories.User()
    fail(session, user, 10)
    until = user.locked_until

    assert not any(fail(session, user, 30))

    assert user.locked_until == until


def test_after_the_lock_counting_starts_anew(session, factories):
    user = factories.User()
    fail(session, user, 10)
    user.locked_until = now() - timedelta(seconds=1)

    assert not any(fail(session, user, 9))


def test_a_sign_in_forgets_failures(session, factories):
    user = factories.User()
    fail(session, user, 10)

    accounts.forget_failures(user)

    assert not accounts.is_locked(user)
    assert user.failed_logins == 0


def test_a_session_is_open_until_it_is_ended(session, factories):
    user = factories.User()
    started = accounts.start_session(session, user, agent=FIREFOX, address="203.0.113.7")

    assert accounts.open_session(session, user, started.token) is started
    assert accounts.end_session(session, user, started.id)
    assert accounts.open_session(session, user, started.token) is None
    assert not accounts.end_session(session, user, started.id)


def test_nobody_ends_or_uses_the_session_of_another(session, factories):
    user, other = factories.User(), factories.User()
    started = accounts.start_session(session, user, agent=FIREFOX, address="203.0.113.7")

    assert not accounts.end_session(session, other, started.id)
    assert accounts.open_session(session, other, started.token) is None


@pytest.mark.parametrize("token", [None, "", "unknown"])
def test_no_token_opens_nothing(session, factories, token):
    assert accounts.open_session(session, factories.User(), token) is None


def test_ending_the_others_keeps_one(session, factories):
    user = factories.User()
    kept, *_ = (
        accounts.start_session(session, user, agent=FIREFOX, address="203.0.113.7")
        for _ in range(3)
    )

    assert accounts.end_sessions(session, user, keep=kept.token) == 2

    assert list(accounts.open_sessions(session, user)) == [kept]


def test_sessions_unused_for_a_month_are_over(session, factories):
    user = factories.User()
    session.add(UserSession(user=user, token="old", seen_at=now() - timedelta(days=31)))

    assert not accounts.open_sessions(session, user)
    assert accounts.open_session(session, user, "old") is None


def test_seeing_a_session_moves_it_forward(session, factories):
    user = factories.User()
    started = accounts.start_session(session, user, agent=FIREFOX, address="203.0.113.7")
    started.seen_at = long_ago = now() - timedelta(days=2)
    session.commit()

    accounts.see_session(session, started.token)
    session.refresh(started)

    assert started.seen_at > long_ago


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_as_its_owner_would(agent, name):
    assert accounts.device(agent) == name


def test_people_act_only_for_their_own_organisations(factories):
    first, other = factories.Membership(), factories.Organisation()
    second = factories.Membership(user=first.user)

    assert accounts.act_for(first.user, first.organisation_id)
    assert actor_of(first.user).membership is first
    assert accounts.act_for(first.user, second.organisation_id)
    assert actor_of(first.user).membership is second
    assert not accounts.act_for(first.user, other.id)


def test_visitors_have_no_profile(session):
    with pytest.raises(NotAllowed):
        accounts.change_profile(session, Actor(), name="Hoa", language="vi")


def test_what_touches_the_account_is_in_the_audit_trail(session, factories):
    user = factories.User()
    accounts.start_session(session, user, agent=FIREFOX, address="203.0.113.7")
    accounts.change_profile(session, Actor(user), name="Hoa", language="en")
    accounts.password_changed(session, user, "203.0.113.7", keep=None)
    accounts.password_reset(session, user, "203.0.113.7")
    fail(session, user, 10)
    session.flush()

    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()

    assert [entry.action.partition(":")[2] for entry in entries] == [
        "sign-in",
        "edit",
        "password",
        "password-reset",
        "lock",
    ]
    assert {entry.subject for entry in entries} == {user.email}


def test_calls_for_help_reach_active_administrators(session, factories):
    administrator = factories.administrator()
    factories.User(roles=list(administrator.roles), active=False)
    factories.User()

    assert list(accounts.helpers(session)) == [administrator.email]


def test_the_own_data_hold_no_secret(session, factories):
    user = factories.member()
    user.password, user.tf_totp_secret = "hash", "secret"
    accounts.start_session(session, user, agent=FIREFOX, address="203.0.113.7")

    data = str(accounts.own_data(user))

    assert user.email in data
    assert user.memberships[0].organisation.code in data
    assert not {"hash", "secret", user.fs_uniquifier, user.sessions[0].token} & set(
        data.replace("'", " ").split()
    )
