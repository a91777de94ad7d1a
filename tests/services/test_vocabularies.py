"""Vocabularies are rows with days between which they hold."""

from datetime import date

import pytest

from matchmaker.config import SEED_DATA
from matchmaker.services import vocabularies
from matchmaker.services.errors import UnknownCode


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
