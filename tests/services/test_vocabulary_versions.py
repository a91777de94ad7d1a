"""New versions of vocabulary rows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from matchmaker.services import vocabularies, vocabulary_versions
from matchmaker.services.actors import Actor
from matchmaker.services.errors import Incomplete
from models import (
    AuditEntry,
    VocabularyEntry,
    local_today,
)


@pytest.fixture
def entry(session):
    entry = VocabularyEntry(
        vocabulary="trial_only",
        code="x",
        position=1,
        name_vi="Cũ",
        name_en="Old",
        attributes={"days": "90", "legal_basis": "Điều 31", "duty": "must"},
        valid_from=date(2020, 1, 1),
    )
    session.add(entry)
    session.commit()
    yield entry
    session.rollback()
    session.execute(delete(VocabularyEntry).where(VocabularyEntry.vocabulary == "trial_only"))
    session.commit()


def test_a_new_version_holds_from_its_day_on(session, entry):
    tomorrow = local_today() + timedelta(days=1)

    vocabulary_versions.revise(
        session, Actor(), entry, name_vi="Mới", name_en="New", valid_from=tomorrow
    )
    session.flush()

    (today,) = vocabularies.entries(session, "trial_only")
    (later,) = vocabularies.entries(session, "trial_only", tomorrow)
    assert (today.name_vi, later.name_vi) == ("Cũ", "Mới")


def test_a_version_cannot_begin_before_the_one_it_follows(session, entry):
    with pytest.raises(Incomplete, match="valid_from"):
        vocabulary_versions.revise(
            session, Actor(), entry, name_vi="Mới", name_en="New", valid_from=date(2019, 1, 1)
        )


def revise(session, entry, **changes):
    given = {"name_vi": "Mới", "name_en": "New", "valid_from": local_today(), **changes}
    return vocabulary_versions.revise(session, Actor(), entry, **given)


def test_a_new_version_changes_attributes_and_keeps_the_others(session, entry):
    newer = revise(session, entry, attributes={"days": " 60 "})

    assert newer.attributes == {"days": "60", "legal_basis": "Điều 31", "duty": "must"}
    assert entry.attributes["days"] == "90"
    assert session.scalars(select(AuditEntry.action)).all() == ["vocabulary:revise"]


@pytest.mark.parametrize(
    "changes",
    [
        {"days": "chín mươi"},
        {"days": "-5"},
        {"days": "99999"},
        {"default_days": "x"},
        {"duty": "maybe"},
        {"standing": "maybe"},
        {"filer": "both"},
        {"all_of": "direction.moon"},
        {"any_of": "direction"},
    ],
)
def test_what_code_reads_may_not_hold_just_anything(session, entry, changes):
    with pytest.raises(Incomplete, match=next(iter(changes))):
        revise(session, entry, attributes=changes)

    assert entry.valid_to is None


def test_no_change_may_leave_a_contract_without_a_rule(session):
    rules = vocabularies.entries(session, "registration_rules")
    other = next(rule for rule in rules if rule.code == "other")

    with pytest.raises(Incomplete, match="all_of"):
        revise(session, other, attributes={"all_of": "permit.yes"})

    assert vocabularies.entries(session, "registration_rules") == rules
    session.rollback()
