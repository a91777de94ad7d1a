"""Opening and following deals."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.deals import boards, lifecycle
from matchmaker.services.deals.next_steps import NextStep
from matchmaker.services.errors import (
    AlreadyTaken,
    Incomplete,
    InvalidTransition,
    NamesFirm,
    NotAllowed,
    StaleEdit,
    UnknownCode,
)
from matchmaker.services.permissions import Permission, allows
from models import AuditEntry, Deal, DealStage, Match, MatchState, MemberRole, User, local_today


def step(deal, **changes):
    values = {"text": "Gọi điện", "owner_id": deal.officer_id, "due": local_today()}
    return NextStep(**{**values, **changes})


def test_an_accepted_match_becomes_a_deal_with_one_next_step(session, factories, actor, officer):
    match = factories.Match()

    deal = lifecycle.open(session, actor, match)

    assert deal.code.startswith("TV-")
    assert deal.stage is DealStage.PROPOSED
    assert deal.officer is officer
    assert deal.next_step
    assert deal.next_step_owner is officer
    assert deal.next_step_due == local_today() + timedelta(days=3)
    assert [event.kind for event in deal.timeline] == ["opened"]
    assert match.state is MatchState.ACCEPTED
    assert session.scalar(select(AuditEntry.action)) == "deal:open"


def test_the_second_centre_is_told_who_has_the_match(session, factories, actor):
    match = factories.Match()
    other = actor_of(factories.member("centre", name_vi="Trung tâm thứ hai"))
    lifecycle.open(session, actor, match)

    with pytest.raises(AlreadyTaken, match="Trung tâm Cần Thơ"):
        lifecycle.open(session, other, match)

    assert session.scalars(select(Deal)).one().centre.name_vi == "Trung tâm Cần Thơ"


def test_two_centres_at_once_one_gets_it(engine, session, factories, officer):
    rival = factories.member("centre", name_vi="Trung tâm thứ hai")
    people, match_id = [officer.id, rival.id], factories.Match().id
    session.rollback()
    start, said = threading.Barrier(2), []

    def accept(person):
        with Session(engine) as own:
            start.wait(timeout=10)
            try:
                lifecycle.open(own, actor_of(own.get(User, person)), own.get(Match, match_id))
                own.commit()
                said.append("opened")
            except AlreadyTaken as refusal:
                said.append(refusal.by)

    threads = [threading.Thread(target=accept, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    owner = session.scalars(select(Deal)).one().centre.name_vi
    assert sorted(said) == sorted(["opened", owner])


def test_a_declined_match_keeps_its_reason_and_opens_no_deal(session, factories, actor):
    match = factories.Match()

    lifecycle.decline(session, actor, match, "price", "Quá ngân sách")

    assert (match.state, match.decision_code) == (MatchState.DECLINED, "price")
    with pytest.raises(InvalidTransition):
        lifecycle.open(session, actor, match)


def test_a_match_is_declined_only_for_a_known_reason(session, factories, actor):
    with pytest.raises(UnknownCode):
        lifecycle.decline(session, actor, factories.Match(), "không thích")


def test_only_a_centre_opens_deals(session, factories):
    with pytest.raises(NotAllowed):
        lifecycle.open(session, actor_of(factories.member("institute")), factories.Match())


def test_a_stale_save_changes_nothing(session, actor, deal):
    with pytest.raises(StaleEdit):
        lifecycle.plan(session, actor, deal, step(deal), version=deal.version - 1)


def test_two_officers_saving_at_once_the_second_is_refused(engine, session, officer, deal):
    code, version, person = deal.code, deal.version, officer.id
    mine = step(deal)
    session.rollback()

    def plan(text):
        with Session(engine) as own:
            found = own.scalars(select(Deal).filter_by(code=code)).one()
            acting = actor_of(own.get(User, person))
            wanted = NextStep(text, mine.owner_id, mine.due)
            lifecycle.plan(own, acting, found, wanted, version=version)
            own.commit()

    plan("Việc thứ nhất")
    with pytest.raises(StaleEdit):
        plan("Việc thứ hai")

    session.expire_all()
    assert session.scalars(select(Deal.next_step)).one() == "Việc thứ nhất"


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"text": " \u200b "}, "next_step"),
        ({"owner_id": 0}, "owner"),
        ({"due": local_today() - timedelta(days=1)}, "due"),
    ],
)
def test_an_open_deal_is_not_saved_without_a_whole_next_step(
    session, actor, deal, changes, missing
):
    with pytest.raises(Incomplete) as refused:
        lifecycle.plan(session, actor, deal, step(deal, **changes), version=deal.version)

    assert refused.value.fields == (missing,)


def test_everything_missing_is_said_at_once(session, actor, deal):
    with pytest.raises(Incomplete) as refused:
        lifecycle.advance(
            session, actor, deal, DealStage.INTRODUCED, evidence={}, version=deal.version
        )

    assert refused.value.fields == ("fit", "next_step", "owner", "due")


def test_a_stranger_owns_no_next_step(session, factories, actor, deal):
    stranger = factories.User()

    with pytest.raises(Incomplete):
        lifecycle.plan(session, actor, deal, step(deal, owner_id=stranger.id), version=deal.version)


def test_the_next_step_of_the_former_officer_goes_to_the_new_one(session, factories, actor, deal):
    colleague = factories.Membership(organisation=deal.centre, role=MemberRole.EDITOR).user

    lifecycle.assign(session, actor, deal, colleague.id, version=deal.version)

    assert (deal.officer, deal.next_step_owner) == (colleague, colleague)


def test_a_reader_of_the_centre_follows_no_deal(session, factories, actor, deal):
    reader = factories.Membership(organisation=deal.centre, role=MemberRole.READER).user

    with pytest.raises(Incomplete):
        lifecycle.assign(session, actor, deal, reader.id, version=deal.version)


def test_words_for_all_never_name_a_blind_firm(session, actor, deal):
    deal.need.blind = True
    firm = deal.need.organisation.name_vi
    session.commit()

    with pytest.raises(NamesFirm):
        lifecycle.write_note(session, actor, deal, f"Đã gọi {firm.upper()}.")
    with pytest.raises(NamesFirm):
        lifecycle.plan(session, actor, deal, step(deal, text=f"Gặp {firm}"), version=deal.version)

    assert lifecycle.write_note(session, actor, deal, f"Đã gọi {firm}.", private=True).private


def test_lists_show_exactly_the_deals_that_may_be_read(session, factories, deal):
    near = factories.Deal()
    factories.Deal(
        centre=factories.Organisation(org_type="centre", province="48"),
        match=factories.Match(),
    )
    members = [
        factories.Membership(organisation=organisation).user
        for organisation in (
            deal.centre,
            deal.need.organisation,
            near.technology.organisation,
            factories.Organisation(org_type="department", province="48"),
            factories.Organisation(org_type="ministry"),
            factories.Organisation(),
        )
    ]
    everyone = [Actor(), *map(actor_of, [*members, factories.administrator(), factories.User()])]
    known = session.scalars(select(Deal)).all()

    for viewer in everyone:
        seen = set(session.scalars(select(Deal.id).where(boards.visible(viewer))))
        allowed = {each.id for each in known if allows(viewer, Permission.DEAL_READ, each)}
        assert seen == allowed
