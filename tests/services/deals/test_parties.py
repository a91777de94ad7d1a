"""Who else takes part in a deal, and what that lets them read."""

import pytest
from sqlalchemy import select

from matchmaker.services import disclosures, identity
from matchmaker.services.actors import actor_of
from matchmaker.services.deals import parties as deal_parties
from matchmaker.services.errors import AlreadyThere, NamesFirm, UnknownCode
from matchmaker.services.permissions import Permission, allows
from models import AuditEntry, DealEventKind, DealParty, Disclosure, Notification, NotificationKind


@pytest.fixture
def investor(factories):
    return factories.member("investor", name_vi="Quỹ Đầu tư Cửu Long")


def house(person):
    return person.memberships[0].organisation


def test_a_party_reads_the_deal_and_stands_in_its_timeline(session, deal, actor, investor):
    assert not allows(actor_of(investor), Permission.DEAL_READ, deal)

    deal_parties.add(session, actor, deal, house(investor), "investor")

    assert allows(actor_of(investor), Permission.DEAL_READ, deal)
    assert not allows(actor_of(investor), Permission.DEAL_FOLLOW_UP, deal)
    assert not allows(actor_of(investor), Permission.DEAL_INSIDE, deal)
    event = deal.timeline[-1]
    assert event.kind is DealEventKind.PARTY
    assert event.text == "joined: Quỹ Đầu tư Cửu Long\nrole: investor"
    assert session.scalars(select(AuditEntry.action)).all() == ["deal:add-party"]


def test_the_people_of_a_new_party_are_told_so_and_as_what(session, deal, actor, investor):
    deal_parties.add(session, actor, deal, house(investor), "investor")

    (told,) = session.scalars(select(Notification))
    assert (told.user, told.deal, told.kind) == (investor, deal, NotificationKind.STAGE)
    assert told.detail == {"what": "joined", "role": "investor"}


def test_the_chain_shows_every_step_from_research_to_transfer(session, factories, deal, actor):
    for name, role in (("Trại giống", "pilot_site"), ("Viện Lúa", "research_partner")):
        deal_parties.add(session, actor, deal, factories.Organisation(name_vi=name), role)

    chain = deal_parties.chain(session, deal)

    assert [(link.step, [each.role for each in link.parties]) for link in chain] == [
        ("research", ["research_partner"]),
        ("application", ["pilot_site"]),
        ("transfer", []),
    ]


def test_one_organisation_may_stand_in_two_roles_but_never_twice_in_one(
    session, deal, actor, investor
):
    for role in ("investor", "distributor"):
        deal_parties.add(session, actor, deal, house(investor), role)

    with pytest.raises(AlreadyThere, match="Cửu Long"):
        deal_parties.add(session, actor, deal, house(investor), "investor")

    assert [each.role for each in session.scalars(select(DealParty))] == ["investor", "distributor"]


@pytest.mark.parametrize("side", ["need", "technology"])
def test_the_two_sides_are_in_the_deal_already(session, deal, actor, side):
    with pytest.raises(AlreadyThere):
        deal_parties.add(session, actor, deal, getattr(deal, side).organisation, "investor")


def test_a_role_is_one_of_the_vocabulary(session, deal, actor, investor):
    with pytest.raises(UnknownCode):
        deal_parties.add(session, actor, deal, house(investor), "friend")


def test_who_left_reads_no_more_and_the_timeline_keeps_both(session, deal, actor, investor):
    party = deal_parties.add(session, actor, deal, house(investor), "investor")

    deal_parties.remove(session, actor, deal, party)

    assert not allows(actor_of(investor), Permission.DEAL_READ, deal)
    assert [each.text.partition(":")[0] for each in deal.timeline] == ["joined", "left"]


@pytest.mark.parametrize("typed", ["quy dau tu", "CỬU LONG", "Quỹ  Đầu tư Cửu Long"])
def test_organisations_are_found_without_accents(session, factories, investor, typed):
    factories.Organisation(name_vi="Viện Lúa")

    assert deal_parties.search(session, typed) == [house(investor)]


def test_nothing_is_searched_before_something_is_typed(session, investor):
    assert deal_parties.search(session, " ") == []


def test_a_blind_firm_is_known_to_a_party_only_once_the_firm_says_so(
    session, deal, actor, investor
):
    deal.need.blind = True
    deal_parties.add(session, actor, deal, house(investor), "investor")
    viewer = actor_of(investor)

    assert not identity.is_known(viewer, deal.need)
    listed = {each.organisation: each.let_in for each in disclosures.candidates(session, deal.need)}
    assert listed[house(investor)] is False

    deal.need.disclosures.append(Disclosure(organisation=house(investor)))
    session.commit()
    assert identity.is_known(viewer, deal.need)


def test_a_blind_firm_is_never_added_by_name(session, deal, actor):
    deal.need.blind = True

    with pytest.raises(NamesFirm):
        deal_parties.add(session, actor, deal, deal.need.organisation, "co_user")
