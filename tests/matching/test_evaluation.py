"""Judged sets are read, measured, and refused with a clear word when broken."""

import gzip
import json

import pytest

from matchmaker.matching.documents import Document
from matchmaker.matching.evaluation import (
    Engine,
    EvaluationError,
    JudgedSet,
    distinct_lengths,
    evaluate,
    ndcg_at,
    query_fields,
    read_set,
    recall_at,
    reciprocal_rank_at,
)
from matchmaker.matching.index import Index

CORPUS = [
    {"_id": "t1", "title": "Máy sấy mít", "text": "Bơm nhiệt"},
    {"_id": "t2", "title": "", "text": "Xử lý nước thải bằng bùn hoạt tính"},
]
QUERIES = [
    {
        "_id": "n1",
        "title": "Cần sấy mít",
        "text": "Chúng tôi sấy bằng than",
        "metadata": {"short": "mít"},
    },
    {"_id": "n2", "text": "nuoc thai"},
    {"_id": "n3", "text": "không ai biết"},
]
QRELS = ["query-id\tcorpus-id\tscore", "n1\tt1\t2", "n2\tt2\t1", "n2\tgone\t1", "n3\tt1\t0"]


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "corpus.jsonl", map(json.dumps, CORPUS))
    write(tmp_path / "queries.jsonl", map(json.dumps, QUERIES))
    write(tmp_path / "qrels.tsv", QRELS)
    return tmp_path


class Backwards:
    """A system that answers every query with all documents, the last first."""

    name = "backwards"

    def rank(self, documents, queries, top):
        keys = [document.key for document in documents]
        return [keys[::-1][:top] for _query in queries]


def write(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_folder_is_read_and_measured(folder):
    result = evaluate(read_set(folder), Engine())

    assert (result.set, result.queries, result.documents) == (folder.name, 2, 2)
    assert result.ndcg_by_query == {"n1": 1, "n2": pytest.approx(1 / (1 + 0.6309297))}
    assert result.ndcg_at_10 == pytest.approx(sum(result.ndcg_by_query.values()) / 2)
    assert (result.recall_at_10, result.recall_at_100, result.mrr_at_10) == (0.75, 0.75, 1)
    assert result.seconds > 0


def test_any_system_that_ranks_can_be_measured(folder):
    result = evaluate(read_set(folder), Backwards())

    assert result.system == "backwards"
    assert result.ndcg_by_query["n1"] == pytest.approx(0.6309297)
    assert result.mrr_at_10 == 0.75


def test_recall_is_measured_at_ten_and_at_a_hundred():
    documents = {f"t{n}": {"title": "xoài"} for n in range(20)}
    judged = JudgedSet("s", documents, {"n": {"title": "xoài"}}, {"n": {"t0": 1, "t19": 1}})

    result = evaluate(judged, Backwards())

    assert (result.recall_at_10, result.recall_at_100) == (0.5, 1)


def test_the_engine_is_measured_in_a_configuration_of_ones_own():
    documents = {"t1": {"title": "xoài", "summary": "mít"}, "t2": {"title": "mít"}}
    judged = JudgedSet("s", documents, {"n": {"title": "xoài"}}, {"n": {"t1": 1}})

    def without_titles(documents):
        return Index(Document(d.key, {"summary": d.fields.get("summary", "")}) for d in documents)

    usual, other = (
        evaluate(judged, each) for each in (Engine(), Engine("no titles", without_titles))
    )

    assert (usual.system, usual.mrr_at_10) == ("ours", 1)
    assert (other.system, other.mrr_at_10) == ("no titles", 0)


def test_a_packed_corpus_is_read_too(folder):
    text = (folder / "corpus.jsonl").read_bytes()
    (folder / "corpus.jsonl").unlink()
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(text))

    assert set(read_set(folder).documents) == {"t1", "t2"}


def test_queries_are_cut_to_the_asked_length(folder):
    judged = read_set(folder)

    assert query_fields(judged, "n1", "title") == {"title": "Cần sấy mít"}
    assert query_fields(judged, "n1", "short") == {"title": "Cần sấy mít", "description": "mít"}
    assert query_fields(judged, "n1", "full")["description"] == "Chúng tôi sấy bằng than"
    assert query_fields(judged, "n2", "title")["description"] == "nuoc thai"


def test_short_falls_back_to_the_first_six_hundred_characters():
    judged = JudgedSet("s", {}, {"n": {"title": "t", "problem": "x" * 1000}}, {})

    assert query_fields(judged, "n", "short")["description"] == "x" * 600


