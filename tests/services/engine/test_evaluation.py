"""The proposals are measured on judged postings, the engine alone on BEIR folders."""

import json
import sys

import pytest

from matchmaker.matching.evaluation import EvaluationError
from matchmaker.services.engine import evaluation


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "technologies.csv").write_text(
        "key,title_vi,title_en,description_vi\n"
        "t1,Máy sấy mít,Jackfruit dryer,Bơm nhiệt\n"
        "t2,Phần mềm kế toán,,Hóa đơn\n",
        encoding="utf-8",
    )
    (tmp_path / "needs.csv").write_text(
        "key,title_vi,problem_vi\nn1,Cần sấy mít,Mít cháy cạnh\nn2,Xử lý nước,Ao bẩn\n",
        encoding="utf-8",
    )
    judge(tmp_path, "n1,t1,3,", "n1,t2,0,", "n2,t1,0,")
    return tmp_path


def judge(folder, *lines):
    text = "\n".join(["need,technology,grade,note", *lines, ""])
    (folder / "judgements.csv").write_text(text, encoding="utf-8")


def measure(folder, length="full", progress=None):
    return evaluation.measure(evaluation.read(folder), length, progress)


def test_judged_postings_are_ranked_as_they_are_proposed(folder):
    ours = measure(folder).ours

    assert (ours.set, ours.queries, ours.documents) == (folder.name, 1, 2)
    assert ours.ndcg_at_10 == ours.mrr_at_10 == ours.recall_at_100 == 1


def test_english_beside_vietnamese_counts_half(folder):
    (folder / "technologies.csv").write_text(
        "key,title_vi,title_en\nt1,Máy,Jackfruit dryer\nt2,Jackfruit dryer,\n", encoding="utf-8"
    )
    (folder / "needs.csv").write_text(
        "key,title_vi\nn1,Jackfruit dryer\nn2,Bơm\n", encoding="utf-8"
    )

    assert measure(folder).ours.mrr_at_10 == 1 / 2


@pytest.mark.parametrize("length", ["title", "short", "full"])
def test_needs_can_be_cut_short(folder, length):
    assert measure(folder, length).ours.mrr_at_10 == 1


def test_the_baselines_stand_beside_ours_with_their_differences(folder):
    (folder / "technologies.csv").write_text(
        "key,title_vi\nt1,may say mit\nt2,Phần mềm kế toán\n", encoding="utf-8"
    )

    report = measure(folder)

    names = [result.system for result, _comparison in report.baselines]
    assert names == ["scikit-learn TF-IDF", "bm25s", "bm25s k1=1.2 b=0.75"]
    for result, comparison in report.baselines:
        assert (result.queries, result.ndcg_at_10) == (1, 0)
        assert (comparison.difference, comparison.p) == (1, 1)
    assert report.missing == []


def test_a_baseline_that_is_not_installed_is_named(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "bm25s", None)

    report = measure(folder)

    assert [result.system for result, _ in report.baselines] == ["scikit-learn TF-IDF"]
    assert report.missing == ["bm25s", "bm25s k1=1.2 b=0.75"]


def test_progress_runs_once_through_all_systems(folder):
    seen = []

    measure(folder, progress=lambda done, total: seen.append((done, total)))

    assert seen == [(done, 12) for done in range(1, 13)]


def test_a_set_without_a_relevant_pair_measures_nothing(folder):
    judge(folder, "n1,t1,0,")

    report = measure(folder)

    assert (report.ours.queries, report.ours.ndcg_at_10) == (0, 0)
    assert {comparison.p for _, comparison in report.baselines} == {1}


@pytest.mark.parametrize(
    ("line", "said"),
    [("n9,t1,1,", "n9"), ("n1,t9,1,", "t9"), ("n1,t1,tốt,", "tốt"), ("n1,t1,-1,", "-1")],
)
def test_a_broken_judgement_is_told_with_its_line(folder, line, said):
    judge(folder, "n1,t1,3,", line)

    with pytest.raises(EvaluationError, match=r"judgements.csv, line 3.*") as told:
        evaluation.read(folder)
    assert said in str(told.value)


def test_a_missing_file_or_column_is_told(folder):
    (folder / "needs.csv").write_text("key,tên\nn1,x\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="no column title_vi"):
        evaluation.read(folder)

    (folder / "technologies.csv").unlink()
    with pytest.raises(EvaluationError, match="no such file"):
        evaluation.read(folder)


def test_a_file_that_is_no_text_is_told(folder):
    (folder / "needs.csv").write_bytes(b"key,title_vi\n\xff\xfe\x00")

    with pytest.raises(EvaluationError, match="cannot be read"):
        evaluation.read(folder)


def test_a_beir_folder_measures_the_engine(tmp_path):
    for name, rows in (
        ("corpus", [{"_id": "d1", "title": "drying mango", "text": ""}]),
        ("queries", [{"_id": "q1", "title": "", "text": "mango"}]),
    ):
        lines = "\n".join(map(json.dumps, rows))
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n")

    assert measure(tmp_path).ours.ndcg_at_10 == 1


def test_a_folder_of_neither_kind_is_told(tmp_path):
    with pytest.raises(EvaluationError):
        evaluation.read(tmp_path)
