"""An organisation's own postings."""

import pytest

from matchmaker.services import portfolio
from models import MatchState, Party, PostingState


@pytest.fixture
def institute(factories):
    return factories.Organisation()


def codes(found):
    return [entry.posting.code for entry in found.entries]


def test_only_ones_own_are_listed(session, factories, institute):
    own = factories.Technology(organisation=institute)
    factories.Technology()

    assert codes(portfolio.of(session, institute)) == [own.code]


def test_removed_ones_are_listed_only_when_asked_for(session, factories, institute):
    gone = factories.Technology(organisation=institute, state=PostingState.REMOVED)

    assert codes(portfolio.of(session, institute)) == []
    removed = portfolio.of(session, institute, state=PostingState.REMOVED)
    assert codes(removed) == [gone.code]
    assert removed.states == {PostingState.REMOVED: 1}


def test_matches_count_when_the_other_side_can_be_read(session, factories, institute):
    own = factories.Technology(organisation=institute)
    factories.Match(technology=own)
    factories.Match(technology=own, need=factories.Need(state=PostingState.SUBMITTED))

    (entry,) = portfolio.of(session, institute).entries

    assert (entry.matches, entry.waiting) == (1, 0)


def test_what_waits_is_where_only_the_other_side_is_interested(session, factories, institute):
    own = factories.Technology(organisation=institute)
    factories.Answer(match=factories.Match(technology=own))
    answered = factories.Match(technology=own)
    factories.Answer(match=answered)
    factories.Answer(match=answered, party=Party.SUPPLY)
    factories.Answer(match=factories.Match(technology=own), code="not_relevant")
    factories.Answer(match=factories.Match(technology=own, state=MatchState.DECLINED))

    (entry,) = portfolio.of(session, institute).entries

    assert (entry.matches, entry.waiting) == (4, 1)


def test_a_need_waits_for_its_own_side(session, factories):
    need = factories.Need()
    factories.Answer(match=factories.Match(need=need), party=Party.SUPPLY)

    (entry,) = portfolio.of(session, need.organisation).entries

    assert (entry.matches, entry.waiting) == (1, 1)


@pytest.mark.parametrize("sort", portfolio.SORTS)
def test_every_order_lists_everything(session, factories, institute, sort):
    factories.Technology.create_batch(3, organisation=institute)

    assert len(portfolio.of(session, institute, sort=sort).entries) == 3


def test_a_page_past_the_end_is_the_last_one(session, factories, institute):
    factories.Technology.create_batch(21, organisation=institute)

    found = portfolio.of(session, institute, page=9)

    assert (found.number, found.total, len(found.entries)) == (2, 21, 1)
