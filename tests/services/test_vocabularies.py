"""Vocabularies are rows with days between which they hold."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from matchmaker.config import SEED_DATA
from matchmaker.services import vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.errors import Incomplete, UnknownCode
from models import VocabularyEntry, now


def test_loading_twice_adds_nothing(session):
    assert vocabularies.load(session, SEED_DATA / "vocab") == 0


def test_the_provinces_changed_on_the_first_of_july_2025(session):
    before, after = date(2025, 6, 30), date(2025, 7, 1)

    assert len(vocabularies.entries(session, "provinces_63", before)) == 63
    assert vocabularies.entries(session, "provinces_34", before) == []
    assert len(vocabularies.entries(session, "provinces_34", after)) == 34
    assert vocabularies.entries(session, "provinces_63", after) == []


def test_names_follow_the_language(session):
    assert vocabularies.names(session, "provinces_34", "en")["01"] == "Ha Noi"
    assert vocabularies.names(session, "provinces_34", "vi")["01"] == "Hà Nội"


def test_a_code_nobody_knows_is_refused(session):
    with pytest.raises(UnknownCode, match="'mars'"):
        vocabularies.check(session, "provinces_34", "mars")


@pytest.fixture
def entry(session):
    entry = VocabularyEntry(
        vocabulary="trial_only",
        code="x",
        position=1,
        name_vi="Cũ",
        name_en="Old",
        valid_from=date(2020, 1, 1),
    )
    session.add(entry)
    session.commit()
    yield entry
    session.rollback()
    session.execute(delete(VocabularyEntry).where(VocabularyEntry.vocabulary == "trial_only"))
    session.commit()


def test_a_new_version_holds_from_its_day_on(session, entry):
    tomorrow = now().date() + timedelta(days=1)

    vocabularies.revise(session, Actor(), entry, name_vi="Mới", name_en="New", valid_from=tomorrow)
    session.flush()

    (today,) = vocabularies.entries(session, "trial_only")
    (later,) = vocabularies.entries(session, "trial_only", tomorrow)
    assert (today.name_vi, later.name_vi) == ("Cũ", "Mới")


def test_a_version_cannot_begin_before_the_one_it_follows(session, entry):
    with pytest.raises(Incomplete, match="valid_from"):
        vocabularies.revise(
            session, Actor(), entry, name_vi="Mới", name_en="New", valid_from=date(2019, 1, 1)
        )
