"""Whom the firm behind a blind need lets in."""

import pytest

from matchmaker.services import disclosures
from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.permissions import Permission, allows
from models import PostingState


@pytest.fixture
def need(factories):
    return factories.Need(blind=True)


def test_letting_in_twice_is_letting_in_once(session, factories, need):
    institute = factories.Organisation()

    for _ in range(2):
        disclosures.let_in(session, Actor(), need, institute)
    session.commit()

    assert [each.organisation for each in need.disclosures] == [institute]


def test_who_was_let_in_knows_until_it_is_taken_back(session, factories, need):
    member = actor_of(factories.member("institute"))
    assert not allows(member, Permission.NEED_IDENTITY, need)

    disclosures.let_in(session, Actor(), need, member.organisation)
    assert allows(member, Permission.NEED_IDENTITY, need)

    disclosures.take_back(session, Actor(), need, member.organisation)
    session.commit()
    assert not allows(member, Permission.NEED_IDENTITY, need)


def test_only_who_has_a_match_can_be_let_in(session, factories, need):
    match = factories.Match(need=need)
    hidden = factories.Technology(state=PostingState.DRAFT)
    factories.Match(need=need, technology=hidden)
    factories.Match()

    found = disclosures.candidates(session, need)

    assert [each.organisation for each in found] == [match.technology.organisation]
    assert not found[0].let_in


def test_who_is_in_stays_on_the_list(session, factories, need):
    centre = factories.Organisation(org_type="centre")
    disclosures.let_in(session, Actor(), need, centre)
    session.commit()

    (found,) = disclosures.candidates(session, need)

    assert (found.organisation, found.let_in) == (centre, True)


@pytest.mark.parametrize(
    "words", ["gọi 0912 345 678", "mua@htx.vn", "xem www.htx-mit.vn", "1801234567"]
)
def test_ways_to_get_in_touch_give_the_firm_away(session, factories, words):
    firm = factories.Organisation(
        org_type="coop",
        phone="0912 345 678",
        email="mua@htx.vn",
        website="https://www.htx-mit.vn/lien-he",
        tax_code="1801234567",
    )
    need = factories.Need(organisation=firm, blind=True, problem_vi=f"Cần máy, {words}.")

    assert list(disclosures.namings(need)) == ["problem_vi"]
