"""The shipped first content loads, once, and is what its README says."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from matchmaker.config import SEED_DATA
from matchmaker.services import seed
from matchmaker.services.seed.rows import read
from models import (
    Answer,
    Deal,
    DealStage,
    Match,
    Need,
    Organisation,
    Posting,
    PostingState,
    Technology,
    User,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def loaded(session):
    seed.load(session, SEED_DATA)
    seed.load_accounts(session, SEED_DATA)
    session.commit()
    return session


def _count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_the_content_is_as_large_as_promised(loaded):
    assert _count(loaded, Organisation) >= 60 + 34
    assert _count(loaded, Technology) >= 200
    assert _count(loaded, Need) >= 150


def test_something_waits_for_review_and_something_was_sent_back(loaded):
    states = set(loaded.scalars(select(Posting.state)))

    assert {PostingState.DRAFT, PostingState.SUBMITTED, PostingState.SENT_BACK} <= states


def test_a_deal_stands_in_every_stage_with_one_next_step_while_open(loaded):
    deals = loaded.scalars(select(Deal)).all()

    assert {deal.stage for deal in deals} == set(DealStage)
    assert all(bool(deal.next_step) == deal.stage.is_open for deal in deals)
    assert all(deal.timeline for deal in deals)


def test_loading_again_adds_nothing(loaded):
    before = [_count(loaded, model) for model in (Organisation, Posting, Match, Answer, User)]

    assert seed.load(loaded, SEED_DATA) == 0
    assert seed.load_accounts(loaded, SEED_DATA) == 0
    assert [
        _count(loaded, model) for model in (Organisation, Posting, Match, Answer, User)
    ] == before


def test_an_account_whose_organisation_is_not_there_is_left_out(session, factories):
    factories.Organisation(name_vi="Bộ Khoa học và Công nghệ", org_type="ministry")

    seed.load_accounts(session, SEED_DATA)

    found = set(session.scalars(select(User.email)))
    assert found == {"ministry@example.org", "admin@example.org"}


def test_every_demonstration_account_has_its_place(loaded):
    users = {user.email: user for user in loaded.scalars(select(User))}

    kinds = {
        email.partition("@")[0]: [each.organisation.org_type for each in user.memberships]
        for email, user in users.items()
    }
    assert kinds["centre"] == ["centre"]
    assert kinds["department"] == ["department"]
    assert kinds["ministry"] == ["ministry"]
    assert users["admin@example.org"].is_administrator
    assert users["firm@example.org"].memberships[0].organisation.demands
    assert users["institute@example.org"].memberships[0].organisation.supplies


def test_a_third_of_the_postings_is_also_in_english():
    for name in ("technologies", "needs"):
        rows = read(SEED_DATA / f"{name}.csv")

        assert sum(bool(row["title_en"]) for row in rows) >= len(rows) / 3 - 1


def test_eighty_needs_are_judged_against_ten_technologies_each():
    rows = read(SEED_DATA / "judgements.csv")
    technologies = {row["key"] for row in read(SEED_DATA / "technologies.csv")}

    judged = Counter(row["need"] for row in rows)
    assert len(judged) >= 80
    assert min(judged.values()) >= 10
    assert len({(row["need"], row["technology"]) for row in rows}) == len(rows)
    assert {row["grade"] for row in rows} == {"0", "1", "2", "3"}
    assert {row["technology"] for row in rows} <= technologies
    assert all(row["note"] for row in rows)
