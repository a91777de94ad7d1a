"""A posting's life: only the moves its state allows, each remembered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import (
    LIFETIME,
    InvalidTransition,
    PostingChange,
    PostingMove,
    PostingState,
    Technology,
    local_today,
)


def test_publishing_dates_the_posting_and_leaves_a_row():
    technology = Technology(code="CN-1", state=PostingState.SUBMITTED)

    change = technology.move(PostingMove.PUBLISH, None)

    assert technology.is_public
    assert technology.valid_until == local_today() + LIFETIME
    assert (change.state_from, change.state_to) == (PostingState.SUBMITTED, PostingState.PUBLISHED)


def test_a_draft_cannot_be_published_unread():
    technology = Technology(code="CN-1", state=PostingState.DRAFT)

    with pytest.raises(InvalidTransition, match="CN-1: publish is not possible from draft"):
        technology.move(PostingMove.PUBLISH, None)


@given(st.lists(st.sampled_from(PostingMove)))
def test_whatever_is_tried_the_history_tells_how_the_state_came_about(moves):
    technology = Technology(code="CN-1", state=PostingState.DRAFT)

    for move in moves:
        try:
            technology.move(move, None)
        except InvalidTransition:
            continue

    states = [PostingState.DRAFT, *(change.state_to for change in technology.history)]
    assert technology.state is states[-1]
    assert [change.state_from for change in technology.history] == states[:-1]
    assert not technology.is_public or technology.valid_until is not None


def test_every_change_of_words_or_state_is_logged_for_the_engine(session, factories):
    technology = factories.Technology()
    before = session.query(PostingChange).count()

    technology.title_vi = "Máy sấy mới"
    session.commit()

    assert session.query(PostingChange).count() == before + 1
