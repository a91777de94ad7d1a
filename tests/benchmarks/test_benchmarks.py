"""The benchmark itself, at a tiny size, so that it cannot rot."""

import json

import pytest
from click.testing import CliRunner

from matchmaker.matching.analysis import terms
from matchmaker.matching.text import is_pair
from tests.benchmarks import corpus, pages, report
from tests.benchmarks.__main__ import main
from tests.benchmarks.sources import words_of

SIZE = 1_000


def test_every_engine_counts_the_same_words():
    for text in [*corpus.needs(50), *corpus.documents(50)]:
        single = [term for term in terms(text) if not is_pair(term)]

        assert single == text.split() == words_of(text)


def test_a_document_has_about_110_distinct_terms():
    distinct = [len(set(text.split())) for text in corpus.documents(SIZE)]

    assert 107 < sum(distinct) / SIZE < 113


def test_a_small_corpus_is_the_beginning_of_a_larger_one():
    smaller, larger = list(corpus.documents(5)), list(corpus.documents(9))

    assert larger[:5] == smaller
    assert corpus.document(8) == larger[8]


def test_sizes_that_are_no_numbers_are_refused():
    answer = CliRunner().invoke(main, ["--sizes", "many"])

    assert answer.exit_code == 2
    assert "write sizes like 10k,100k,1M" in answer.output


def test_a_page_without_marks_is_refused_before_anything_is_measured(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text("Prose only")

    answer = CliRunner().invoke(main, ["--out", str(page)])

    assert answer.exit_code == 2
    assert "no place for the tables" in answer.output
    assert page.read_text() == "Prose only"


@pytest.mark.slow
def test_the_whole_benchmark_runs_and_ours_is_exact(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text(f"Before\n{report.BEGIN}\nold\n{report.END}\nAfter\n")

    answer = CliRunner().invoke(
        main, ["--sizes", str(SIZE), "--out", str(page)], catch_exceptions=False
    )

    figures = json.loads(page.with_suffix(".json").read_text())
    assert answer.exit_code == 0
    assert [row["equal"] for row in figures["sizes"][str(SIZE)]["exactness"]] == [100, 100]
    written = page.read_text()
    assert written.startswith("Before\n")
    assert written.endswith(f"{report.END}\nAfter\n")
    assert "old" not in written
    assert "| scikit-learn, sparse product |" in written
    for package, version in figures["versions"].items():
        assert (f"{package} {version}" if version else package) in written


def test_pages_are_measured_on_a_database_of_many_postings():
    answer = CliRunner().invoke(pages.main, ["--sqlite", "--postings", "100"])

    assert answer.exit_code == 0, answer.output
    for _who, path in pages.PAGES:
        assert path in answer.output
