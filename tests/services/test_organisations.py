"""Organisations: found, registered, changed, verified."""

import pytest
from sqlalchemy import select

from matchmaker.services import organisations
from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.errors import Incomplete, NotAllowed, StaleEdit, UnknownCode
from matchmaker.services.organisations import Criteria
from models import AuditEntry, MemberRole, Side

FIELDS = {
    "name_vi": "Hợp tác xã Mít Ba Láng",
    "org_type": "coop",
    "province": "92",
    "tax_code": "1800 123-456",
}


def found(session, **asked):
    return [each.name_vi for each in organisations.browse(session, Criteria(**asked)).organisations]


@pytest.mark.parametrize("query", ["mít ba láng", "BA LANG mit", "ba lan", "balaco"])
def test_words_find_organisations(session, factories, query):
    person = factories.User()
    organisations.register(session, actor_of(person), {**FIELDS, "short_name": "BALACO"})
    factories.Organisation(name_vi="Viện Lúa")

    assert found(session, query=query) == ["Hợp tác xã Mít Ba Láng"]


@pytest.mark.parametrize("query", ["%", "_", "'; DROP TABLE organisation; --"])
def test_signs_of_the_database_are_plain_text(session, factories, query):
    factories.Organisation()

    assert found(session, query=query) == []


def test_names_sort_as_in_a_vietnamese_dictionary(session, factories):
    for name in ("Đồng Tháp", "Dân Tiến", "Ân Thi", "An Giang"):
        factories.Organisation(name_vi=name)

    assert found(session) == ["An Giang", "Ân Thi", "Dân Tiến", "Đồng Tháp"]


def test_filters_and_their_counts(session, factories):
    factories.Organisation(org_type="coop", province="92", verified_at=None)
    factories.Organisation(org_type="coop", province="01")
    factories.Organisation(org_type="institute", province="92")

    criteria = Criteria(filters={"type": ("coop",), "verified": ("no",)})
    listing = organisations.browse(session, criteria)

    assert listing.total == 1
    assert listing.counts["verified"] == {"yes": 1, "no": 1}
    assert listing.counts["type"] == {"coop": 1}
    assert listing.counts["side"] == {"demand": 1}


def test_who_registers_an_organisation_owns_it_and_acts_for_it(session, factories):
    person = factories.member("institute")

    organisation = organisations.register(session, actor_of(person), FIELDS)

    session.commit()
    session.expire_all()
    membership = actor_of(person).membership
    assert (membership.organisation, membership.role) == (organisation, MemberRole.OWNER)
    assert organisation.side is Side.DEMAND
    assert organisation.tax_code == "1800123456"
    assert not organisation.verified
    assert session.scalar(select(AuditEntry.subject)) == organisation.code


@pytest.mark.parametrize("kind", sorted(organisations.RESERVED))
def test_only_administrators_make_the_reserved_kinds(session, factories, kind):
    with pytest.raises(NotAllowed):
        organisations.register(session, actor_of(factories.User()), {**FIELDS, "org_type": kind})

    administrator = factories.administrator()
    organisations.register(session, actor_of(administrator), {**FIELDS, "org_type": kind})
    session.commit()
    session.expire_all()
    assert actor_of(administrator).membership is None


def test_visitors_register_nothing(session):
    with pytest.raises(NotAllowed):
        organisations.register(session, Actor(), FIELDS)


@pytest.mark.parametrize("wrong", [{"org_type": "x"}, {"province": "00"}, {"service_area": ["x"]}])
def test_unknown_codes_are_refused(session, factories, wrong):
    with pytest.raises(UnknownCode):
        organisations.register(session, actor_of(factories.User()), FIELDS | wrong)


@pytest.mark.parametrize(
    ("name", "tax_code", "alike"),
    [
        ("HỢP TÁC XÃ MÍT BA LÁNG", "", True),
        ("hop tac xa mit ba lang", "", True),
        ("Hợp tác xã Mit Ba Lang 2", "", True),
        ("Viện Lúa đồng bằng sông Cửu Long", "1800123456", True),
        ("Viện Lúa đồng bằng sông Cửu Long", "", False),
    ],
)
def test_what_may_be_the_same_organisation_is_found(session, factories, name, tax_code, alike):
    organisation = factories.Organisation(**FIELDS | {"tax_code": "1800123456"})

    similar = organisations.similar(session, name, tax_code, "92")

    assert similar == ([organisation] if alike else [])


def test_a_stale_change_is_refused(session, factories):
    person = factories.member("coop")
    organisation = person.memberships[0].organisation

    with pytest.raises(StaleEdit):
        organisations.change(session, actor_of(person), organisation, 0, FIELDS)


def test_a_new_name_has_to_be_verified_again(session, factories):
    person = factories.member("coop")
    organisation = person.memberships[0].organisation
    same = {name: getattr(organisation, name) for name in FIELDS}

    def change(**fields):
        return organisations.change(
            session, actor_of(person), organisation, organisation.version, same | fields
        )

    assert not change(field_of_work="Sấy mít")
    assert organisation.verified
    assert change(name_vi="Viện Lúa")
    assert not organisation.verified
    assert organisation.search_key == "vien lua"


def test_a_centre_does_not_move_itself_to_another_province(session, factories):
    person = factories.member("centre", province="92")
    organisation = person.memberships[0].organisation
    fields = {"name_vi": organisation.name_vi, "org_type": "centre", "province": "01"}

    with pytest.raises(NotAllowed):
        organisations.change(session, actor_of(person), organisation, 1, fields)
    with pytest.raises(NotAllowed):
        organisations.change(
            session, actor_of(person), organisation, 1, fields | {"org_type": "coop"}
        )


def test_verifying_keeps_who_when_and_how(session, factories):
    officer = factories.member("centre")
    organisation = factories.Organisation(verified_at=None)

    organisations.verify(session, actor_of(officer), organisation, "visit")
    assert (organisation.verified, organisation.verified_by) == (True, officer)
    assert organisation.verified_how == "visit"

    organisations.unverify(session, actor_of(officer), organisation, "Đã giải thể")
    assert (organisation.verified, organisation.verified_by) == (False, None)
    with pytest.raises(Incomplete):
        organisations.unverify(session, actor_of(officer), organisation, " ")


def test_the_centre_of_a_province(session, factories):
    centre = factories.Organisation(org_type="centre", province="92")

    assert organisations.centre_of(session, "92") == centre
    assert organisations.centre_of(session, "01") is None
