"""The catalogue's counts follow every change, and its pages cost the same at any size."""

from collections import Counter
from datetime import timedelta
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import catalogue
from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.catalogue import Criteria, tallies
from models import PostingState, Technology, now, reading

FIELDS, PROVINCES, KINDS = ("203", "401", "102"), ("92", "01", ""), ("object.equipment", "")
LEVELS = (8, 5, None)


def browse(session, actor=None, **asked):
    session.commit()
    return catalogue.browse(session, actor or Actor(), Criteria("technology", **asked))


def counts(listing):
    return {
        facet.name: {option.value: option.count for option in facet.options if option.count}
        for facet in listing.facets
    }


def many(session, factories, number, **fields):
    """Publish ``number`` technologies at once, of every mixture of values."""
    owner = factories.Organisation()
    session.add_all(
        factories.Technology.build(
            organisation=owner,
            vn_field=FIELDS[each % 3],
            province=PROVINCES[each % 2],
            trl=LEVELS[each % 3],
            title_vi=f"Máy {each % 7}",
            published_at=now() - timedelta(days=each % 11),
            **fields,
        )
        for each in range(number)
    )
    session.commit()


def test_counts_follow_what_is_published_changed_paused_and_removed(session, factories):
    first, second = factories.Technology(trl=8), factories.Technology(trl=5)
    assert counts(browse(session))["trl"] == {"5": 1, "8": 1}

    first.trl, second.state = 5, PostingState.PAUSED
    third = factories.Technology(trl=8)
    listing = browse(session)
    assert (listing.total, counts(listing)["trl"]) == (2, {"5": 1, "8": 1})

    session.delete(third)
    session.commit()
    second.state = PostingState.PUBLISHED
    assert counts(browse(session))["trl"]["5"] == 2


def test_a_value_that_nobody_had_is_counted(session, factories):
    technology = factories.Technology(province="92")
    assert counts(browse(session))["province"] == {"92": 1}

    technology.province = "01"

    assert counts(browse(session))["province"] == {"01": 1}


def test_what_was_undone_is_no_longer_counted(session, factories):
    technology = factories.Technology(trl=8)
    browse(session)

    technology.trl = 5
    session.flush()
    seen = catalogue.browse(session, Actor(), Criteria("technology"))
    session.rollback()

    assert counts(seen)["trl"] == {"5": 1}
    assert counts(browse(session))["trl"] == {"8": 1}


def test_more_changes_than_a_query_takes_are_counted_anew(session, factories, monkeypatch):
    monkeypatch.setattr(tallies, "_MOST_TOLD", 3)
    many(session, factories, 10)
    browse(session)

    for technology in session.scalars(select(Technology)):
        technology.trl = 9

    assert counts(browse(session))["trl"] == {"9": 10}


def test_two_who_ask_at_once_count_a_change_once(session, engine, factories):
    many(session, factories, 10)
    browse(session)
    totals = []

    def ask():
        with reading(), Session(engine) as other:
            totals.append(catalogue.published(other, "technology").total({}))

    factories.Technology(), session.commit()
    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert totals == [11] * 6


CELL = st.tuples(*map(st.sampled_from, (FIELDS, PROVINCES, LEVELS, KINDS, list(PostingState))))
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "field": st.sampled_from([("203",), ("4", "102")]),
        "province": st.sampled_from([("92",), ("01", "92")]),
        "trl": st.sampled_from([("8",), ("5", "8")]),
        "kind": st.just(("object.equipment",)),
        "state": st.sampled_from([("draft",), ("published", "draft"), ("paused", "expired")]),
    },
)


@given(st.lists(CELL, max_size=12), FILTERS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_filtered_counts_are_those_of_the_rows(
    session, factories, people, cells, filters
):
    owner = people.memberships[0].organisation
    for posting in session.scalars(select(Technology)):
        posting.state = PostingState.REMOVED
    for cell in cells:
        names = ("vn_field", "province", "trl", "kind", "state")
        session.add(
            factories.Technology.build(organisation=owner, **dict(zip(names, cell, strict=True)))
        )
    session.commit()
    browse(session)
    for changed in session.scalars(select(Technology).limit(len(cells) // 2)):
        changed.vn_field, changed.state = "102", PostingState.PUBLISHED

    listing = browse(session, actor_of(people), filters=filters, size=1000)

    rows = session.scalars(select(Technology)).all()
    for name, column in (("province", "province"), ("trl", "trl"), ("kind", "kind")):
        others = [each for each in rows if fits(each, filters, but=name)]
        expected = Counter(str(getattr(each, column)) for each in others if getattr(each, column))
        assert counts(listing)[name] == dict(expected)
    states = Counter(str(each.state) for each in rows if fits(each, filters, but="state"))
    assert counts(listing)["state"] == dict(states)
    assert {each.id for each in listing.postings} == {
        each.id for each in rows if fits(each, filters)
    }
    assert listing.total == len(listing.postings)


def fits(posting, filters, but=""):
    """Say whether a posting has one of the values of every filter ``but`` one."""
    column = {"field": "vn_field"}
    states = {"state": filters.get("state", ("published",))}
    return all(
        any(
            value == str(getattr(posting, column.get(name, name)))
            or (name == "field" and posting.vn_field.startswith(value))
            for value in values
        )
        for name, values in {**filters, **states}.items()
        if name != but
    )


@pytest.fixture
def people(factories):
    """A member of an institute, who may read all that the institute has written."""
    return factories.member("institute")


@pytest.mark.parametrize("sort", ["newest", "title", "trl"])
@pytest.mark.parametrize("filters", [{}, {"trl": ("8", "5")}, {"field": ("203",)}])
def test_the_pages_of_a_list_are_the_list(session, factories, sort, filters):
    many(session, factories, 23)
    asked = Criteria("technology", sort=sort, filters=filters, size=4)

    whole = [each.id for each in catalogue.every(session, Actor(), asked)]
    pages = browse(session, sort=sort, filters=filters, size=4).pages
    parts = [
        [
            each.id
            for each in browse(session, sort=sort, filters=filters, size=4, page=page).postings
        ]
        for page in range(1, pages + 1)
    ]

    rows = session.scalars(select(Technology)).all()
    assert sorted(whole) == sorted(each.id for each in rows if fits(each, filters))
    assert [key for part in parts for key in part] == whole
    assert whole == [each.id for each in sorted(rows, key=ORDER[sort]) if each.id in set(whole)]


ORDER = {
    "newest": lambda each: (-each.published_at.timestamp(), -each.id),
    "title": lambda each: (each.sort_key, each.id),
    "trl": lambda each: (-(each.trl or 0), -each.published_at.timestamp(), -each.id),
}


def steps(session, **asked):
    """Count what SQLite does for a page, in steps of its machine: the same on every computer."""
    browse(session, **asked)
    count = 0

    def step():
        nonlocal count
        count += 1

    connection = session.connection().connection.driver_connection
    connection.set_progress_handler(step, 1)
    try:
        catalogue.browse(session, Actor(), Criteria("technology", **asked))
    finally:
        connection.set_progress_handler(None, 1)
    return count


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"sort": "title"},
        {"sort": "trl"},
        {"filters": {"field": ("203",)}},
        {"filters": {"trl": ("8",), "province": ("92",)}},
        {"page": 10_000},
    ],
)
def test_a_page_costs_the_database_the_same_among_few_and_many(session, engine, factories, asked):
    if engine.dialect.name != "sqlite":
        pytest.skip("counted in steps of SQLite")
    many(session, factories, 180)
    few = steps(session, **asked)

    many(session, factories, 900)

    assert steps(session, **asked) <= 1.3 * few
