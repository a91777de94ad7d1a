"""The trail and the mails, as those who look after the platform may read them."""

import pytest

from matchmaker.services import records
from matchmaker.services.actors import actor_of
from models import AuditEntry, Disclosure, Mail


@pytest.fixture
def need(factories):
    return factories.Need(
        code="NC-2025-000009", blind=True, organisation__name_vi="Hợp tác xã Mít Ba Láng"
    )


@pytest.fixture
def member(factories, need):
    return factories.Membership(organisation=need.organisation).user


@pytest.fixture
def entry(session, need, member):
    return written(session, need, member)


def written(session, need, by):
    detail = {"former_note": "Hợp tác xã Mít Ba Láng sẵn sàng"}
    entry = AuditEntry(by=by, action="match:answer", subject=need.code, detail=detail)
    session.add(entry)
    session.commit()
    return entry


def test_who_acted_for_a_blind_need_is_not_named(session, factories, entry):
    (row,) = records.rows(session, actor_of(factories.administrator()), [entry])

    assert row.unnamed
    assert row.detail == {"former_note": "[…] sẵn sàng"}


def test_who_reviewed_it_is_named(session, factories, need):
    entry = written(session, need, factories.member("centre"))

    (row,) = records.rows(session, actor_of(factories.administrator()), [entry])

    assert not row.unnamed


def test_who_left_the_firm_is_not_named_either(session, factories, need):
    entry = written(session, need, factories.User())

    (row,) = records.rows(session, actor_of(factories.administrator()), [entry])

    assert row.unnamed


def test_those_let_in_read_the_name(session, factories, need, entry):
    reader = factories.member("ministry")
    session.add(Disclosure(need=need, organisation=reader.memberships[0].organisation))

    (row,) = records.rows(session, actor_of(reader), [entry])

    assert not row.unnamed
    assert "Ba Láng" in row.detail["former_note"]


def test_asking_for_a_person_does_not_find_what_they_did_unnamed(
    session, factories, need, member, entry
):
    session.add(AuditEntry(by=member, action="user:edit", subject=member.email))
    session.commit()
    administrator = actor_of(factories.administrator())

    found = session.scalars(records.trail(administrator, email=member.email)).all()
    every = session.scalars(records.trail(administrator, subject=need.code)).all()

    assert [each.action for each in found] == ["user:edit"]
    assert every == [entry]


def test_a_mail_to_the_firm_is_for_the_firm(session, factories, need, member):
    session.add(Mail(to=member.email, subject=f"Tin {need.code}", text="Chào bạn"))
    session.add(Mail(to="vien@example.org", subject="Gợi ý", text=f"{need.code}: HTX Mít Ba Láng"))
    session.commit()
    administrator = actor_of(factories.administrator())

    listed = session.scalars(records.mails(administrator)).all()
    letters = records.letters(session, administrator, listed)

    assert [(each.text, each.unnamed) for each in letters] == [
        (f"{need.code}: HTX […]", False),
        ("", True),
    ]
    assert session.scalars(records.mails(administrator, member.email)).all() == []
