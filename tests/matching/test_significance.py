"""A difference is told from chance, per query, without assuming how differences spread."""

from itertools import product

import pytest

from matchmaker.matching.evaluation import Result
from matchmaker.matching.significance import compare, randomisation_test

DIFFERENCES = [0.3, 0.25, -0.1, 0.2, 0.0, 0.4, -0.05, 0.1, 0.15, 0.05]


def result(**ndcgs):
    mean = sum(ndcgs.values()) / max(len(ndcgs), 1)
    return Result("set", "system", len(ndcgs), 9, mean, 0, 0, 0, 0, ndcgs)


def test_p_is_near_that_of_all_possible_signs():
    observed = abs(sum(DIFFERENCES))
    signs = list(product((-1, 1), repeat=len(DIFFERENCES)))
    sums = [abs(sum(s * d for s, d in zip(each, DIFFERENCES, strict=True))) for each in signs]
    exact = sum(each >= observed - 1e-9 for each in sums) / len(signs)

    assert randomisation_test(DIFFERENCES) == pytest.approx(exact, abs=0.01)


def test_the_same_differences_give_the_same_p_whichever_system_comes_first():
    turned = [-each for each in DIFFERENCES]

    assert randomisation_test(DIFFERENCES) == randomisation_test(turned)


def test_queries_that_both_answer_alike_change_nothing():
    assert randomisation_test(DIFFERENCES + [0.0] * 500) == randomisation_test(DIFFERENCES)


def test_without_a_difference_chance_explains_everything():
    assert randomisation_test([]) == randomisation_test([0.0] * 9) == 1
    assert randomisation_test([0.1, -0.1] * 5) == 1


def test_many_queries_that_agree_are_no_chance_and_p_is_still_above_zero():
    assert 0 < randomisation_test([0.01] * 3000) < 0.001


def test_two_results_are_compared_query_by_query():
    better = result(**{f"q{n}": 0.9 for n in range(20)})
    worse = result(**{f"q{n}": 0.4 for n in reversed(range(20))})

    comparison = compare(better, worse)

    assert comparison.difference == pytest.approx(0.5)
    assert comparison.is_significant
    assert compare(worse, better).difference == pytest.approx(-0.5)
    assert not compare(better, better).is_significant


def test_results_on_different_queries_are_not_compared():
    with pytest.raises(ValueError, match="same queries"):
        compare(result(q1=1.0), result(q2=1.0))
