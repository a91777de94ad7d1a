"""Matches are derived: found again at any time, and nothing a person said is ever lost."""

import pytest
from sqlalchemy import select

from matchmaker.matching import batch
from matchmaker.matching.index import Candidate
from matchmaker.services import matches
from matchmaker.services.actors import actor_of
from matchmaker.services.errors import NotAllowed
from models import Match, MatchState, Party, PostingChange, PostingState


def pairs(session):
    return {(match.need_id, match.technology_id) for match in session.scalars(select(Match))}


def refreshed(session, posting):
    count = matches.refresh(session, posting)
    session.commit()
    return count


def test_a_need_is_matched_with_the_technology_that_speaks_of_the_same(session, factories):
    dryer = factories.Technology()
    factories.Technology(
        title_vi="Phần mềm kế toán",
        summary_vi="Lập hóa đơn điện tử.",
        problem_vi="Sổ sách ghi tay.",
        description_vi="Chạy trên điện thoại.",
    )
    need = factories.Need()

    assert refreshed(session, need) == 1

    match = session.scalar(select(Match))
    assert match.technology_id == dryer.id
    assert 0 < match.score < 1
    assert match.terms[0]["need_fields"]
    assert match.terms[0]["technology_fields"]
    assert not match.stale
    assert need.matched_at is not None


def test_a_technology_finds_its_needs_too(session, factories):
    need = factories.Need()
    technology = factories.Technology()

    assert refreshed(session, technology) == 1
    assert pairs(session) == {(need.id, technology.id)}


def test_a_pair_has_one_score_whichever_side_asks(session, factories):
    need, technology = factories.Need(), factories.Technology()
    refreshed(session, need)
    asked_by_need = session.scalar(select(Match)).score

    refreshed(session, technology)

    assert session.scalar(select(Match)).score == asked_by_need


def test_the_author_of_a_submitted_need_sees_matches_the_other_side_does_not(session, factories):
    firm, institute = factories.member("coop"), factories.member("institute")
    need = factories.Need(
        organisation=firm.memberships[0].organisation, state=PostingState.SUBMITTED
    )
    technology = factories.Technology(organisation=institute.memberships[0].organisation)

    assert refreshed(session, need) == 1

    assert matches.of_posting(session, actor_of(firm), need).total == 1
    assert matches.of_posting(session, actor_of(institute), technology).total == 0


@pytest.mark.parametrize("state", [PostingState.DRAFT, PostingState.PAUSED, PostingState.REMOVED])
def test_what_is_not_offered_is_not_proposed(session, factories, state):
    factories.Technology(state=state)
    need = factories.Need()

    assert refreshed(session, need) == 0


def test_refreshing_twice_changes_nothing(session, factories):
    need = factories.Need()
    for _ in range(3):
        factories.Technology()
    refreshed(session, need)
    before = [
        (m.id, m.score, m.terms, m.verdicts, m.proposed_at) for m in session.scalars(select(Match))
    ]

    refreshed(session, need)
    session.expire_all()

    after = [
        (m.id, m.score, m.terms, m.verdicts, m.proposed_at) for m in session.scalars(select(Match))
    ]
    assert after == before


def test_refreshing_leaves_version_change_and_log_of_the_posting_alone(session, factories):
    need = factories.Need()
    factories.Technology()
    before = (need.version, need.updated_at, len(session.scalars(select(PostingChange)).all()))

    refreshed(session, need)
    session.refresh(need)

    assert (
        need.version,
        need.updated_at,
        len(session.scalars(select(PostingChange)).all()),
    ) == before


def test_a_proposal_that_no_longer_fits_is_taken_back(session, factories):
    need, technology = factories.Need(), factories.Technology()
    refreshed(session, need)
    technology.state = PostingState.PAUSED
    session.commit()

    refreshed(session, need)

    assert pairs(session) == set()


def test_what_the_other_side_proposes_is_not_taken_back(session, factories):
    need, technology = factories.Need(), factories.Technology()
    refreshed(session, technology)

    matches.refresh(session, need, top=0)
    session.commit()

    assert pairs(session) == {(need.id, technology.id)}


def test_an_answered_match_stays_whatever_becomes_of_the_texts(session, factories):
    answer = factories.Answer(match__proposed_by="engine", note="Gọi tôi buổi sáng")
    match = answer.match
    match.technology.title_vi = match.technology.summary_vi = "Phần mềm kế toán"
    match.technology.problem_vi = match.technology.description_vi = "Hóa đơn điện tử"
    session.commit()

    refreshed(session, match.need)
    session.refresh(match)

    assert match.answer_of(Party.DEMAND).note == "Gọi tôi buổi sáng"
    assert match.state is MatchState.PROPOSED


def test_a_decided_match_and_its_deal_stay(session, factories):
    deal = factories.Deal()
    deal.technology.state = PostingState.TRANSFERRED
    session.commit()

    refreshed(session, deal.need)
    session.refresh(deal)

    assert deal.match.state is MatchState.ACCEPTED
    assert deal.match.stale


def test_a_match_proposed_by_a_person_is_not_taken_back(session, factories):
    match = factories.Match(proposed_by="centre", technology__title_vi="Phần mềm kế toán")

    matches.refresh(session, match.need, top=0)
    session.commit()

    assert pairs(session) == {(match.need_id, match.technology_id)}


def test_requirements_are_judged_beside_the_score(session, factories):
    requirement = factories.Requirement()
    factories.Requirement(
        need=requirement.need, indicator="tiêu thụ điện", value="1", unit="kWh/kg"
    )
    factories.Benefit()

    refreshed(session, requirement.need)

    verdicts = session.scalar(select(Match)).verdicts
    assert [each["verdict"] for each in verdicts] == ["met", "unknown"]
    assert verdicts[0]["wanted"] == "≤ 12 %"
    assert verdicts[0]["found"] == "10 %"


