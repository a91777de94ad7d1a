"""Two centres in one deal share its credit; the parts are a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services.actors import actor_of
from matchmaker.services.deals import boards, groups
from matchmaker.services.deals import credits as deal_credits
from matchmaker.services.deals.filters import Filters
from matchmaker.services.errors import NotWhole, StaleEdit, UnknownCode
from matchmaker.services.permissions import Permission, allows
from models import Deal, DealEventKind, Notification, Organisation, User

PERCENTS = st.lists(st.integers(-20, 120), min_size=3, max_size=3)


@pytest.fixture
def colleague(factories):
    return factories.member("centre", name_vi="Trung tâm Hà Nội", province="01")


@pytest.fixture
def deal(factories, officer):
    return factories.Deal(
        centre=house(officer), officer=officer, value_signed=900_000_000, match__need__province="92"
    )


def house(person):
    return person.memberships[0].organisation


def test_alone_a_centre_has_all_of_it(deal):
    assert deal_credits.shares(deal) == [(deal.centre, 100)]


def test_a_second_centre_follows_the_deal_and_finds_it_in_its_lists(
    session, deal, actor, colleague
):
    other = actor_of(colleague)
    assert not allows(other, Permission.DEAL_FOLLOW_UP, deal)

    percents = {deal.centre: 60, house(colleague): 40}
    deal_credits.share(session, actor, deal, percents, version=deal.version)
    session.commit()

    assert allows(other, Permission.DEAL_FOLLOW_UP, deal)
    assert session.scalars(select(Deal).where(boards.visible(other))).all() == [deal]
    assert deal.timeline[-1].kind is DealEventKind.CREDIT
    assert deal.timeline[-1].text == "shares: Trung tâm Cần Thơ 60 %; Trung tâm Hà Nội 40 %"


def test_the_department_of_a_second_centre_reads_the_deal_along(
    session, factories, deal, actor, colleague
):
    department = actor_of(factories.member("department", province="01"))
    assert not allows(department, Permission.DEAL_READ, deal)
    assert session.scalars(select(Deal).where(boards.visible(department))).all() == []

    percents = {deal.centre: 60, house(colleague): 40}
    deal_credits.share(session, actor, deal, percents, version=deal.version)
    session.commit()

    assert allows(department, Permission.DEAL_READ, deal)
    assert not allows(department, Permission.DEAL_FOLLOW_UP, deal)
    assert session.scalars(select(Deal).where(boards.visible(department))).all() == [deal]


def test_the_second_centre_is_told_once(session, deal, actor, colleague):
    for own in (60, 50):
        percents = {deal.centre: own, house(colleague): 100 - own}
        deal_credits.share(session, actor, deal, percents, version=deal.version)

    (told,) = session.scalars(select(Notification))
    assert told.user is colleague
    assert told.detail == {"what": "shared", "percent": 40}


def test_shares_that_are_no_whole_are_refused_and_change_nothing(
    session, factories, deal, actor, colleague
):
    """Whatever is typed: kept are only parts of 100, none negative, the deal's own among them."""
    centres = [deal.centre, house(colleague), factories.Organisation(org_type="centre")]

    @given(PERCENTS)
    def type_shares(percents):
        session.refresh(deal)
        typed = dict(zip(centres, percents, strict=True))
        whole = sum(percents) == 100 and min(percents) >= 0 and percents[0] > 0
        if whole:
            deal_credits.share(session, actor, deal, typed, version=deal.version)
            shares = dict(deal_credits.shares(deal))
            assert shares == {centre: part for centre, part in typed.items() if part}
            assert sum(shares.values()) == 100
        else:
            with pytest.raises(NotWhole, match=str(sum(percents))):
                deal_credits.share(session, actor, deal, typed, version=deal.version)
            assert deal.credits == []
        session.rollback()

    type_shares()


def test_a_share_of_nothing_leaves_the_deal_to_the_other(session, deal, actor, colleague):
    percents = {deal.centre: 60, house(colleague): 40}
    deal_credits.share(session, actor, deal, percents, version=deal.version)

    alone = {deal.centre: 100, house(colleague): 0}
    deal_credits.share(session, actor, deal, alone, version=deal.version)

    assert deal.credits == []
    assert not allows(actor_of(colleague), Permission.DEAL_FOLLOW_UP, deal)


def test_only_centres_share(session, factories, deal, actor):
    with pytest.raises(UnknownCode):
        deal_credits.share(
            session,
            actor,
            deal,
            {deal.centre: 50, factories.Organisation(): 50},
            version=deal.version,
        )


def test_of_two_officers_who_share_at_once_the_second_is_refused(
    engine, session, deal, officer, colleague
):
    number, version, person = deal.id, deal.version, officer.id
    own, other = deal.centre_id, house(colleague).id
    session.rollback()

    def share(percent):
        with Session(engine) as mine:
            found = mine.get(Deal, number)
            centres = {own: percent, other: 100 - percent}
            percents = {mine.get(Organisation, key): part for key, part in centres.items()}
            acting = actor_of(mine.get(User, person))
            deal_credits.share(mine, acting, found, percents, version=version)
            mine.commit()

    share(70)
    with pytest.raises(StaleEdit):
        share(20)

    session.expire_all()
    assert [part for _centre, part in deal_credits.shares(session.get(Deal, number))] == [70, 30]


def test_a_share_is_proposed_to_the_centre_of_the_other_province(session, deal, actor, colleague):
    assert deal_credits.partner(session, deal) is None

    deal.technology.organisation.province = "01"
    session.commit()

    assert deal_credits.partner(session, deal) is house(colleague)
    percents = {deal.centre: 50, house(colleague): 50}
    deal_credits.share(session, actor, deal, percents, version=deal.version)
    assert deal_credits.partner(session, deal) is None


def test_what_was_signed_counts_for_each_centre_by_its_share(session, deal, actor, colleague):
    percents = {deal.centre: 60, house(colleague): 40}
    deal_credits.share(session, actor, deal, percents, version=deal.version)

    rows = groups.compare(session, actor, Filters(), "centre")

    assert {row.key: row.values for row in rows} == {
        deal.centre.code: {"VND": 540_000_000},
        house(colleague).code: {"VND": 360_000_000},
    }
    assert groups.total(session, actor, Filters()).values == {"VND": 900_000_000}
