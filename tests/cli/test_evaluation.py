"""The engine measured on judged sets."""

import json

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    corpus = [("d1", "Máy sấy mít", "bơm nhiệt"), ("d2", "Bể lọc nước", "màng UF")]
    (folder / "corpus.jsonl").write_text(
        "\n".join(json.dumps({"_id": i, "title": t, "text": x}) for i, t, x in corpus)
    )
    query = {"_id": "q1", "title": "sấy mít", "text": "cần sấy mít"}
    (folder / "queries.jsonl").write_text(json.dumps(query))
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n")
    return folder


def test_it_prints_one_object_a_set(run, folder):
    answer = json.loads(run("evaluate", str(folder), "--json").stdout)

    assert answer["set"] == "tiny"
    assert (answer["queries"], answer["documents"]) == (1, 2)
    assert answer["ndcg@10"] == answer["recall@100"] == answer["mrr@10"] == 1.0
    assert answer["length"] == "full"
    assert answer["baselines"][0]["system"] == "scikit-learn TF-IDF"
    assert "seconds" in answer


def test_the_rivals_stand_below_ours_in_the_table(run, folder):
    header, *rows, legend = run("evaluate", str(folder)).stdout.splitlines()

    assert header.split()[:4] == ["set", "length", "asked", "system"]
    assert [row.split()[3] for row in rows] == ["ours", "scikit-learn", "bm25s", "bm25s"]
    assert "randomisation test" in legend


def test_all_lengths_at_which_the_queries_differ_are_measured(run, folder):
    lines = run("evaluate", str(folder), "--queries", "all", "--json").stdout.splitlines()

    assert [json.loads(line)["length"] for line in lines] == ["title", "full"]


def test_it_measures_the_judged_first_content(run):
    answer = json.loads(run("evaluate", "--json").stdout)

    assert answer["queries"] >= 80
    assert answer["ndcg@10"] > 0.8


def test_a_folder_of_sets_stands_for_all_of_them(run, folder):
    (folder.parent / "notes").mkdir()

    answer = run("evaluate", str(folder.parent), "--json")

    assert json.loads(answer.stdout)["set"] == "tiny"


def test_what_holds_no_set_is_passed_over_and_said(run, folder):
    (folder.parent / "README.md").write_text("about")

    answer = run("evaluate", str(folder.parent / "README.md"), str(folder), "--json")

    assert json.loads(answer.stdout)["set"] == "tiny"
    assert "README.md holds no judged set" in answer.stderr


def test_nothing_to_measure_is_an_error(run, tmp_path):
    assert run("evaluate", str(tmp_path)).returncode == 1


def test_a_broken_line_is_named(run, folder):
    (folder / "queries.jsonl").write_text("{oops")

    answer = run("evaluate", str(folder))

    assert answer.returncode == 1
    assert "queries.jsonl" in answer.stderr
    assert "Traceback" not in answer.stderr
