"""People answer what is proposed to them, one answer in ten by mistake, and the ranking gains.

Half of the needs or more teach, the others are asked. What was learned counts only where it was
adopted.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from matchmaker.config import SEED_DATA
from matchmaker.matching.documents import Document
from matchmaker.matching.evaluation import ndcg_at, queries_of
from matchmaker.matching.index import Index
from matchmaker.matching.learning import Lesson, learn, parts_of_scores
from matchmaker.matching.parts import NEUTRAL, in_order
from matchmaker.services.engine import evaluation, search_index

pytestmark = pytest.mark.slow

SHOWN, GOOD = 20, 5
MISTAKES = 0.1
RUNS = 10
BY_TITLES = {**NEUTRAL, "title": 2.0, "title_pairs": 2.0, "long": 0.5, "long_pairs": 0.5}


@pytest.fixture(scope="module")
def proposed():
    """The parts of the scores of what the first needs are offered, and how judges graded it."""
    judged = evaluation.read(SEED_DATA)
    names = list(judged.documents)
    technologies = [Document(n, judged.documents[name]) for n, name in enumerate(names)]
    weights, asking = search_index.WEIGHTS, search_index.ASKING
    index = Index(technologies, weights, asking, glossary=search_index.glossary)
    needs = []
    for name, need in zip(judged.queries, queries_of(judged, "full"), strict=True):
        found = [technologies[each.key] for each in index.query(need, SHOWN)]
        grades = judged.grades.get(name, {})
        known = [grades.get(names[each.key]) for each in found]
        needs.append(SimpleNamespace(parts=parts_of_scores(index, need, found), grades=known))
    return needs


@pytest.fixture
def judges(proposed):
    """Needs as judges read them: 2 and 3 are good, what nobody graded is not answered."""
    return [each for each in proposed if any(each.grades)]


@pytest.fixture
def by_titles(proposed):
    """Needs of people to whom titles say more than the engine thinks."""
    needs = []
    for each in proposed:
        order = (-(each.parts @ in_order(BY_TITLES))).argsort().argsort()
        grades = [3 if place < GOOD else 0 for place in order.tolist()]
        needs.append(SimpleNamespace(parts=each.parts, grades=grades))
    return needs


def gain(needs, answers, teachers, seed):
    """Learn from some answers of some needs; return what the others gain in nDCG@10."""
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(needs)).tolist()
    count = int(len(needs) * teachers)
    taught, others = shuffled[:count], shuffled[count:]
    lessons = _answered(random, needs, taught, answers)
    learned = learn(lessons)
    factors = learned.factors if learned.verdict == "better" else NEUTRAL
    return np.mean([_ndcg(needs[each], factors) - _ndcg(needs[each], NEUTRAL) for each in others])


def _answered(random, needs, taught, answers):
    """Draw answers, those to what stands higher more often."""
    pairs = [
        (need, rank, grade >= 2)
        for need in taught
        for rank, grade in enumerate(needs[need].grades)
        if grade is not None
    ]
    seen = np.array([1 / np.log2(rank + 2) for _need, rank, _good in pairs])
    count = min(answers, len(pairs))
    drawn = random.choice(len(pairs), count, replace=False, p=seen / seen.sum())
    mistaken = random.random(count) < MISTAKES
    return [
        Lesson(need, needs[need].parts[rank], bool(good ^ wrong))
        for (need, rank, good), wrong in zip([pairs[i] for i in drawn], mistaken, strict=True)
    ]


def _ndcg(need, factors):
    order = np.argsort(-(need.parts @ in_order(factors)), kind="stable")
    grades = {n: grade or 0 for n, grade in enumerate(need.grades)}
    return ndcg_at(order.tolist(), grades, 10)


def test_where_people_judge_otherwise_than_the_engine_it_rises_with_every_answer(by_titles):
    gains = {
        answers: [gain(by_titles, answers, 0.5, seed) for seed in range(RUNS)]
        for answers in (100, 400, 1600)
    }
    means = {answers: np.mean(each) for answers, each in gains.items()}

    assert means[100] == 0
    assert 0.005 < means[400] < means[1600]
    assert means[1600] > 0.03
    assert min(min(each) for each in gains.values()) >= 0


@pytest.mark.parametrize("answers", [100, 400, 1600])
def test_where_judges_agree_with_the_engine_nothing_is_lost(judges, answers):
    gains = [gain(judges, answers, 0.75, seed) for seed in range(RUNS)]

    assert np.mean(gains) > -0.001
    assert min(gains) > -0.01
