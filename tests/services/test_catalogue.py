"""The catalogue: who finds what, filters, counts, pages."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.services import catalogue
from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.catalogue import Criteria, Note
from matchmaker.services.permissions import Permission, allows
from models import Disclosure, Posting, PostingState, now

VISITOR = Actor()


def titles(session, actor=VISITOR, **asked):
    side = asked.pop("side", "technology")
    listing = catalogue.browse(session, actor, Criteria(side, **asked))
    return [posting.title_vi for posting in listing.postings]


def facet(listing, name):
    found = next(facet for facet in listing.facets if facet.name == name)
    return {option.value: option.count for option in found.options}


def test_visitors_find_what_is_published_and_nothing_else(session, factories):
    for state in PostingState:
        factories.Technology(state=state, title_vi=state.value)

    assert titles(session) == ["published"]


@pytest.mark.parametrize("state", list(PostingState))
def test_whoever_may_read_a_posting_may_find_it(session, factories, state):
    institute = factories.member("institute", province="92")
    centre = factories.member("centre", province="92")
    people = [
        None,
        institute,
        factories.member("institute", province="92"),
        factories.member("coop", province="01"),
        centre,
        factories.member("centre", province="01"),
        factories.member("department", province="92"),
        factories.member("ministry", province="01"),
        factories.administrator(),
    ]
    own = institute.memberships[0].organisation
    postings = [
        factories.Technology(organisation=own, state=state),
        factories.Need(organisation__province="01", state=state),
    ]

    for person, posting in itertools.product(people, postings):
        actor = actor_of(person)
        found = session.scalars(select(Posting.id).where(catalogue.seen_by(actor))).all()
        assert (posting.id in found) == allows(actor, Permission.POSTING_READ, posting)


@pytest.mark.parametrize("query", ["máy sấy mít", "may say mit", "MAY SAY MIT", "mít sấy máy"])
def test_words_find_with_or_without_accents_in_any_order(session, factories, query):
    factories.Technology(title_vi="Máy sấy mít bơm nhiệt")
    factories.Technology(
        title_vi="Xử lý nước thải chăn nuôi",
        summary_vi="Hầm khí sinh học",
        problem_vi="Nước thải",
        description_vi="Bùn hoạt tính",
    )

    assert titles(session, query=query, sort="relevance") == ["Máy sấy mít bơm nhiệt"]


def test_a_code_finds_its_posting(session, factories):
    technology = factories.Technology()
    factories.Technology()

    found = catalogue.browse(
        session, VISITOR, Criteria("technology", query=technology.code.lower())
    )

    assert [each.code for each in found.postings] == [technology.code]


def test_a_group_of_fields_takes_its_fields_in(session, factories):
    factories.Technology(title_vi="cơ khí", vn_field="203")
    factories.Technology(title_vi="trồng trọt", vn_field="401")

    assert titles(session, filters={"field": ("2",)}) == ["cơ khí"]
    assert titles(session, filters={"field": ("203",)}) == ["cơ khí"]
    assert len(titles(session, filters={"field": ("2", "401")})) == 2


def test_counts_hold_under_the_other_filters(session, factories):
    factories.Technology(vn_field="203", trl=8, province="92")
    factories.Technology(vn_field="203", trl=5, province="92")
    factories.Technology(vn_field="401", trl=8, province="01")

    listing = catalogue.browse(
        session, VISITOR, Criteria("technology", filters={"trl": ("8",), "province": ("92",)})
    )

    assert listing.total == 1
    assert facet(listing, "trl") == {"8": 1, "5": 1}
    assert facet(listing, "province") == {"92": 1, "01": 1}
    assert facet(listing, "field") == {"2": 1, "203": 1}


def test_needs_are_filtered_by_their_kind(session, factories):
    factories.Need(title_vi="máy", need_type="equipment")
    factories.Need(title_vi="nước", need_type="waste")

    assert titles(session, side="need", filters={"kind": ("waste",)}) == ["nước"]


def test_orders(session, factories):
    for day, (title, trl) in enumerate([("Xoài", 3), ("ăn", 9), ("Bơ", None)]):
        factories.Technology(title_vi=title, trl=trl, published_at=now() - timedelta(days=day))

    assert titles(session) == ["Xoài", "ăn", "Bơ"]
    assert titles(session, sort="title") == ["ăn", "Bơ", "Xoài"]
    assert titles(session, sort="trl") == ["ăn", "Xoài", "Bơ"]


def test_a_page_past_the_end_is_the_last_page(session, factories):
    for _each in range(5):
        factories.Technology()

    listing = catalogue.browse(session, VISITOR, Criteria("technology", page=99, size=2))

    assert (listing.criteria.page, listing.pages, len(listing.postings)) == (3, 3, 1)


def test_an_empty_catalogue_has_one_empty_page(session):
    listing = catalogue.browse(session, VISITOR, Criteria("need", page=7))

    assert (listing.total, listing.pages, listing.criteria.page) == (0, 1, 1)


def test_unknown_values_are_left_out_and_noted(session):
    criteria, notes = catalogue.read(
        session,
        VISITOR,
        "technology",
        {"trl": ["8", "12"], "kind": ["object.knowhow", "right.use"], "sort": ["price"]},
    )

    assert criteria.filters == {"trl": ("8",), "kind": ("object.knowhow",)}
    assert notes == [
        Note("unknown", "trl", "12"),
        Note("unknown", "kind", "right.use"),
        Note("unknown", "sort", "price"),
    ]


def test_visitors_do_not_filter_by_state(session, factories):
    asked = {"state": ["draft"]}

    assert catalogue.read(session, VISITOR, "need", asked)[0].filters == {}
    member = actor_of(factories.member())
    assert catalogue.read(session, member, "need", asked)[0].filters == {"state": ("draft",)}


def test_the_own_drafts_are_found_by_their_state(session, factories):
    person = factories.member()
    own = person.memberships[0].organisation
    factories.Technology(organisation=own, title_vi="nháp", state=PostingState.DRAFT)
    factories.Technology(title_vi="của người khác", state=PostingState.DRAFT)

    assert titles(session, actor_of(person), filters={"state": ("draft",)}) == ["nháp"]


@pytest.mark.parametrize(
    ("written", "query", "notes"),
    [
        ("  máy   sấy ", "máy sấy", []),
        ("ma\u0301y sa\u0302\u0301y", "máy sấy", []),
        ("máy\x00 sấy\u200b\u202e", "máy sấy", ["query-cleaned"]),
        ("a" * 10_000_000, "a" * 200, ["query-cut"]),
        ("\u200b" * 900, "", ["query-cleaned", "query-cut"]),
        ("\ud800 máy", "máy", ["query-cleaned"]),
    ],
    ids=["spaces", "decomposed", "unseen", "long", "nothing", "surrogate"],
)
def test_a_query_is_cleaned_and_cut_with_a_note(written, query, notes):
    found = catalogue.clean_query(written)

    assert (found[0], [note.what for note in found[1]]) == (query, notes)


def test_a_blind_need_is_not_found_by_its_organisation(session, factories):
    need = factories.Need(blind=True)
    asked = {"side": "need", "organisation": need.organisation.code}
    stranger = factories.member("institute")
    let_in = factories.member("institute")
    need.disclosures.append(Disclosure(organisation=let_in.memberships[0].organisation))
    session.commit()

    assert titles(session, VISITOR, **asked) == []
    assert titles(session, actor_of(stranger), **asked) == []
    assert titles(session, actor_of(factories.administrator()), **asked) == []
    assert titles(session, actor_of(let_in), **asked) == [need.title_vi]


def test_a_visit_counts_but_does_not_change_the_posting(session, factories):
    technology = factories.Technology()
    before = (technology.version, technology.updated_at)

    assert catalogue.count_visit(session, VISITOR, technology)

    session.commit()
    session.expire_all()
    assert technology.view_count == 1
    assert (technology.version, technology.updated_at) == before


def test_the_own_organisation_and_hidden_postings_count_no_visits(session, factories):
    person = factories.member()
    own = factories.Technology(organisation=person.memberships[0].organisation)
    draft = factories.Technology(state=PostingState.DRAFT)

    assert not catalogue.count_visit(session, actor_of(person), own)
    assert not catalogue.count_visit(session, VISITOR, draft)