def test_only_postings_changed_since_are_refreshed(session, factories):
    need, technology = factories.Need(), factories.Technology()
    assert matches.refresh_all(session) == 1
    session.commit()
    assert matches.refresh_all(session) == 0

    technology.title_vi = "Máy sấy mít bơm nhiệt"
    session.commit()

    assert matches.refresh_all(session) == 1
    assert matches.refresh_all(session, everything=True) == 1
    assert need.matched_at > need.updated_at


def test_progress_and_limit_let_the_caller_work_in_parts(session, factories):
    for _ in range(3):
        factories.Need()
    seen = []

    matches.refresh_all(session, limit=2, progress=lambda done, total: seen.append((done, total)))

    assert seen == [(2, 2)]


def test_what_is_proposed_may_be_found_elsewhere(session, factories):
    need, wanted = factories.Need(), factories.Technology()
    factories.Technology()

    def find(index, texts, top):
        for text in texts:
            yield text.key, [Candidate(wanted.id, 1.0)] if text.key == need.id else []

    assert matches.refresh_all(session, find=find) == 1

    assert pairs(session) == {(need.id, wanted.id)}


def test_what_changes_while_the_engine_is_asked_is_due_again(session, factories):
    need, technology = factories.Need(), factories.Technology()

    def find(index, texts, top):
        for answer in list(batch.best(index, texts, top)):
            need.title_vi = f"Máy sấy mít {answer[0]}"
            session.commit()
            yield answer

    matches.refresh_all(session, find=find)
    seen = []
    matches.refresh_all(session, progress=lambda done, total: seen.append((done, total)))

    assert seen == [(1, 1)]
    assert pairs(session) == {(need.id, technology.id)}


def test_what_is_withdrawn_while_the_engine_is_asked_is_not_proposed(session, factories):
    need = factories.Need()
    factories.Technology()

    def find(index, texts, top):
        answers = list(batch.best(index, texts, top))
        need.state = PostingState.PAUSED
        session.commit()
        yield from answers

    assert matches.refresh_all(session, find=find) == 0
    assert pairs(session) == set()


def test_strangers_get_no_list(session, factories):
    need = factories.Need()

    with pytest.raises(NotAllowed):
        matches.of_posting(session, actor_of(factories.member("coop")), need)


def test_what_ones_own_side_declined_stands_last(session, factories):
    firm = factories.member("coop")
    need = factories.Need(organisation=firm.memberships[0].organisation)
    best, other = factories.Match(need=need, score=0.9), factories.Match(need=need, score=0.2)
    factories.Answer(match=best, party=Party.DEMAND, code="too_expensive")

    page = matches.of_posting(session, actor_of(firm), need)

    assert list(page.items) == [other, best]
    assert list(matches.of_posting(session, actor_of(firm), need, show="declined").items) == [best]
    assert list(matches.of_posting(session, actor_of(firm), need, show="open").items) == [other]


def test_a_counterpart_that_is_no_longer_public_is_not_listed(session, factories):
    firm = factories.member("coop")
    need = factories.Need(organisation=firm.memberships[0].organisation)
    factories.Match(need=need, technology__state=PostingState.PAUSED)

    assert matches.of_posting(session, actor_of(firm), need).total == 0


def test_names_and_places_of_a_firm_are_not_in_the_index(session, factories):
    need = factories.Need(blind=True, organisation__name_vi="Công ty Xyzabc", commune="Qwertyville")

    assert matches.search(session, "need", "Xyzabc") == []
    assert matches.search(session, "need", "Qwertyville") == []
    assert matches.search(session, "need", need.code) == []


def test_nobody_is_introduced_to_themselves(session, factories):
    both = factories.Organisation(org_type="st_enterprise")
    factories.Technology(organisation=both)
    need = factories.Need(organisation=both)

    assert refreshed(session, need) == 0


def test_numbers_and_units_alone_are_no_reason(session, factories):
    factories.Technology(title_vi="Máy sấy mít 2.000 m³, 500 mg/L")
    need = factories.Need(title_vi="Cần sấy mít 2.000 m³, 500 mg/L")

    refreshed(session, need)

    terms = [each["term"] for each in session.scalar(select(Match)).terms]
    assert "sấy mít" in terms
    assert not [term for term in terms if term[0].isdigit() or term in {"m³", "mg", "mg l"}]


def test_a_word_with_other_accents_is_not_shown_as_shared(session, factories):
    factories.Technology(title_vi="Máy sấy trùng quế")
    need = factories.Need(title_vi="Máy sấy trứng muối")

    refreshed(session, need)

    terms = session.scalar(select(Match)).terms
    assert "trứng" not in [each["term"] for each in terms]
    assert "trùng" not in [each["term"] for each in terms]


def test_an_english_technology_is_matched_by_the_glossary_that_the_reasons_name(session, factories):
    empty = dict.fromkeys(("summary_vi", "problem_vi", "description_vi"), "")
    dryer = factories.Technology(title_vi="", title_en="Heat pump dryer for jackfruit", **empty)
    need = factories.Need(title_vi="Cần máy sấy mít", problem_vi="Mít chín dồn, sấy không kịp")

    assert refreshed(session, need) == 1

    match = session.scalar(select(Match))
    assert match.technology_id == dryer.id
    shared = {each["term"]: each for each in match.terms}
    assert shared["mít"]["translation"] == "jackfruit"
    assert shared["mít"]["technology_forms"] == ["jackfruit"]
    assert shared["máy sấy"]["translation"] == "dryer"
