"""Files of a deal: who may read which, their editions, and taking one back."""

import pytest
from sqlalchemy import select

from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.deals import documents, ndas, stages
from matchmaker.services.errors import Incomplete, InvalidTransition, StaleEdit
from matchmaker.services.files.uploads import StoredFile
from matchmaker.services.permissions import Permission, allows
from models import (
    Audience,
    AuditEntry,
    DealCredit,
    DealParty,
    Disclosure,
    DocumentKind,
    MemberRole,
    NdaState,
    local_today,
)


@pytest.fixture
def people(session, factories, officer, deal):
    """Whoever may have to do with the deal, by name."""
    investor = factories.member("sme", name_vi="Quỹ đầu tư")
    partner = factories.member("centre", province="48")
    deal.parties.append(DealParty(organisation=investor.memberships[0].organisation, role="R"))
    deal.credits += [
        DealCredit(centre=deal.centre, percent=60),
        DealCredit(centre=partner.memberships[0].organisation, percent=40),
    ]
    session.commit()
    found = {
        "centre": officer,
        "reader": factories.Membership(organisation=deal.centre, role=MemberRole.READER).user,
        "partner": partner,
        "supply": factories.Membership(organisation=deal.technology.organisation).user,
        "demand": factories.Membership(organisation=deal.need.organisation).user,
        "investor": investor,
        "department": factories.member("department"),
        "ministry": factories.member("ministry"),
        "other centre": factories.member("centre", province="01"),
        "other firm": factories.member("sme"),
    }
    return {name: actor_of(user) for name, user in found.items()} | {"visitor": Actor()}


def file(name="Biên bản.pdf", sha256="ab" * 32):
    return StoredFile(name, "application/pdf", 2048, sha256)


def readers(people, document):
    return {
        name for name, actor in people.items() if allows(actor, Permission.DOCUMENT_READ, document)
    }


CENTRES = {"centre", "reader", "partner"}


@pytest.mark.parametrize(
    ("audience", "beside"),
    [
        (Audience.CENTRE, set()),
        (Audience.SUPPLY, {"supply"}),
        (Audience.DEMAND, {"demand"}),
        (Audience.PARTIES, {"supply", "demand", "investor"}),
    ],
)
def test_each_audience_and_nobody_else_reads_a_file(session, people, deal, audience, beside):
    document = documents.add(session, people["centre"], deal, file(), audience=audience)

    assert readers(people, document) == CENTRES | beside


def test_a_file_of_a_blind_deal_is_for_those_let_in(session, people, deal):
    document = documents.add(session, people["centre"], deal, file())
    deal.need.blind = True
    deal.need.disclosures.append(Disclosure(organisation=deal.centre))
    session.flush()

    assert readers(people, document) == {"centre", "reader", "demand"}


def test_whoever_uploaded_a_file_reads_it_whatever_it_may_name(session, people, deal):
    deal.need.blind = True
    document = documents.add(session, people["supply"], deal, file(), audience=Audience.SUPPLY)

    assert readers(people, document) == {"supply"}


def test_parties_add_files_and_readers_or_strangers_do_not(people, deal):
    adding = {
        name for name, actor in people.items() if allows(actor, Permission.DOCUMENT_ADD, deal)
    }

    assert adding == {"centre", "partner", "supply", "demand", "investor"}


def test_a_party_shares_with_the_centre_or_with_all(people, deal):
    assert documents.choices(people["supply"], deal) == [Audience.SUPPLY, Audience.PARTIES]
    assert documents.choices(people["demand"], deal) == [Audience.DEMAND, Audience.PARTIES]
    assert documents.choices(people["investor"], deal) == [Audience.CENTRE, Audience.PARTIES]
    assert documents.choices(people["centre"], deal) == list(Audience)


def test_a_new_edition_comes_before_the_old_which_stays(session, people, deal):
    first = documents.add(
        session,
        people["centre"],
        deal,
        file("Hợp đồng.pdf"),
        kind=DocumentKind.CONTRACT,
        audience=Audience.SUPPLY,
    )
    other = documents.add(session, people["centre"], deal, file("Ảnh.pdf"))

    second = documents.renew(session, people["centre"], first, file("Hợp đồng sửa.pdf"))
    third = documents.renew(session, people["centre"], second, file("Hợp đồng cuối.pdf"))

    assert [third.edition, third.kind, third.audience] == [3, "contract", "supply"]
    listed = documents.series(people["centre"], deal)
    assert [each.latest for each in listed] == [third, other]
    assert listed[0].older == (second, first)
    assert [each.latest for each in documents.series(people["demand"], deal)] == [other]


