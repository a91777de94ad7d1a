"""Search finds what is posted, however it is typed, from the moment it is posted."""

import pytest

from matchmaker.services import matches
from matchmaker.services.engine import change_log, search_index
from models import PostingState


def test_search_finds_without_accents_and_with_an_unfinished_word(session, factories):
    wanted = factories.Technology(title_vi="Máy sấy mít")
    other = factories.Technology(
        title_vi="Lò nung gạch", summary_vi="", problem_vi="", description_vi=""
    )

    assert [key for key, _ in matches.search(session, "technology", "may say mit")] == [wanted.id]
    assert matches.search(session, "technology", "máy sấ")[0][0] == wanted.id
    assert matches.search(session, "technology", "ga")[0][0] == other.id
    assert matches.search(session, "need", "may say mit") == []


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "%_'\";--", "\u200b\u202e", "a" * 10_000, "<script>", "💧"]
)
def test_search_bears_any_text(session, factories, text):
    factories.Technology()

    assert isinstance(matches.search(session, "technology", text), list)


def test_search_follows_every_change(session, factories):
    technology = factories.Technology(title_vi="Máy sấy mít")
    assert matches.search(session, "technology", "vải thiều") == []

    technology.title_vi = "Máy sấy vải thiều"
    session.commit()
    assert len(matches.search(session, "technology", "vải thiều")) == 1

    technology.state = PostingState.PAUSED
    session.commit()
    assert matches.search(session, "technology", "vải thiều") == []


def test_a_change_that_was_rolled_back_is_forgotten(session, factories):
    technology = factories.Technology(title_vi="Máy sấy mít")
    technology.title_vi = "Máy sấy vải thiều"
    assert len(matches.search(session, "technology", "vải thiều")) == 1

    session.rollback()

    assert matches.search(session, "technology", "vải thiều") == []


def test_more_changes_than_are_looked_back_at_are_not_missed(session, factories):
    technology = factories.Technology(title_vi="Máy sấy mít")
    matches.search(session, "technology", "mít")
    for number in range(change_log.OVERLAP + 5):
        technology.view_count = number + 1
        session.flush()
    technology.title_vi = "Máy sấy vải thiều"
    session.commit()

    assert len(matches.search(session, "technology", "vải thiều")) == 1


def test_an_index_is_only_added_to_by_a_change(session, factories):
    for number in range(5):
        factories.Technology(title_vi=f"Máy bơm {number}")
    first = search_index.present(session, "technology")
    assert search_index.present(session, "technology") is first

    newest = factories.Technology(title_vi="Máy gieo hạt")

    assert search_index.present(session, "technology") is first
    assert [key for key, _ in matches.search(session, "technology", "gieo hạt")] == [newest.id]
