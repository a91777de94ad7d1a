"""What the parties of a deal write to one another."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from matchmaker.services import disclosures, identity
from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.deals import conversation, participants
from matchmaker.services.deals.participants import Part
from matchmaker.services.errors import Incomplete, InvalidTransition, NamesFirm
from matchmaker.services.permissions import Permission, allows
from models import (
    AuditEntry,
    DealCredit,
    DealParty,
    DealStage,
    MemberRole,
    Message,
    Notification,
    NotificationKind,
    now,
)


@pytest.fixture
def institute(factories, deal):
    return factories.Membership(organisation=deal.technology.organisation).user


@pytest.fixture
def firm(factories, deal):
    return factories.Membership(organisation=deal.need.organisation).user


@pytest.fixture
def sides(officer, institute, firm):
    """The people who speak: the officer, one of each side."""
    return SimpleNamespace(officer=officer, institute=institute, firm=firm)


@pytest.fixture
def blind(session, deal, firm):
    """The same deal, its need posted blind; returns the firm's name."""
    deal.need.blind = True
    disclosures.let_in(session, Actor(), deal.need, deal.centre)
    session.commit()
    return deal.need.organisation.name_vi


def test_all_sides_and_the_officer_read_one_thread(session, deal, officer, institute, firm):
    for person, text in ((officer, "Chào hai bên"), (institute, "Chào anh chị"), (firm, "Chào")):
        conversation.write(session, actor_of(person), deal, text)

    found = conversation.thread(session, deal)

    assert [each.text for each in found] == ["Chào hai bên", "Chào anh chị", "Chào"]
    authors = [conversation.author(actor_of(officer), each) for each in found]
    assert [each.part for each in authors] == [Part.CENTRE, Part.SUPPLY, Part.DEMAND]
    assert authors[1].organisation is deal.technology.organisation
    assert session.scalars(select(AuditEntry.action)).all() == ["message:write"] * 3


def test_each_message_is_told_once_to_everybody_but_its_author(
    session, deal, officer, institute, firm
):
    conversation.write(session, actor_of(firm), deal, "Khi nào thử máy?")

    told = session.scalars(select(Notification)).all()

    assert {each.user_id for each in told} == {officer.id, institute.id}
    assert {(each.kind, each.deal_id) for each in told} == {(NotificationKind.MESSAGE, deal.id)}


def test_who_writes_for_a_party_may_speak_and_who_reads_along_may_not(
    session, factories, deal, sides
):
    investor = factories.member("sme", name_vi="Quỹ đầu tư")
    session.add(
        DealParty(deal=deal, organisation=investor.memberships[0].organisation, role="investor")
    )
    sharing = factories.member("centre", name_vi="Trung tâm Hậu Giang", province="93")
    session.add(DealCredit(deal=deal, centre=sharing.memberships[0].organisation, percent=30))
    session.commit()
    session.refresh(deal)
    reader = factories.Membership(organisation=deal.need.organisation, role=MemberRole.READER).user
    department = factories.member("department", province=deal.centre.province)
    elsewhere = factories.member("institute")

    def may(permission):
        everyone = (
            sides.officer,
            sides.institute,
            sides.firm,
            investor,
            sharing,
            reader,
            department,
            elsewhere,
        )
        return [allows(actor_of(person), permission, deal) for person in everyone]

    assert may(Permission.MESSAGE_WRITE) == [True] * 5 + [False] * 3
    assert may(Permission.DEAL_READ) == [True] * 7 + [False]
    told = {each.user for each in participants.readers(session, deal)}
    assert told == {sides.officer, sides.institute, sides.firm, investor, sharing}


def test_of_a_centre_the_officer_is_told_and_whoever_spoke(session, factories, deal, officer):
    colleagues = [factories.Membership(organisation=deal.centre).user for _ in range(2)]
    conversation.write(session, actor_of(colleagues[0]), deal, "Tôi gọi thay anh ấy")

    assert {each.user for each in participants.readers(session, deal)} == {officer, colleagues[0]}

    deal.officer = None

    assert {each.user for each in participants.readers(session, deal)} == {officer, *colleagues}


def test_who_has_not_confirmed_an_address_or_was_blocked_is_not_told(
    session, factories, deal, institute, firm
):
    institute.confirmed_at, firm.active = None, False
    session.commit()

    assert {each.part for each in participants.readers(session, deal)} == {Part.CENTRE}


def test_nothing_is_no_message(session, deal, officer):
    with pytest.raises(Incomplete):
        conversation.write(session, actor_of(officer), deal, " \u200b\n ")


def test_a_deal_takes_messages_for_ninety_days_after_its_end(session, deal, officer):
    deal.stage, deal.closed_at = DealStage.COMPLETED, now() - timedelta(days=89)
    assert conversation.write(session, actor_of(officer), deal, "Máy chạy tốt không?")

    deal.closed_at = now() - timedelta(days=91)
    with pytest.raises(InvalidTransition):
        conversation.write(session, actor_of(officer), deal, "Máy chạy tốt không?")


def test_who_is_not_let_in_reads_no_name_of_a_blind_firm(session, deal, blind, institute, firm):
    firm.name = "Lã Zĩnh Khuê"
    message = conversation.write(session, actor_of(firm), deal, "Chúng tôi cần 500 kg một mẻ.")

    author = conversation.author(actor_of(institute), message)

    assert (author.name, author.organisation, author.hidden) == ("", None, True)
    assert author.part is Part.DEMAND
    assert conversation.author(actor_of(firm), message).name == "Lã Zĩnh Khuê"


def test_a_blind_firm_and_its_officer_do_not_name_it_by_mistake(session, deal, blind, sides):
    sides.firm.name = "Lã Zĩnh Khuê"
    session.commit()
    for person in (sides.firm, sides.officer):
        for text in (
            f"Mời đến {blind.upper()}",
            "Gọi cho La Zinh Khue",
            f"Viết cho {sides.firm.email}",
        ):
            with pytest.raises(NamesFirm):
                conversation.write(session, actor_of(person), deal, text)

    assert session.scalars(select(Message)).all() == []


def test_a_guess_is_neither_confirmed_nor_refused(session, factories, deal, blind, sides):
    message = conversation.write(
        session, actor_of(sides.institute), deal, f"Có phải {blind} không?"
    )
    colleague = factories.Membership(organisation=deal.technology.organisation).user
    department = factories.member("department", province=deal.centre.province)

    for person in (sides.institute, colleague, sides.firm):
        assert conversation.shown(actor_of(person), message) == f"Có phải {blind} không?"
    assert identity.MASK in conversation.shown(actor_of(department), message)


def test_once_all_know_the_firm_they_speak_freely(session, factories, deal, blind, sides):
    disclosures.let_in(session, actor_of(sides.firm), deal.need, deal.technology.organisation)

    message = conversation.write(session, actor_of(sides.firm), deal, f"Mời anh đến {blind}.")

    assert conversation.shown(actor_of(sides.institute), message) == f"Mời anh đến {blind}."
    ministry = factories.member("ministry")
    assert conversation.shown(actor_of(ministry), message) == "Mời anh đến […]."


def test_who_left_a_blind_firm_stays_unnamed(session, deal, blind, institute, firm):
    message = conversation.write(session, actor_of(firm), deal, "Xin chào")
    session.delete(firm.memberships[0])
    session.commit()
    session.refresh(firm)

    assert conversation.author(actor_of(institute), message).name == ""
