"""What people say of matches teaches the engine; what it learned is kept, used, and taken back."""

import csv

import pytest
from sqlalchemy import select

from matchmaker.config import SEED_DATA
from matchmaker.matching import batch
from matchmaker.matching.learning import Learned
from matchmaker.matching.parts import NEUTRAL
from matchmaker.services import matches, proposals, vocabularies
from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.engine import learning, posting_texts, search_index, weightings
from matchmaker.services.errors import InvalidTransition
from models import AuditEntry, DealEvent, DealEventKind, DealStage, Match, Party, PostingState

TITLES = {**NEUTRAL, "title": 2.0, "title_pairs": 3.0, "long": 0.5}
BETTER = Learned(400, 60, 300, TITLES, before=0.6, after=0.7, p=0.01)
WORSE = Learned(400, 60, 300, TITLES, before=0.7, after=0.6)


def label(session, match):
    return learning.judged(session).get((match.need_id, match.technology_id))


class TestLabels:
    @pytest.mark.parametrize("vocabulary", ["match_feedback", "loss_reasons"])
    def test_every_code_was_thought_of(self, session, vocabulary):
        with (SEED_DATA / "lessons.csv").open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["vocabulary"] == vocabulary]

        codes = [entry.code for entry in vocabularies.entries(session, vocabulary)]
        assert [row["code"] for row in rows] == codes
        assert {row["teaches"] for row in rows} <= {"good", "bad", ""}
        assert all(row["why"] for row in rows)

    @pytest.mark.parametrize(
        ("code", "good"),
        [("good", True), ("wrong_problem", False), ("too_expensive", None), ("need_gone", None)],
    )
    def test_an_answer_teaches_only_if_it_speaks_of_the_match(self, session, factories, code, good):
        answer = factories.Answer(code=code)

        assert label(session, answer.match) is good

    def test_sides_that_disagree_teach_nothing(self, session, factories):
        match = factories.Match()
        factories.Answer(match=match, party=Party.DEMAND, code="good")
        factories.Answer(match=match, party=Party.SUPPLY, code="wrong_field")

        assert label(session, match) is None

    def test_a_centre_that_declines_counts_more_than_the_sides(self, session, factories):
        match = factories.Match(decision_code="wrong_match")
        factories.Answer(match=match, code="good")

        assert label(session, match) is False

    def test_a_centre_that_declines_for_another_reason_leaves_the_answers(self, session, factories):
        match = factories.Match(decision_code="ip")
        factories.Answer(match=match, code="good")

        assert label(session, match) is True

    @pytest.mark.parametrize(
        ("stage", "good"),
        [(DealStage.COMPLETED, True), (DealStage.CONTRACTED, True), (DealStage.NEGOTIATION, None)],
    )
    def test_a_deal_was_good_once_it_is_signed(self, session, factories, stage, good):
        deal = factories.Deal(stage=stage)

        assert label(session, deal.match) is good

    @pytest.mark.parametrize(("reason", "good"), [("scale", False), ("price", None)])
    def test_a_lost_deal_teaches_by_its_reason(self, session, factories, reason, good):
        deal = factories.Deal(stage=DealStage.LOST, loss_reason=reason)

        assert label(session, deal.match) is good

    def test_a_deal_that_was_lost_after_signing_was_a_good_match(self, session, factories):
        deal = factories.Deal(stage=DealStage.LOST, loss_reason="price")
        deal.timeline.append(DealEvent(kind=DealEventKind.STAGE, stage_to=DealStage.CONTRACTED))
        session.commit()

        assert label(session, deal.match) is True


class TestLessons:
    def test_a_lesson_is_the_parts_of_the_score_of_a_pair(self, session, factories):
        match = factories.Answer(code="wrong_field").match
        seen = []

        (lesson,) = learning.lessons(session, lambda *done: seen.append(done))

        assert (lesson.need, lesson.good) == (match.need_id, False)
        assert sum(lesson.parts) == pytest.approx(score(session, match))
        assert seen == [(1, 1)]

    def test_a_removed_posting_teaches_nothing_and_an_expired_one_does(self, session, factories):
        factories.Answer(match__technology__state=PostingState.REMOVED)
        factories.Answer(match__need__state=PostingState.REMOVED)
        expired = factories.Answer(match__need__state=PostingState.EXPIRED).match

        assert [each.need for each in learning.lessons(session)] == [expired.need_id]


