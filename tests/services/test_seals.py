"""The audit trail can only be appended to, and tampering shows."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from matchmaker.services import audit, seals
from matchmaker.services.actors import Actor
from matchmaker.services.people import users
from models import AuditEntry
from tests.guards import unguarded


@pytest.fixture
def chain(session, factories):
    """Five sealed entries of two people."""
    people = [factories.User(), factories.User()]
    for number in range(5):
        actor = Actor(people[number % 2], address="10.0.0.7")
        audit.record(session, actor, "deal:note", f"TV-2026-{number:06d}", private=bool(number % 2))
    session.commit()
    seals.seal(session)
    session.commit()
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()


@pytest.fixture
def tamper(session):
    """A function: run SQL on the trail past what keeps it."""

    def run(*statements):
        with unguarded(session.connection()):
            for statement in statements:
                session.execute(text(statement))
        session.commit()
        session.expire_all()

    return run


def test_what_was_written_is_whole(session, chain):
    verdict = seals.verify(session)

    assert (verdict.whole, verdict.waiting, verdict.broken) == (5, 0, "")
    assert verdict.until == chain[-1].at


def test_the_chain_does_not_depend_on_how_many_are_sealed_at_once(session, factories):
    for number in range(7):
        audit.record(session, Actor(), "x:y", str(number))
    session.commit()

    assert [seals.seal(session, limit=3) for _round in range(4)] == [3, 3, 1, 0]
    assert seals.verify(session).whole == 7


def test_new_entries_wait_for_the_worker(session, chain):
    audit.record(session, Actor(), "deal:open", "TV-2026-000009")
    session.commit()

    assert (seals.verify(session).whole, seals.verify(session).waiting) == (5, 1)


@pytest.mark.parametrize(
    "change",
    [
        "action = 'deal:open'",
        "subject = 'TV-2026-999999'",
        "address = '10.0.0.8'",
        "at = (SELECT at FROM audit_entry WHERE position = 1)",
        "detail = '{}'",
        "person = NULL",
        "by_id = (SELECT by_id FROM audit_entry WHERE position = 2)",
        "hash = (SELECT hash FROM audit_entry WHERE position = 2)",
        "previous_hash = ''",
    ],
)
def test_an_edited_entry_is_found(session, chain, tamper, change):
    tamper(f"UPDATE audit_entry SET {change} WHERE position = 3")  # noqa: S608

    verdict = seals.verify(session)

    assert verdict.whole == 2
    assert verdict.broken.startswith("entry 3 (")


def test_a_deleted_entry_is_found(session, chain, tamper):
    tamper("DELETE FROM audit_entry WHERE position = 2")

    assert seals.verify(session).broken == "entry 2 is missing"


def test_a_deleted_entry_is_found_though_the_others_close_up(session, chain, tamper):
    tamper(
        "DELETE FROM audit_entry WHERE position = 2",
        *(f"UPDATE audit_entry SET position = {n} WHERE position = {n + 1}" for n in (2, 3, 4)),  # noqa: S608
    )

    assert "does not follow" in seals.verify(session).broken


def test_an_inserted_entry_is_found(session, chain, tamper):
    columns = "at, action, subject, detail, address, person, previous_hash, hash"
    tamper(
        "UPDATE audit_entry SET position = 6 WHERE position = 5",
        f"INSERT INTO audit_entry (position, {columns}) "  # noqa: S608
        f"SELECT 5, {columns} FROM audit_entry WHERE position = 4",
    )

    assert seals.verify(session).broken.startswith("entry 5 (")


def test_swapped_entries_are_found(session, chain, tamper):
    tamper(
        "UPDATE audit_entry SET position = -1 WHERE position = 2",
        "UPDATE audit_entry SET position = 2 WHERE position = 3",
        "UPDATE audit_entry SET position = 3 WHERE position = -1",
    )

    assert seals.verify(session).broken.startswith("entry 2 (")


def test_a_cut_off_end_is_found_where_a_head_was_noted(session, chain, tamper):
    noted = seals.head(session)
    tamper("DELETE FROM audit_entry WHERE position > 3")

    assert seals.verify(session).broken == ""
    assert seals.verify(session, noted).broken == (
        "the chain ends at entry 3, but entry 5 was noted once"
    )


def test_a_chain_made_anew_is_found_where_a_head_was_noted(session, chain, tamper):
    noted = seals.head(session)
    tamper(
        "UPDATE audit_entry SET subject = 'TV-2026-777777' WHERE position = 4",
        "UPDATE audit_entry SET position = NULL, previous_hash = '', hash = ''",
    )
    seals.seal(session)
    session.commit()

    assert seals.verify(session).broken == ""
    assert "is not the one that was noted" in seals.verify(session, noted).broken
    assert seals.Head.read(str(noted)) == noted


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET subject = 'x'",
        "UPDATE audit_entry SET detail = '{\"private\": true}' WHERE position = 1",
        "UPDATE audit_entry SET hash = 'x'",
        "UPDATE audit_entry SET position = NULL",
        'UPDATE audit_entry SET by_id = (SELECT max(id) FROM "user") WHERE position = 1',
        "DELETE FROM audit_entry WHERE position = 5",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(session, chain, statement):
    with pytest.raises(DBAPIError, match="only ever appended"):
        session.execute(text(statement))
    session.rollback()

    assert seals.verify(session).whole == 5


@pytest.mark.parametrize("sealed", [True, False])
def test_an_entry_cannot_be_replaced(session, chain, sealed):
    if not sealed:
        audit.record(session, Actor(), "x:y", "Z")
        session.commit()
    statement = (
        "INSERT OR REPLACE INTO audit_entry"
        " (id, at, action, subject, detail, address, previous_hash, hash)"
        " SELECT id, at, 'deal:forged', subject, detail, address, previous_hash, hash"
        " FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)"
    )
    if session.get_bind().dialect.name == "postgresql":
        statement = statement.replace(" OR REPLACE", "")

    with pytest.raises(DBAPIError, match=r"only ever appended|duplicate key"):
        session.execute(text(statement))
    session.rollback()

    assert "deal:forged" not in session.scalars(select(AuditEntry.action)).all()


def test_an_unsealed_entry_cannot_be_changed_either(session):
    entry = audit.record(session, Actor(), "x:y", "Z")
    session.commit()

    with pytest.raises(DBAPIError, match="only ever appended"):
        session.execute(update(AuditEntry).values(subject="other"))
    session.rollback()

    assert entry.subject == "Z"


def test_a_removed_account_leaves_its_entries_whole_and_without_a_name(session, chain):
    (gone, stays) = chain[0].by, chain[1].by
    number = gone.id

    users.remove(session, gone.email)
    session.commit()
    session.expire_all()

    assert seals.verify(session).whole == 5
    assert [each.by for each in chain] == [None, stays, None, stays, None]
    assert {each.person for each in chain if each.by is None} == {number}


def test_an_entry_whose_transaction_ends_late_is_sealed_after_those_before_it(
    session, engine, chain
):
    """On PostgreSQL numbers are given out before the commit; here the late one is put back."""
    first, began = chain[0].id, chain[0].at
    session.commit()
    with Session(engine) as late:
        entry = AuditEntry(action="x:late", subject="Z", at=began - timedelta(hours=1))
        entry.id = first + 1000
        late.add(entry)
        late.commit()
        seals.seal(late)
        late.commit()
    with Session(engine) as later:
        entry = AuditEntry(action="x:later", subject="Z")
        entry.id = first + 500
        later.add(entry)
        later.commit()
        seals.seal(later)
        later.commit()

    assert seals.verify(session).whole == 7


def test_two_that_seal_at_once_make_one_chain(session, engine):
    for number in range(40):
        audit.record(session, Actor(), "x:y", str(number))
    session.commit()
    sealed = []

    def work():
        with Session(engine) as own:
            while count := seals.seal(own, limit=5):
                own.commit()
                sealed.append(count)
            own.commit()

    threads = [threading.Thread(target=work) for _each in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(sealed) == 40
    assert seals.verify(session).whole == 40