def test_lengths_at_which_queries_do_not_differ_are_told(folder):
    only_text = JudgedSet("s", {}, {"n": {"title": "", "description": "nuoc thai"}}, {})
    long_text = JudgedSet("s", {}, {"n": {"title": "", "description": "x" * 601}}, {})

    assert distinct_lengths(read_set(folder)) == ["title", "short", "full"]
    assert distinct_lengths(only_text) == ["full"]
    assert distinct_lengths(long_text) == ["short", "full"]


def test_a_set_can_be_built_from_anything():
    judged = JudgedSet(
        "seed",
        {"CN-1": {"title": "Máy sấy", "summary": "mít"}, "CN-2": {"title": "Ao tôm"}},
        {"NC-1": {"title": "say mit"}},
        {"NC-1": {"CN-1": 3, "CN-2": 0}},
    )

    assert evaluate(judged, Engine()).ndcg_at_10 == 1


def test_progress_goes_from_the_first_document_to_the_last_query(folder):
    steps = []

    evaluate(read_set(folder), Engine(), progress=lambda done, total: steps.append((done, total)))

    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_set_without_answers_measures_nothing():
    assert evaluate(JudgedSet("empty", {}, {}, {}), Engine()).ndcg_at_10 == 0


def test_gain_grows_with_the_grade():
    grades = {"a": 3, "b": 1}

    assert ndcg_at(["a", "b"], grades, 10) == 1
    assert ndcg_at(["b", "a"], grades, 10) == pytest.approx((1 + 7 * 0.6309297) / (7 + 0.6309297))
    assert ndcg_at([], grades, 10) == ndcg_at(["a"], {}, 10) == 0


def test_recall_and_reciprocal_rank_stop_at_k():
    assert recall_at(["x", "a", "b"], {"a": 1, "b": 1}, 2) == 0.5
    assert reciprocal_rank_at(["x", "a"], {"a": 1}, 1) == 0
    assert reciprocal_rank_at(["x", "a"], {"a": 1}, 2) == 0.5


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("corpus.jsonl", '{"_id": "t1"}\n{nonsense', "corpus.jsonl, line 2: no JSON"),
        ("corpus.jsonl", "[1]", 'corpus.jsonl, line 1: no object with a text "_id"'),
        ("corpus.jsonl", '{"_id": 5}', "corpus.jsonl, line 1"),
        ("corpus.jsonl", '{"_id": "t", "text": 5}', '"text" is no text'),
        ("corpus.jsonl", '{"_id": "t"}\n{"_id": "t"}', "line 2: _id 't' was there before"),
        ("corpus.jsonl", "", "is empty"),
        ("corpus.jsonl", "[" * 100_000, "line 1: no JSON"),
        ("qrels.tsv", "h\th\th\nn1\tt1", "qrels.tsv, line 2: 2 columns"),
        ("qrels.tsv", "h\th\th\nn1\tt1\tgood", "qrels.tsv, line 2: grade 'good'"),
        ("qrels.tsv", "h\th\th\nn1\tt1\t99999999", "line 2: grade"),
        ("qrels.tsv", "h\th\th\nn9\tt1\t1", "line 2: query 'n9' is not in queries.jsonl"),
        ("qrels.tsv", "h\th\th", "holds no grade"),
    ],
)
def test_a_broken_file_is_named_with_its_line(folder, file, content, says):
    (folder / file).write_text(content, encoding="utf-8")

    with pytest.raises(EvaluationError) as error:
        read_set(folder)

    assert says in str(error.value)


@pytest.mark.parametrize("file", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(folder, file):
    (folder / file).unlink()

    with pytest.raises(EvaluationError, match="no such file"):
        read_set(folder)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(EvaluationError, match="no such folder"):
        read_set(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "content",
    [b"no gzip", gzip.compress(b'{"_id": "t1"}\n' * 99, mtime=0)[:-12], b""],
    ids=["another format", "cut off", "empty"],
)
def test_a_corpus_that_cannot_be_unpacked_is_named(folder, content):
    (folder / "corpus.jsonl").unlink()
    (folder / "corpus.jsonl.gz").write_bytes(content)

    with pytest.raises(EvaluationError, match=r"corpus\.jsonl\.gz"):
        read_set(folder)


def test_text_that_is_no_utf_8_is_named(folder):
    (folder / "queries.jsonl").write_bytes(b'{"_id": "n1", "text": "\xff"}')

    with pytest.raises(EvaluationError, match=r"queries\.jsonl, line 1: no UTF-8"):
        read_set(folder)
