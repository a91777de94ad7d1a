"""The figures of the first page are queries."""

from datetime import timedelta

from matchmaker.services import home
from models import DealStage, PostingState, now


def test_figures_count_what_is_there(session, factories):
    factories.Technology(state=PostingState.DRAFT)
    factories.Need(state=PostingState.EXPIRED)
    factories.Deal(stage=DealStage.COMPLETED)
    factories.Deal()

    figures = home.figures(session)

    assert (figures.technologies, figures.needs) == (2, 2)
    assert (figures.deals, figures.completed) == (2, 1)
    assert figures.organisations == 8
    assert figures.days_to_answer is None


def test_the_median_is_told_from_five_answers_on(session, factories):
    for days in (1, 2, 3, 30):
        answer(factories, days)
    assert home.days_to_first_answer(session) is None

    answer(factories, 4)

    assert round(home.days_to_first_answer(session), 3) == 3


def answer(factories, days):
    match = factories.Match(proposed_at=now() - timedelta(days=40))
    factories.Answer(match=match, at=match.proposed_at + timedelta(days=days))


def test_the_newest_come_first(session, factories):
    old = factories.Technology(published_at=now() - timedelta(days=2))
    new = factories.Technology()
    factories.Technology(state=PostingState.PAUSED)

    assert home.newest(session)[0] == [new, old]


def test_answers_older_than_their_match_do_not_count_as_waiting(session, factories):
    for days in (-1, -2, 3, 4, 5, 6, 7):
        answer(factories, days)

    assert round(home.days_to_first_answer(session), 3) == 5
