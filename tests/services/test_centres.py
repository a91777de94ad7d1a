"""A centre merged into another: everything goes over, and nothing is forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.services import centres, disclosures, identity, inbox
from matchmaker.services.actors import actor_of
from matchmaker.services.deals import clocks, stages
from matchmaker.services.errors import Incomplete, NotAllowed
from matchmaker.services.people import members
from matchmaker.services.permissions import Permission, allows
from models import (
    AuditEntry,
    DealCredit,
    DealEventKind,
    DealStage,
    Disclosure,
    MemberRole,
    PostingState,
    local_today,
    now,
)


@pytest.fixture
def admin(factories):
    return actor_of(factories.administrator())


@pytest.fixture
def old(factories):
    return factories.Organisation(org_type="centre", province="60", name_vi="Trung tâm cũ")


@pytest.fixture
def new(factories):
    return factories.Organisation(org_type="centre", province="75", name_vi="Trung tâm mới")


@pytest.fixture
def officer(factories, old):
    return factories.Membership(organisation=old, role=MemberRole.EDITOR).user


def merge(session, admin, old, new, on=None):
    moved = centres.merge(session, admin, old, new, on or local_today())
    session.commit()
    return moved


def test_deals_open_and_ended_go_over_and_tell_where_they_came_from(
    session, factories, admin, old, new
):
    deals = [
        factories.Deal(centre=old),
        factories.Deal(centre=old, stage=DealStage.COMPLETED, closed_at=now()),
    ]
    versions = [deal.version for deal in deals]

    moved = merge(session, admin, old, new)

    assert moved == {"members": 0, "deals": 2, "open": 1}
    for deal, version in zip(deals, versions, strict=True):
        event = deal.timeline[-1]
        assert deal.centre is new
        assert deal.version == version + 1
        assert event.kind is DealEventKind.CENTRE
        assert stages.read(event.text)["centre_from"] == "Trung tâm cũ"


def test_its_people_go_over_and_follow_the_same_deals(session, factories, admin, old, new):
    officer = factories.Membership(organisation=old, role=MemberRole.EDITOR).user
    deal = factories.Deal(centre=old, officer=officer)

    merge(session, admin, old, new)

    assert allows(actor_of(officer), Permission.DEAL_FOLLOW_UP, deal)
    assert old.memberships == []


def test_who_was_of_both_keeps_the_wider_role(session, factories, admin, old, new):
    person = factories.Membership(organisation=old, role=MemberRole.OWNER).user
    factories.Membership(organisation=new, role=MemberRole.READER, user=person)

    merge(session, admin, old, new)

    session.expire_all()
    assert [(each.organisation, each.role) for each in person.memberships] == [
        (new, MemberRole.OWNER)
    ]


def test_what_waits_in_its_province_waits_for_the_other_one(session, factories, admin, old, new):
    head = factories.Membership(organisation=new).user
    need = factories.Need(province="60", state=PostingState.SUBMITTED)
    factories.Answer(match=factories.Match(need=factories.Need(province="60")))
    assert inbox.counts(session, actor_of(head))["posting"] == 0

    merge(session, admin, old, new)

    actor = actor_of(head)
    assert actor.centre_provinces == {"60", "75"}
    counts = inbox.counts(session, actor)
    assert (counts["posting"], counts["match"]) == (1, 1)
    assert allows(actor, Permission.POSTING_REVIEW, need)


def test_shares_in_the_same_deal_are_added_up(session, factories, admin, old, new):
    ally = factories.Organisation(org_type="centre", province="01")
    both, alone = factories.Deal(centre=new), factories.Deal(centre=ally)
    shares = {(both, new): 60, (both, old): 40, (alone, ally): 70, (alone, old): 30}
    session.add_all(
        DealCredit(deal=deal, centre_id=centre.id, percent=percent)
        for (deal, centre), percent in shares.items()
    )
    session.commit()

    merge(session, admin, old, new)

    session.expire_all()
    assert {each.centre_id: each.percent for each in both.credits} == {new.id: 100}
    assert {each.centre_id: each.percent for each in alone.credits} == {ally.id: 70, new.id: 30}


def test_who_let_the_former_centre_in_lets_in_its_successor_and_nobody_else(
    session, factories, admin, old, new
):
    known, hidden = (factories.Need(blind=True, province="60") for _ in range(2))
    session.add(Disclosure(need=known, organisation=old))
    session.commit()
    head = actor_of(factories.Membership(organisation=new).user)

    merge(session, admin, old, new)

    session.expire_all()
    assert identity.is_known(head, known)
    assert not identity.is_known(head, hidden)
    assert session.scalars(
        select(AuditEntry.detail).where(AuditEntry.action == "need:let-in")
    ).all() == [{"organisation": new.code}]


def test_a_need_submitted_later_lets_in_the_successor_alone(session, factories, admin, old, new):
    merge(session, admin, old, new)
    need = factories.Need(blind=True, province="60")

    disclosures.let_in_centres(session, admin, need)

    assert [each.organisation for each in need.disclosures] == [new]


def test_its_clocks_hold_where_the_other_has_none(session, factories, admin, old, new):
    clocks.adjust(session, admin, old, {DealStage.TRIAL: 10, DealStage.PROPOSED: 9})
    clocks.adjust(session, admin, new, {DealStage.TRIAL: 20})

    merge(session, admin, old, new)

    days = {stage: row.days for stage, row in clocks.of_centre(session, new).items()}
    assert days == {DealStage.TRIAL: 20, DealStage.PROPOSED: 9}
    assert clocks.of_centre(session, old) == {}


def test_it_stays_as_history_and_nobody_joins_it_any_more(session, factories, admin, old, new):
    day = local_today() - timedelta(days=30)

    merge(session, admin, old, new, day)

    assert (old.merged_into, old.merged_on) == (new, day)
    with pytest.raises(NotAllowed):
        members.join(session, actor_of(factories.User()), old, MemberRole.OWNER, now())
    with pytest.raises(NotAllowed):
        members.invite(session, admin, old, MemberRole.OWNER)


def test_what_was_merged_before_points_to_where_it_all_is_now(session, factories, admin, old, new):
    oldest = factories.Organisation(org_type="centre", province="77")
    merge(session, admin, oldest, old)
    merge(session, admin, old, new)

    head = actor_of(factories.Membership(organisation=new).user)

    session.expire_all()
    assert oldest.merged_into is new
    assert head.centre_provinces == {"60", "75", "77"}


@pytest.mark.parametrize("wrong", ["itself", "no centre", "merged already", "to come"])
def test_what_makes_no_sense_is_refused_and_changes_nothing(session, factories, admin, old, wrong):
    gone = factories.Organisation(org_type="centre")
    into = {
        "itself": lambda: old,
        "no centre": factories.Organisation,
        "merged already": lambda: gone,
        "to come": lambda: gone,
    }[wrong]()
    if wrong == "merged already":
        merge(session, admin, gone, factories.Organisation(org_type="centre"))
    deal = factories.Deal(centre=old)
    day = local_today() + timedelta(days=1) if wrong == "to come" else local_today()

    with pytest.raises(Incomplete) as refused:
        centres.merge(session, admin, old, into, day)

    assert refused.value.fields == ("on" if wrong == "to come" else "into",)
    assert deal.centre is old
    assert old.merged_into is None
