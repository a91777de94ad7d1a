"""The change log is followed without missing a change, in whatever order commits arrive."""

import json
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matchmaker.services.engine import change_log
from matchmaker.services.engine.change_log import OVERLAP, Position
from models import Posting, PostingChange, PostingState, reading


class Reader:
    """Follows the log from session to session, and keeps the titles of one side."""

    def __init__(self, engine, side="technology"):
        self._engine, self._side = engine, side
        with self._session() as session:
            self.position = change_log.end(session)
            self.titles = titles(session, Posting.side == side)

    def _session(self):
        return Session(self._engine)

    def follow(self):
        """Read what changed, and those titles only; return which postings that were."""
        with reading(), self._session() as session:
            noted = Position.of(json.loads(json.dumps(self.position.noted())))
            self.position, changed = change_log.follow(session, self._side, noted)
            self.titles |= titles(session, Posting.id.in_(changed))
        return changed


def titles(session, condition):
    return dict(session.execute(select(Posting.id, Posting.title_vi).where(condition)).all())


def rename(session, posting, title):
    session.get(Posting, posting.id).title_vi = title
    session.flush()


@pytest.fixture
def postgresql(engine):
    """Only there a transaction can be committed after one that began later."""
    if engine.dialect.name != "postgresql":
        pytest.skip("a matter of PostgreSQL")


def test_an_empty_log_has_nothing_to_tell(session, engine):
    reader = Reader(engine)

    assert (reader.follow(), reader.position.rows) == (set(), {})


def test_the_first_change_of_all_is_told(session, engine, factories):
    reader = Reader(engine)

    technology = factories.Technology()

    assert reader.follow() == {technology.id}


def test_what_changed_is_told_once(session, engine, factories):
    technologies = [factories.Technology() for _ in range(3)]
    reader = Reader(engine)

    technologies[0].title_vi = "Máy bơm"
    technologies[2].title_vi = "Máy nghiền"
    session.commit()

    assert reader.follow() == {technologies[0].id, technologies[2].id}
    assert reader.follow() == set()


def test_only_one_side_is_told_and_both_are_passed(session, engine, factories):
    factories.Technology()
    reader = Reader(engine, "need")
    for _ in range(OVERLAP + 5):
        factories.Technology()

    assert reader.follow() == set()
    need = factories.Need()

    assert reader.follow() == {need.id}
    assert len(reader.position.rows) == OVERLAP


def test_any_number_of_changes_is_caught_up_with(session, engine, factories):
    technology = factories.Technology()
    reader = Reader(engine)

    others = {factories.Technology().id for _ in range(3 * OVERLAP)}
    technology.title_vi = "Máy bơm"
    session.commit()

    assert reader.follow() == {technology.id, *others}


def test_a_position_stays_short_however_long_the_log_is(session, engine, factories):
    technology = factories.Technology()
    rows = [{"posting_id": technology.id, "side": "technology"} for _ in range(2000)]
    session.execute(PostingChange.__table__.insert(), rows)
    session.commit()

    reader = Reader(engine)
    reader.follow()

    assert len(reader.position.rows) == OVERLAP


def test_a_change_that_was_seen_and_undone_is_told_again(session, factories):
    technology = factories.Technology(title_vi="Máy sấy")
    position = change_log.end(session)

    technology.title_vi = "Máy bơm"
    position, seen = change_log.follow(session, "technology", position)
    session.rollback()
    position, undone = change_log.follow(session, "technology", position)

    assert seen == undone == {technology.id}


def test_a_number_that_is_given_again_is_another_change(session, factories):
    first, second = factories.Technology(), factories.Technology()
    position = change_log.end(session)

    first.title_vi = "Máy bơm"
    position, _ = change_log.follow(session, "technology", position)
    session.rollback()
    second.title_vi = "Máy nghiền"
    session.commit()

    assert change_log.follow(session, "technology", position)[1] == {first.id, second.id}


@pytest.mark.parametrize("again", [0, 1, 3 * OVERLAP])
def test_where_nothing_known_is_left_everything_is_to_be_read_anew(
    session, engine, factories, again
):
    technology = factories.Technology()
    factories.Technology()
    reader = Reader(engine)

    session.execute(delete(PostingChange))
    for _ in range(again):
        rename(session, technology, f"Máy sấy {again}")
    session.commit()

    with Session(engine) as other:
        assert change_log.follow(other, "technology", reader.position)[1] is None