def test_of_two_new_editions_the_second_is_told(session, people, deal):
    first = documents.add(session, people["centre"], deal, file())
    documents.renew(session, people["centre"], first, file())

    with pytest.raises(StaleEdit):
        documents.renew(session, people["centre"], first, file())


def test_only_its_uploader_and_the_centre_renew_a_file(session, people, deal):
    document = documents.add(session, people["supply"], deal, file())

    renewing = {n for n, a in people.items() if allows(a, Permission.DOCUMENT_RENEW, document)}

    assert renewing == {"supply", "centre", "partner"}


def test_a_withdrawn_file_is_the_centres_until_it_is_restored(session, people, deal):
    document = documents.add(session, people["supply"], deal, file())

    documents.withdraw(session, people["centre"], document)

    assert readers(people, document) == {"centre", "partner"}
    assert documents.series(people["centre"], deal) == []
    assert documents.withdrawn(people["centre"], deal) == [document]
    assert documents.withdrawn(people["supply"], deal) == []
    with pytest.raises(InvalidTransition):
        documents.renew(session, people["centre"], document, file())

    documents.restore(session, people["centre"], document)

    assert readers(people, document) == CENTRES | {"supply", "demand", "investor"}


def test_where_the_newest_edition_is_withdrawn_the_one_before_is_shown(session, people, deal):
    first = documents.add(session, people["centre"], deal, file())
    second = documents.renew(session, people["centre"], first, file())

    documents.withdraw(session, people["centre"], second)

    assert documents.series(people["supply"], deal) == [documents.Series(first, ())]


def test_every_act_leaves_a_row_and_the_hash(session, people, deal):
    document = documents.add(session, people["centre"], deal, file())
    documents.share(session, people["centre"], document, Audience.CENTRE)
    documents.withdraw(session, people["centre"], document)
    documents.restore(session, people["centre"], document)

    acts = ["added", "shared", "withdrawn", "restored"]
    assert [stages.read(event.text)["act"] for event in deal.timeline] == acts
    entries = list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
    assert [entry.action for entry in entries] == [f"document:{act}" for act in acts]
    assert {entry.detail["sha256"] for entry in entries} == {"ab" * 32}


def test_what_changes_nothing_leaves_no_row(session, people, deal):
    document = documents.add(session, people["centre"], deal, file())

    documents.share(session, people["centre"], document, Audience.PARTIES)
    documents.restore(session, people["centre"], document)

    assert len(deal.timeline) == 1


@pytest.mark.parametrize(
    ("who", "audience", "unprotected"),
    [
        ("centre", Audience.CENTRE, False),
        ("centre", Audience.PARTIES, True),
        ("supply", Audience.SUPPLY, False),
        ("supply", Audience.PARTIES, True),
        ("demand", Audience.PARTIES, True),
    ],
)
def test_before_an_agreement_sharing_is_asked_twice(people, deal, who, audience, unprotected):
    kinds = DocumentKind.OTHER, DocumentKind.NDA
    asked = [documents.is_unprotected(people[who], deal, kind, audience) for kind in kinds]

    assert asked == [unprotected, False]
    for state in (NdaState.SIGNED, NdaState.NOT_NEEDED):
        deal.nda = state
        assert not documents.is_unprotected(people[who], deal, DocumentKind.OTHER, audience)


def test_a_signed_agreement_has_its_day(session, people, deal):
    day = local_today()

    with pytest.raises(Incomplete):
        ndas.settle(session, people["centre"], deal, NdaState.SIGNED, None, version=deal.version)
    ndas.settle(session, people["centre"], deal, NdaState.SIGNED, day, version=deal.version)

    assert (deal.nda, deal.nda_on) == (NdaState.SIGNED, day)
    assert stages.read(deal.timeline[-1].text) == {"nda": "signed", "nda_on": day.isoformat()}

    ndas.settle(session, people["centre"], deal, NdaState.DRAFTED, day, version=deal.version)
    assert deal.nda_on is None


def test_the_agreement_itself_is_the_newest_of_its_kind(session, people, deal):
    assert ndas.document(deal) is None

    draft = documents.add(session, people["centre"], deal, file(), kind=DocumentKind.NDA)
    signed = documents.renew(session, people["centre"], draft, file())
    documents.add(session, people["centre"], deal, file())

    assert ndas.document(deal) is signed
