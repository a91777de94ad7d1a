"""Evaluation reports as rows of a table 100 columns wide, and as lines of JSON."""

import json
from typing import Final

from matchmaker.matching.evaluation import QueryLength, Result
from matchmaker.matching.significance import Comparison
from matchmaker.services.engine.evaluation import Report

HEADER: Final = (
    f"{'set':<15}{'length':<7}{'asked':>5}  {'system':<19}{'nDCG@10':>8}{'R@10':>7}{'R@100':>7}"
    f"{'MRR@10':>8}{'Δ':>7}{'p':>7} {'s':>6}"
)
LEGEND: Final = (
    "Δ: ours less theirs in nDCG@10; p: paired randomisation test, two-sided, * below .05; "
    "s: seconds"
)
_INSTALL: Final = "pip install -e '.[bench]'"


def rows(report: Report, length: QueryLength) -> str:
    """Write a row for our result and one for each baseline."""
    ours = report.ours
    start = f"{ours.set:<14} {length:<7}{ours.queries:>5}  "
    cells = [_row(ours), *(_row(*each) for each in report.baselines)]
    cells += [f"{name:<19} not installed: {_INSTALL}" for name in report.missing]
    return "\n".join(start + each for each in cells)


def _row(result: Result, comparison: Comparison | None = None) -> str:
    figures = (
        f"{result.system:<19}{result.ndcg_at_10:>8.3f}{result.recall_at_10:>7.3f}"
        f"{result.recall_at_100:>7.3f}{result.mrr_at_10:>8.3f}"
    )
    if comparison is None:
        return f"{figures}{'':>15}{result.seconds:>6.1f}"
    mark = "*" if comparison.is_significant else " "
    return (
        f"{figures}{comparison.difference:>+7.3f}{comparison.p:>7.4f}{mark}{result.seconds:>6.1f}"
    )


def json_line(report: Report, length: QueryLength) -> str:
    """Write our figures as one JSON object, with the baselines' in a list of their own."""
    ours = report.ours
    return json.dumps(
        {
            "set": ours.set,
            "length": length,
            "queries": ours.queries,
            "documents": ours.documents,
            **_figures(ours),
            "baselines": [
                _figures(result) | {"difference": round(each.difference, 4), "p": round(each.p, 4)}
                for result, each in report.baselines
            ],
            "not_installed": list(report.missing),
        }
    )


def _figures(result: Result) -> dict[str, str | float]:
    return {
        "system": result.system,
        "ndcg@10": round(result.ndcg_at_10, 4),
        "recall@10": round(result.recall_at_10, 4),
        "recall@100": round(result.recall_at_100, 4),
        "mrr@10": round(result.mrr_at_10, 4),
        "seconds": round(result.seconds, 2),
    }