def test_on_sqlite_who_writes_second_waits_and_is_numbered_second(session, engine, factories):
    if engine.dialect.name != "sqlite":
        pytest.skip("a matter of SQLite")
    first, second = factories.Technology(), factories.Technology()
    reader, waiting = Reader(engine), Event()

    def write():
        waiting.set()
        with Session(engine) as other:
            rename(other, second, "Máy nghiền")
            other.commit()

    rename(session, first, "Máy bơm")
    thread = Thread(target=write)
    thread.start()
    waiting.wait()
    assert reader.follow() == set()
    session.commit()
    thread.join()

    assert reader.follow() == {first.id, second.id}
    last_two = select(PostingChange.posting_id).order_by(PostingChange.id.desc()).limit(2)
    assert session.scalars(last_two).all() == [second.id, first.id]


@pytest.mark.usefixtures("postgresql")
def test_a_commit_that_lands_far_behind_later_ones_is_not_missed(session, engine, factories):
    slow, quick = factories.Technology(), factories.Technology()
    reader = Reader(engine)

    with Session(engine) as first:
        rename(first, slow, "Máy bơm")
        for number in range(3 * OVERLAP):
            quick.title_vi = f"Máy nghiền {number}"
            session.commit()
            assert reader.follow() == {quick.id}
        first.commit()

    assert reader.follow() == {slow.id}
    assert reader.titles == {slow.id: "Máy bơm", quick.id: quick.title_vi}
    assert reader.follow() == set()


@pytest.mark.usefixtures("postgresql")
def test_a_reader_that_begins_meanwhile_does_not_miss_it_either(session, engine, factories):
    slow, quick = factories.Technology(), factories.Technology()

    with Session(engine) as first:
        rename(first, slow, "Máy bơm")
        for number in range(3 * OVERLAP):
            quick.title_vi = f"Máy nghiền {number}"
            session.commit()
        reader = Reader(engine)
        first.commit()

    assert reader.follow() == {slow.id}


@pytest.mark.usefixtures("postgresql")
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2), st.sampled_from(["change", "change", "commit", "undo", "follow"])
        ),
        min_size=30,
        max_size=60,
    )
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_order_of_commits_a_reader_knows_what_is_committed(
    session, engine, factories, monkeypatch, steps
):
    monkeypatch.setattr(change_log, "OVERLAP", 1)
    session.rollback()
    technologies = [factories.Technology() for _ in range(3)]
    session.commit()
    reader = Reader(engine)
    writers = [Session(engine) for _ in technologies]

    for number, (which, step) in enumerate(steps):
        writer = writers[which]
        if step == "change":
            rename(writer, technologies[which], f"Máy {number}")
        elif step == "commit":
            writer.commit()
        elif step == "undo":
            writer.rollback()
        else:
            reader.follow()
            session.rollback()
            assert reader.titles == titles(session, Posting.side == "technology")

    for writer in writers:
        writer.close()


@pytest.mark.parametrize("state", sorted(set(PostingState) - {PostingState.PUBLISHED}))
def test_what_nobody_can_find_leaves_one_row_however_often_it_is_saved(
    session, engine, factories, state
):
    technology = factories.Technology(state=state)
    reader = Reader(engine)

    for number in range(3):
        technology.title_vi = f"Máy sấy {number}"
        session.commit()

    assert reader.follow() == set()
    assert len(session.scalars(select(PostingChange)).all()) == 1


@pytest.mark.parametrize("loaded", [True, False])
@pytest.mark.parametrize("other", sorted(set(PostingState) - {PostingState.PUBLISHED}))
def test_what_appears_or_disappears_is_told(session, engine, factories, other, loaded):
    technology, reader = factories.Technology(), Reader(engine)

    for state in (other, PostingState.PUBLISHED, other):
        if not loaded:
            session.expire(technology)
        technology.state = state
        session.commit()

        assert reader.follow() == {technology.id}


def test_what_was_hidden_edited_and_undone_is_told_again(session, factories):
    technology = factories.Technology()
    position = change_log.end(session)

    technology.state = PostingState.PAUSED
    session.flush()
    technology.title_vi = "Máy bơm"
    position, hidden = change_log.follow(session, "technology", position)
    session.rollback()

    assert hidden == {technology.id}
    assert change_log.follow(session, "technology", position)[1] == {technology.id}
