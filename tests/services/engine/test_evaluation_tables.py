"""Reports fit a terminal and say which difference is more than chance."""

import json

import pytest

from matchmaker.matching.evaluation import Result
from matchmaker.matching.significance import Comparison
from matchmaker.services.engine import evaluation_tables
from matchmaker.services.engine.evaluation import Report


def result(system, ndcg):
    return Result("sbir_reverse", system, 1200, 53906, ndcg, 0.25, 0.5, 0.75, 123.456, {})


@pytest.fixture
def report():
    rivals = [
        (result("scikit-learn TF-IDF", 0.4), Comparison(0.12345, 0.0123)),
        (result("bm25s", 0.6), Comparison(-0.07655, 0.05)),
    ]
    return Report(result("ours", 0.52345), rivals, ["bm25s k1=1.2 b=0.75"])


def test_each_system_has_a_row_of_figures_under_the_header(report):
    header = evaluation_tables.HEADER.split()

    ours, cosine, bm25, _missing = evaluation_tables.rows(report, "title").splitlines()

    assert header[:4] == ["set", "length", "asked", "system"]
    assert header[4:] == ["nDCG@10", "R@10", "R@100", "MRR@10", "Δ", "p", "s"]
    start = ["sbir_reverse", "title", "1200"]
    assert ours.split() == [*start, "ours", "0.523", "0.250", "0.500", "0.750", "123.5"]
    assert cosine.split()[-3:] == ["+0.123", "0.0123*", "123.5"]
    assert bm25.split()[-3:] == ["-0.077", "0.0500", "123.5"]


def test_what_is_not_installed_says_how_to_install_it(report):
    last = evaluation_tables.rows(report, "full").splitlines()[-1]

    assert "bm25s k1=1.2 b=0.75 not installed" in last
    assert "[bench]" in last


def test_no_line_is_wider_than_a_hundred_columns(report):
    lines = [
        evaluation_tables.HEADER,
        evaluation_tables.LEGEND,
        *evaluation_tables.rows(report, "short").splitlines(),
    ]

    assert max(map(len, lines)) <= 100
    assert len(lines[0]) == len(lines[2]) == len(lines[3])


def test_json_holds_ours_and_the_baselines_in_one_line(report):
    line = evaluation_tables.json_line(report, "short")

    answer = json.loads(line)
    assert "\n" not in line
    assert (answer["set"], answer["length"]) == ("sbir_reverse", "short")
    assert (answer["queries"], answer["documents"]) == (1200, 53906)
    assert (answer["system"], answer["ndcg@10"], answer["seconds"]) == ("ours", 0.5234, 123.46)
    assert [answer[f"{name}"] for name in ("recall@10", "recall@100", "mrr@10")] == [
        0.25,
        0.5,
        0.75,
    ]
    cosine, bm25 = answer["baselines"]
    assert (cosine["system"], cosine["ndcg@10"]) == ("scikit-learn TF-IDF", 0.4)
    assert (bm25["difference"], bm25["p"]) == (-0.0766, 0.05)
    assert answer["not_installed"] == ["bm25s k1=1.2 b=0.75"]
