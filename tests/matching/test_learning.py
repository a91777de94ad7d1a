"""What people judge by is learned from their answers, and used only where it is surely better."""

import numpy as np
import pytest

from matchmaker.matching import batch, learning
from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index
from matchmaker.matching.learning import Lesson, learn, parts_of_scores
from matchmaker.matching.parts import MINIMUM_NEEDS, NEUTRAL, PARTS, in_order
from matchmaker.matching.translation import Entry, Glossary

LIKE_THE_ENGINE = [1, 1, 1, 1, 1, 1]
BY_TITLES = [4, 4, 1, 1, 0.5, 0.5]


def lessons(taste, needs=80, offered=9, noise=0.0):
    """Let people judge by ``taste``, a factor a part: a third of what is offered is good."""
    random = np.random.default_rng(7)
    told = []
    for need in range(needs):
        parts = random.gamma(1.0, 0.01, (offered, len(PARTS)))
        good = (-(parts @ np.array(taste))).argsort().argsort() < offered // 3
        wrong = random.random(offered) < noise
        told += [
            Lesson(need, tuple(row), bool(each))
            for row, each in zip(parts, good ^ wrong, strict=True)
        ]
    return told


class TestLearning:
    def test_what_people_judge_by_is_learned(self):
        learned = learn(lessons(BY_TITLES, noise=0.1))

        assert learned.verdict == "better"
        assert learned.factors["title"] > 1.5
        assert learned.factors["long"] < 0.8
        assert learned.after > learned.before + 0.05
        assert learned.p < 0.01

    def test_people_who_judge_as_the_engine_does_change_nothing(self):
        learned = learn(lessons(LIKE_THE_ENGINE))

        assert learned.verdict != "better"
        assert all(0.8 < factor < 1.25 for factor in learned.factors.values())

    def test_answers_at_random_are_not_followed(self):
        assert learn(lessons(BY_TITLES, noise=0.5)).verdict != "better"

    def test_a_few_needs_are_no_evidence(self):
        learned = learn(lessons(BY_TITLES, needs=MINIMUM_NEEDS - 1))

        assert learned.verdict == "few"
        assert learned.factors == NEUTRAL
        assert learned.needs == MINIMUM_NEEDS - 1

    def test_a_need_whose_answers_are_all_alike_is_no_evidence(self):
        told = [each for each in lessons(BY_TITLES) if each.good or each.need < 60]

        assert learn(told).needs == 60

    def test_without_a_lesson_nothing_is_learned(self):
        assert learn([]).verdict == "few"

    def test_a_better_order_that_may_be_chance_is_told_from_a_worse_one(self):
        figures = {"lessons": 99, "needs": MINIMUM_NEEDS, "pairs": 99}

        assert learning.Learned(**figures, before=0.6, after=0.7, p=0.2).verdict == "chance"
        assert learning.Learned(**figures, before=0.6, after=0.7, p=0.02).verdict == "better"
        assert learning.Learned(**figures, before=0.7, after=0.6, p=0.02).verdict == "not_better"

    def test_the_mean_score_stays_as_it_was(self):
        told = lessons(BY_TITLES)
        parts = np.array([each.parts for each in told])

        scores = parts @ in_order(learn(told).factors)

        assert scores.mean() == pytest.approx(parts.sum(axis=1).mean(), rel=0.01)

    def test_no_part_is_taken_out_or_left_alone(self):
        factors = learn(lessons([1000, 0, 0, 0, 0, 0])).factors.values()

        assert min(factors) > 0
        assert max(factors) / min(factors) <= 1.02 * learning.MOST / learning.LEAST

    def test_parts_that_never_occur_are_no_trouble(self):
        told = [
            Lesson(each.need, (*each.parts[:2], 0, 0, 0, 0), each.good)
            for each in lessons([4, 1, 1, 1, 1, 1])
        ]

        assert learn(told).factors["title"] > learn(told).factors["title_pairs"]

    def test_texts_that_share_nothing_teach_nothing(self):
        told = [Lesson(each.need, (0.0,) * 6, each.good) for each in lessons(BY_TITLES)]

        learned = learn(told)

        assert learned.verdict == "not_better"
        assert learned.factors == NEUTRAL

    def test_the_same_answers_always_teach_the_same(self):
        assert learn(lessons(BY_TITLES)) == learn(lessons(BY_TITLES))


TECHNOLOGIES = [
    Document(
        1,
        {
            "title": "Máy sấy bơm nhiệt",
            "summary": "Sấy mít ở nhiệt độ thấp",
            "problem": "Mít cháy cạnh khi sấy than",
            "title_en": "Heat pump dryer",
        },
    ),
    Document(2, {"title": "Bể lọc nước", "description": "Màng lọc, máy bơm và bộ sấy khí"}),
    Document(3, {"title": "Heat pump dryer for jackfruit", "summary": "Low temperature drying"}),
]
NEED = Document(9, {"title": "Cần máy sấy mít", "problem": "Sấy than làm mít cháy cạnh"})


@pytest.fixture
def index():
    glossary = Glossary([Entry("máy sấy", ("dryer",)), Entry("mít", ("jackfruit",))])
    return Index(TECHNOLOGIES, glossary=lambda: glossary)


class TestParts:
    def test_the_parts_of_a_score_add_up_to_it(self, index):
        parts = parts_of_scores(index, NEED, TECHNOLOGIES)

        assert parts.sum(axis=1) == pytest.approx(batch.scores(index, [NEED], TECHNOLOGIES)[0])
        assert (parts[2] > 0).any(), "what is found by translation has parts too"

    def test_a_part_is_what_the_document_says_there(self, index):
        technology = Document(4, {"title": "Máy sấy", "problem": "Mít cháy"})

        (parts,) = parts_of_scores(index, NEED, [technology])
        held = dict(zip(PARTS, parts > 0, strict=True))

        assert held["title"]
        assert held["title_pairs"]
        assert held["long_pairs"]
        assert not held["short"]
        assert not held["short_pairs"]

    def test_factors_of_one_change_no_score(self, index):
        weighted = index.weighted(NEUTRAL)

        assert batch.scores(weighted, [NEED], TECHNOLOGIES) == pytest.approx(
            batch.scores(index, [NEED], TECHNOLOGIES)
        )

    def test_a_weighted_score_is_the_sum_of_its_parts_times_their_factors(self, index):
        factors = dict(zip(PARTS, [3.0, 2.0, 0.5, 1.0, 0.25, 4.0], strict=True))
        parts = parts_of_scores(index, NEED, TECHNOLOGIES)

        scores = batch.scores(index.weighted(factors), [NEED], TECHNOLOGIES)[0]

        assert scores == pytest.approx(parts @ in_order(factors))

    def test_an_explanation_follows_the_factors_and_its_shares_add_up(self, index):
        by_titles = index.weighted({**NEUTRAL, "title": 4.0, "title_pairs": 4.0})

        before, after = (each.explain(NEED, TECHNOLOGIES[0]) for each in (index, by_titles))

        assert sum(term.share for term in after.terms) == pytest.approx(1, abs=1e-6)
        assert after.score == pytest.approx(batch.scores(by_titles, [NEED], TECHNOLOGIES[:1])[0, 0])
        assert share(after, "máy sấy") > share(before, "máy sấy")
        assert share(after, "cháy cạnh") < share(before, "cháy cạnh")

    def test_the_index_that_is_shared_stays_as_it_is(self, index):
        index.weighted({**NEUTRAL, "title": 4.0})

        assert index.factors is None


def share(explanation, term):
    return next(each.share for each in explanation.terms if each.term == term)