def score(session, match, factors=NEUTRAL):
    index = search_index.present(session, "technology").weighted(factors)
    texts = [posting_texts.of(session, each) for each in (match.need, match.technology)]
    return batch.scores(index, texts[:1], texts[1:])[0, 0]


@pytest.fixture
def kept(session):
    def keep(learned):
        weighting = learning.keep(session, Actor(), learned)
        session.commit()
        return weighting

    return keep


def present(session):
    return weightings.present(session, proposals.ENGINE)


class TestAdoption:
    def test_what_is_better_is_adopted_and_the_trail_tells(self, session, kept):
        weighting = kept(BETTER)

        assert present(session) is weighting
        assert (weighting.before, weighting.after, weighting.p) == (0.6, 0.7, 0.01)
        entry = session.scalar(select(AuditEntry))
        assert (entry.action, entry.subject) == ("learning:adopt", f"weighting/{weighting.id}")
        assert entry.detail == TITLES

    def test_what_is_not_better_is_kept_and_not_used(self, session, kept):
        kept(BETTER)

        refused = kept(WORSE)

        assert refused.verdict == "not_better"
        assert present(session).verdict == "better"

    def test_it_holds_for_the_formula_that_it_was_learned_with(self, session, kept):
        kept(BETTER).engine = "tfidf-1"

        assert present(session) is None

    def test_scores_and_reasons_follow(self, session, factories, kept):
        need = factories.Need()
        factories.Technology()
        matches.refresh(session, need)
        match = session.scalar(select(Match))
        before, terms = match.score, match.terms

        kept(BETTER)
        matches.refresh_all(session)

        session.refresh(match)
        fitted = proposals.fit(score(session, match, TITLES))
        assert match.score == pytest.approx(fitted, abs=1e-6)
        assert match.score != before
        assert match.terms != terms

    def test_every_published_posting_is_matched_again_and_stays_as_it_is(
        self, session, factories, kept
    ):
        need = factories.Need()
        factories.Technology()
        matches.refresh_all(session)
        session.commit()
        version, updated = need.version, need.updated_at
        kept(BETTER)
        done = []

        matches.refresh_all(session, progress=lambda *each: done.append(each))

        session.refresh(need)
        assert done[-1] == (2, 2)
        assert (need.version, need.updated_at) == (version, updated)


class TestUndoing:
    def test_it_is_undone_and_the_trail_tells_by_whom(self, session, factories, kept):
        weighting, person = kept(BETTER), factories.administrator()

        weightings.undo(session, actor_of(person), weighting)
        session.commit()

        assert present(session) is None
        assert weighting.undone_by is person
        assert session.scalars(select(AuditEntry.action)).all()[-1] == "learning:undo"

    def test_scores_come_back(self, session, factories, kept):
        need = factories.Need()
        factories.Technology()
        matches.refresh(session, need)
        match = session.scalar(select(Match))
        before = match.score
        weighting = kept(BETTER)
        matches.refresh_all(session)

        weightings.undo(session, Actor(), weighting)
        matches.refresh_all(session)

        session.refresh(match)
        assert match.score == before

    def test_the_one_before_is_in_force_again(self, session, kept):
        first, second = kept(BETTER), kept(BETTER)

        weightings.undo(session, Actor(), second)

        assert present(session) is first

    def test_what_is_not_in_force_cannot_be_undone(self, session, kept):
        first, second = kept(BETTER), kept(BETTER)

        with pytest.raises(InvalidTransition):
            weightings.undo(session, Actor(), first)
        weightings.undo(session, Actor(), second)
        with pytest.raises(InvalidTransition):
            weightings.undo(session, Actor(), second)

    def test_all_that_was_learned_is_listed_newest_first(self, session, kept):
        learned = [kept(BETTER), kept(WORSE)]
        weightings.undo(session, Actor(), learned[0])

        assert session.scalars(weightings.history()).all() == learned[::-1]
