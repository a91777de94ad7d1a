"""Postings: drafts, saving, submission, and the rest of their life."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import models
from matchmaker.services import postings
from matchmaker.services.actors import actor_of
from matchmaker.services.errors import (
    Incomplete,
    InvalidTransition,
    NamesFirm,
    NotAllowed,
    StaleEdit,
)
from models import (
    Posting,
    PostingMove,
    PostingState,
    local_today,
)
from models.posting import LIFETIME, MOVES

WHOLE = {
    "title_vi": "Máy sấy bơm nhiệt cho mít",
    "summary_vi": "Sấy ở nhiệt độ thấp, giữ màu và hương.",
    "problem_vi": "Sấy than làm mít cháy cạnh.",
    "kind": "object.equipment",
    "vn_field": "203",
    "trl": 8,
    "ip_types": ["utility"],
    "ip_status": "granted",
    "transfer_right": "right.use_nonexclusive",
    "state_funding": "none",
}


@pytest.fixture
def institute(factories):
    return actor_of(factories.member("institute"))


@pytest.fixture
def firm(factories):
    return actor_of(
        factories.member(
            "coop", name_vi="Hợp tác xã Mít Ba Láng", short_name="HTX Ba Láng", commune="Ba Láng"
        )
    )


def draft(session, actor, side="technology", **values):
    posting = postings.create(session, actor, side, {"title_vi": "Máy sấy", **values})
    session.commit()
    return posting


def test_a_draft_needs_no_more_than_a_title(session, institute):
    posting = draft(session, institute)

    assert posting.code.startswith("CN-")
    assert posting.state is PostingState.DRAFT
    assert posting.province == institute.organisation.province
    assert 0 < posting.completeness < 20


def test_a_need_starts_at_the_place_of_its_organisation(session, firm):
    posting = draft(session, firm, "need")

    assert posting.code.startswith("NC-")
    assert (posting.province, posting.commune) == ("92", "Ba Láng")


def test_nobody_posts_without_an_organisation(session, factories):
    with pytest.raises(NotAllowed):
        postings.create(session, actor_of(factories.User()), "need", {"title_vi": "Máy"})


def test_the_same_form_begins_only_one_draft(session, institute):
    first = postings.create(session, institute, "technology", {"title_vi": "Máy"}, "key-1")
    session.commit()
    second = postings.create(session, institute, "technology", {"title_vi": "Máy sấy"}, "key-1")
    session.commit()

    assert first is second
    assert second.title_vi == "Máy sấy"


def test_the_key_of_another_persons_form_opens_nothing(session, institute, firm, factories):
    first = postings.create(session, institute, "technology", {"title_vi": "Máy"}, "key-1")
    other = actor_of(factories.member("institute"))

    second = postings.create(session, other, "technology", {"title_vi": "Khác"}, "key-1")

    assert first is not second
    assert first.title_vi == "Máy"


def test_saving_an_old_version_is_refused(session, institute):
    posting = draft(session, institute)
    old = posting.version
    postings.save(session, institute, posting, old, {"title_vi": "Mới"})
    session.commit()

    with pytest.raises(StaleEdit):
        postings.save(session, institute, posting, old, {"title_vi": "Cũ"})
    assert posting.title_vi == "Mới"


def test_a_save_overtaken_in_the_database_is_refused(engine, session, institute):
    posting = draft(session, institute)
    version = posting.version
    session.commit()
    with Session(engine) as other:
        other.get(Posting, posting.id).title_vi = "Người khác"
        other.commit()

    with pytest.raises(StaleEdit):
        postings.save(session, institute, posting, version, {"title_vi": "Của tôi"})
    session.rollback()


def test_changing_only_rows_makes_a_new_version(session, firm):
    posting = draft(session, firm, "need")
    before = posting.version
    row = {"indicator": "độ ẩm", "operator": models.Operator.AT_MOST, "value": "12", "unit": "%"}

    postings.save(session, firm, posting, before, {"requirements": [row]})
    session.commit()

    assert posting.version == before + 1
    assert [each.indicator for each in posting.requirements] == ["độ ẩm"]


def test_rows_that_did_not_change_stay_the_same_rows(session, institute):
    row = {"indicator": "độ ẩm", "today": "18", "with_technology": "10", "unit": "%", "proof": ""}
    posting = draft(session, institute, benefits=[row])
    first = posting.benefits[0].id

    postings.save(session, institute, posting, posting.version, {"benefits": [row]})
    session.commit()

    assert [each.id for each in posting.benefits] == [first]


def test_a_posting_with_a_reviewer_is_not_changed(session, institute):
    posting = draft(session, institute, **WHOLE)
    postings.move(session, institute, posting, PostingMove.SUBMIT)

    with pytest.raises(InvalidTransition):
        postings.save(session, institute, posting, posting.version, {"title_vi": "Khác"})


def test_submitting_says_what_is_missing(session, institute, firm):
    with pytest.raises(Incomplete) as refusal:
        postings.move(session, institute, draft(session, institute), PostingMove.SUBMIT)
    assert refusal.value.fields == tuple(name for name in WHOLE if name != "title_vi")

    with pytest.raises(Incomplete) as refusal:
        postings.move(session, firm, draft(session, firm, "need"), PostingMove.SUBMIT)
    assert refusal.value.fields == ("problem_vi",)


def test_a_published_posting_stays_whole(session, institute, factories):
    posting = draft(session, institute, **WHOLE)
    posting.state = PostingState.PUBLISHED
    session.commit()

    with pytest.raises(Incomplete):
        postings.save(session, institute, posting, posting.version, {"summary_vi": ""})
    session.rollback()


def test_sending_back_asks_for_a_reason(session, institute):
    posting = draft(session, institute, **WHOLE)
    postings.move(session, institute, posting, PostingMove.SUBMIT)

    with pytest.raises(Incomplete):
        postings.move(session, institute, posting, PostingMove.SEND_BACK, "  ")

    postings.move(session, institute, posting, PostingMove.SEND_BACK, "Thiếu công suất")
    session.commit()
    assert posting.state is PostingState.SENT_BACK
    assert posting.history[-1].reason == "Thiếu công suất"


def test_reasons_stay_out_of_the_audit_trail(session, institute):
    posting = draft(session, institute, **WHOLE)
    postings.move(session, institute, posting, PostingMove.SUBMIT)
    postings.move(session, institute, posting, PostingMove.SEND_BACK, "HTX Ba Láng ghi sai")
    session.commit()

    details = session.scalars(select(models.AuditEntry.detail)).all()
    assert "Ba Láng" not in str(details)


def test_submitting_a_blind_need_lets_the_centre_of_its_province_in(session, firm, factories):
    centre = factories.Organisation(org_type="centre", province="92")
    factories.Organisation(org_type="centre", province="48")
    need = draft(session, firm, "need", problem_vi="Mít cháy cạnh khi sấy than.", blind=True)
    assert need.disclosures == []

    postings.move(session, firm, need, PostingMove.SUBMIT)
    session.commit()

    assert [each.organisation_id for each in need.disclosures] == [centre.id]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("title_vi", "Máy sấy cho HTX Ba Láng"),
        ("problem_vi", "HỢP TÁC XÃ MÍT BA LÁNG sấy than"),
        ("problem_vi", "hop tac xa mit ba lang say than"),
        ("site_conditions_vi", "Ở xã Ba Láng, đường đất"),
        ("site_conditions_vi", "O ba lang, duong dat"),
        ("description_vi", "Xưởng ở Ba\u200b Láng"),
    ],
)
def test_a_blind_need_may_not_name_its_firm(session, firm, field, words):
    need = draft(session, firm, "need", problem_vi="Mít cháy cạnh.", blind=True)
    postings.save(session, firm, need, need.version, {field: words})

    with pytest.raises(NamesFirm) as refusal:
        postings.move(session, firm, need, PostingMove.SUBMIT)
    assert list(refusal.value.fields) == [field]


def test_a_blind_need_may_not_name_its_firm_in_a_requirement(session, firm):
    row = {"indicator": "giống máy của HTX Ba Láng", "operator": models.Operator.EQUALS}
    rows = [{**row, "value": "1", "unit": "", "hard": True}]
    need = draft(session, firm, "need", problem_vi="Mít cháy.", blind=True, requirements=rows)

    with pytest.raises(NamesFirm) as refusal:
        postings.move(session, firm, need, PostingMove.SUBMIT)
    assert list(refusal.value.fields) == ["requirements"]


def test_a_blind_need_is_not_refused_for_other_words(session, firm):
    need = draft(session, firm, "need", problem_vi="Mít ở ba làng quanh đây cháy.", blind=True)
    need.problem_vi = "Mít cháy cạnh, ba lần một mẻ."

    postings.move(session, firm, need, PostingMove.SUBMIT)

    assert need.state is PostingState.SUBMITTED


def test_what_is_over_its_date_expires_once(session, factories):
    today = local_today()
    over = factories.Technology(valid_until=today - timedelta(days=1))
    hidden = factories.Need(valid_until=today - timedelta(days=9), state=PostingState.PAUSED)
    last_day = factories.Technology(valid_until=today)
    told = []

    assert postings.expire_due(session, today, told.append) == 2
    session.commit()
    assert postings.expire_due(session, today, told.append) == 0

    assert {over.state, hidden.state} == {PostingState.EXPIRED}
    assert last_day.state is PostingState.PUBLISHED
    assert {each.code for each in told} == {over.code, hidden.code}


def test_renewing_shows_it_for_another_life(session, institute, factories):
    posting = factories.Technology(state=PostingState.EXPIRED, organisation=institute.organisation)

    postings.move(session, institute, posting, PostingMove.RENEW)
    session.commit()

    assert posting.state is PostingState.PUBLISHED
    assert posting.valid_until == local_today() + LIFETIME


def test_titles_that_hardly_differ_are_found(session, factories):
    posting = factories.Technology(title_vi="Máy sấy bơm nhiệt cho mít")
    same = factories.Technology(title_vi="may say bom nhiet cho mit.")
    factories.Technology(title_vi="Máy bơm nước chạy bằng điện mặt trời")
    factories.Technology(title_vi="Máy sấy bơm nhiệt cho mít", state=PostingState.DRAFT)
    factories.Need(title_vi="Máy sấy bơm nhiệt cho mít")

    assert postings.near_identical(session, posting) == [same]


def test_a_title_of_wild_cards_finds_nothing(session, factories):
    factories.Technology(title_vi="Máy sấy")

    assert postings.near_identical(session, factories.Technology(title_vi="%_%")) == []


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=st.lists(st.sampled_from(PostingMove), max_size=12))
def test_whatever_is_tried_a_posting_stays_in_order(moves):
    posting = models.Technology(
        code="CN-2026-000001",
        state=PostingState.DRAFT,
        published_at=None,
        valid_until=None,
        history=[],
    )

    for move in moves:
        before, steps = posting.state, len(posting.history)
        if posting.allows(move):
            posting.move(move, by=None)
            assert posting.state is MOVES[move][1]
            assert posting.history[-1].state_from is before
        else:
            with pytest.raises(InvalidTransition):
                posting.move(move, by=None)
            assert (posting.state, len(posting.history)) == (before, steps)

        assert posting.is_public == (posting.state is PostingState.PUBLISHED)
        if posting.state in {PostingState.PUBLISHED, PostingState.PAUSED, PostingState.EXPIRED}:
            assert posting.published_at is not None
            assert posting.valid_until is not None
        for one, two in zip(posting.history, posting.history[1:], strict=False):
            assert one.state_to is two.state_from
    shown = [each for each in posting.history if each.state_to is PostingState.PUBLISHED]
    reviewed = [each for each in posting.history if each.move is PostingMove.PUBLISH]
    assert bool(shown) == bool(reviewed)


def test_every_refusal_leaves_no_trace(session, institute):
    posting = draft(session, institute)
    trail = session.scalar(select(func.count(models.AuditEntry.id)))

    for move in PostingMove:
        if not posting.allows(move):
            with pytest.raises(InvalidTransition):
                postings.move(session, institute, posting, move, "vì sao")

    assert session.scalar(select(func.count(models.AuditEntry.id))) == trail
