"""The index follows the database, whatever happens to postings and those who ask at once."""

from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from matchmaker.services import matches
from matchmaker.services.engine import posting_texts, search_index
from models import PostingState, reading

TITLES = st.sampled_from(["Máy sấy mít", "Bơm nước", "Phân bón lá", ""])
STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.one_of(TITLES, st.sampled_from([PostingState.PAUSED, PostingState.PUBLISHED])),
        st.sampled_from(["commit", "flush", "rollback"]),
        st.booleans(),
    ),
    max_size=12,
)


@given(steps=STEPS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_index_holds_what_is_published_after_any_sequence_of_changes(session, factories, steps):
    session.rollback()
    technologies = [factories.Technology() for _ in range(3)]

    for which, change, end, asked in steps:
        if isinstance(change, PostingState):
            technologies[which].state = change
        else:
            technologies[which].title_vi = change
        session.flush()
        if asked:
            search_index.present(session, "technology")
        if end != "flush":
            getattr(session, end)()

        published = posting_texts.published(session, "technology")
        index = search_index.present(session, "technology")
        assert len(index) == len(published)
        for key in {technology.id for technology in technologies} & set(published):
            document = published[key]
            ranked = index.query(document, 1, among=[key])
            assert ranked or not any(document.fields.values())
            assert index.explain(document, document).score == pytest.approx(
                ranked[0].score if ranked else 0, abs=1e-6
            )


def test_many_can_ask_while_somebody_writes(session, engine, factories):
    technology = factories.Technology(title_vi="Máy sấy mít 0")
    faults = []

    def ask():
        try:
            for _ in range(15):
                with reading(), Session(engine) as own:
                    assert len(matches.search(own, "technology", "máy sấy mít")) == 1
        except Exception as error:
            faults.append(error)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(10):
        technology.title_vi = f"Máy sấy mít {number + 1}"
        session.commit()
    for thread in threads:
        thread.join()

    assert faults == []
    index = search_index.present(session, "technology")
    assert [found.key for found in index.query("10")] == [technology.id]


def test_english_beside_vietnamese_is_found_too(session, factories):
    both = factories.Technology(title_vi="Máy sấy mít", title_en="Jackfruit dryer")
    english = factories.Technology(title_vi="", title_en="Jackfruit peeler")

    found = {key for key, _ in matches.search(session, "technology", "jackfruit")}

    assert found == {both.id, english.id}
    assert {key for key, _ in matches.search(session, "technology", "jackfr")} == found


def test_a_blind_need_is_not_found_by_a_name_in_its_own_words(session, factories):
    need = factories.Need(
        blind=True,
        organisation__name_vi="Công ty Xylophon Vàng",
        problem_vi="Công ty Xylophon Vàng cần máy sấy.",
    )

    assert matches.search(session, "need", "xylophon") == []
    assert [key for key, _ in matches.search(session, "need", "máy sấy")] == [need.id]


def test_more_can_change_at_once_than_a_query_takes(session, factories, monkeypatch):
    monkeypatch.setattr(posting_texts, "MOST_IDS", 2)
    search_index.present(session, "technology")

    keys = {factories.Technology().id for _ in range(5)}
    factories.Technology(state=PostingState.PAUSED)

    index = search_index.present(session, "technology")
    assert len(index) == 5
    found = posting_texts.published(session, "technology", keys)
    assert list(found) == sorted(keys)
