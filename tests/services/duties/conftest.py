"""A deal that is negotiated, and the officer who follows it; rules that a test may change."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from matchmaker.services import vocabularies, vocabulary_versions
from matchmaker.services.actors import Actor
from models import DealStage, DutyAnswer, VocabularyEntry, local_today


@pytest.fixture
def deal(factories, officer):
    return factories.Deal(
        centre=officer.memberships[0].organisation,
        officer=officer,
        stage=DealStage.NEGOTIATION,
    )


@pytest.fixture
def revise(session):
    """Give a rule a new version from a day on; everything is as before afterwards."""
    made, ended = [], []

    def to(vocabulary, code, day=None, **attributes):
        rules = vocabularies.history(session, vocabulary)
        entry = next(each for each in rules if each.code == code and each.valid_to is None)
        newer = vocabulary_versions.revise(
            session,
            Actor(),
            entry,
            name_vi=f"{entry.name_vi} (mới)",
            name_en=f"{entry.name_en} (new)",
            valid_from=day or local_today() - timedelta(days=1),
            attributes=attributes,
        )
        session.commit()
        made.append(newer.id)
        ended.append(entry.id)
        return newer

    yield to
    session.rollback()
    session.execute(delete(DutyAnswer))
    session.execute(delete(VocabularyEntry).where(VocabularyEntry.id.in_(made)))
    for entry in session.scalars(select(VocabularyEntry).where(VocabularyEntry.id.in_(ended))):
        entry.valid_to = None
    session.commit()
