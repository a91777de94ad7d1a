"""The ``matchmaker`` command, run as people run it."""

import json
import os
import subprocess
import sys
import time

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from matchmaker.services import audit, seals
from matchmaker.services.actors import Actor
from models import Answer, Match, Party
from tests.guards import unguarded

HEAVY = {"sklearn", "scipy", "flask", "sqlalchemy", "numpy"}


@pytest.fixture
def run(tmp_path):
    """Run the command on an instance of its own; returns the finished process."""

    def run(*arguments, **settings):
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith("MATCHMAKER_")
        }
        environment["MATCHMAKER_INSTANCE"] = str(tmp_path)
        environment |= {f"MATCHMAKER_{key}": value for key, value in settings.items()}
        return subprocess.run(
            [sys.executable, "-m", "matchmaker.cli", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


def test_help_answers_before_one_has_to_wait(run):
    started = time.perf_counter()
    answer = run("--help")
    took = time.perf_counter() - started

    for command in ("init", "seed", "match", "learn", "serve", "worker", "evaluate", "user"):
        assert command in answer.stdout
    assert took < 0.5


def test_help_loads_nothing_heavy():
    code = "import sys, matchmaker.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert set(loaded) & HEAVY == set()


def test_a_database_that_was_not_made_yet_is_told_in_a_line(run):
    answer = run("seed")

    assert answer.returncode == 1
    assert "matchmaker init" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_bad_setting_is_told_in_a_line(run):
    answer = run("init", PORT="many")

    assert answer.returncode == 1
    assert answer.stderr.strip().splitlines()[-1].startswith("Error: MATCHMAKER_PORT must be")


@pytest.mark.slow
def test_from_nothing_to_matches_and_a_second_time_nothing_changes(run):
    assert "Database ready" in run("init").stdout
    assert "rows loaded" in run("seed", "--demonstration").stdout
    matched = run("match")
    assert int(matched.stdout.split()[0]) > 300
    assert "postings/s" in matched.stderr

    assert "already there" in run("seed", "--demonstration").stdout
    assert run("match").stdout.startswith("0 matches")
    assert "centre@example.org" in run("user", "list").stdout


@pytest.mark.slow
def test_too_few_answers_are_not_learned_from_and_nothing_is_to_be_undone(run):
    run("init")
    run("seed")

    tried, learned, undone = run("learn", "--dry-run"), run("learn"), run("learn", "--undo")

    assert "needs/s" in tried.stderr
    assert tried.stdout == learned.stdout
    assert learned.stdout.startswith("100 judged matches")
    assert "Not adopted" in learned.stdout.splitlines()[-1]
    assert undone.returncode == 1
    assert "nothing to undo" in undone.stderr


@pytest.mark.slow
def test_what_people_judge_by_is_adopted_and_undone(run, tmp_path):
    run("init")
    run("seed")
    run("match")
    _answer_by_titles(tmp_path / "matchmaker.sqlite")

    learned = run("learn")
    undone, again = run("learn", "--undo"), run("learn", "--undo")

    assert "title, words" in learned.stdout
    assert learned.stdout.splitlines()[-2].startswith("Better on held-out answers")
    assert learned.stdout.splitlines()[-1].startswith("Adopted")
    assert "is undone" in undone.stdout
    assert "nothing to undo" in again.stderr


def _answer_by_titles(database):
    """Let who asked say of every match whether the two titles share words."""
    with Session(create_engine(f"sqlite:///{database}")) as session:
        for match in session.scalars(select(Match).where(~Match.answers.any())):
            asked, offered = (
                set(each.title_vi.lower().split()) for each in (match.need, match.technology)
            )
            code = "good" if len(asked & offered) >= 3 else "wrong_problem"
            session.add(Answer(match_id=match.id, party=Party.DEMAND, code=code))
        session.commit()


def test_a_scheduler_that_does_not_answer_is_told_in_a_line(run):
    answer = run("match", "--all", "--scheduler", "tcp://127.0.0.1:1")

    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        "Error: No Dask scheduler answers at tcp://127.0.0.1:1. "
        "Start `dask scheduler`; it says its address."
    ]


def test_a_cluster_without_its_extra_says_how_to_install_it(tmp_path):
    code = "import sys; sys.modules['distributed'] = None; from matchmaker.cli import main; main()"
    answer = subprocess.run(
        [sys.executable, "-c", code, "match", "--scheduler", "tcp://127.0.0.1:1"],
        env=os.environ | {"MATCHMAKER_INSTANCE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 1
    assert "pip install 'matchmaker[cluster]'" in answer.stderr.splitlines()[-1]


@pytest.mark.slow
def test_production_does_not_start_with_demonstration_accounts(run):
    run("init")
    run("seed", "--demonstration")

    answer = run("serve", ENVIRONMENT="production", SECRET_KEY="k" * 48)

    assert answer.returncode == 1
    assert "demonstration accounts exist" in answer.stderr
    assert "admin@example.org" in answer.stderr


@pytest.mark.slow
def test_an_account_is_added_listed_and_removed(run):
    run("init")
    long_enough = "mật khẩu đủ dài"

    added = run("user", "add", "an@example.org", "--name", "An", "--password", long_enough)
    again = run("user", "add", "an@example.org", "--password", long_enough)
    listed = run("user", "list").stdout
    removed = run("user", "remove", "an@example.org", "--yes")

    assert "can sign in" in added.stdout
    assert "already has an account" in again.stderr
    assert "an@example.org" in listed
    assert removed.returncode == 0
    assert run("user", "list").stdout == ""


@pytest.mark.slow
class TestEvaluate:
    @pytest.fixture
    def folder(self, tmp_path):
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

    def test_it_prints_one_object_a_set(self, run, folder):
        answer = json.loads(run("evaluate", str(folder), "--json").stdout)

        assert answer["set"] == "tiny"
        assert (answer["queries"], answer["documents"]) == (1, 2)
        assert answer["ndcg@10"] == answer["recall@100"] == answer["mrr@10"] == 1.0
        assert answer["length"] == "full"
        assert answer["baselines"][0]["system"] == "scikit-learn TF-IDF"
        assert "seconds" in answer

    def test_the_rivals_stand_below_ours_in_the_table(self, run, folder):
        header, *rows, legend = run("evaluate", str(folder)).stdout.splitlines()

        assert header.split()[:4] == ["set", "length", "asked", "system"]
        assert [row.split()[3] for row in rows] == ["ours", "scikit-learn", "bm25s", "bm25s"]
        assert "randomisation test" in legend

    def test_all_lengths_at_which_the_queries_differ_are_measured(self, run, folder):
        lines = run("evaluate", str(folder), "--queries", "all", "--json").stdout.splitlines()

        assert [json.loads(line)["length"] for line in lines] == ["title", "full"]

    def test_it_measures_the_judged_first_content(self, run):
        answer = json.loads(run("evaluate", "--json").stdout)

        assert answer["queries"] >= 80
        assert answer["ndcg@10"] > 0.8

    def test_a_folder_of_sets_stands_for_all_of_them(self, run, folder):
        (folder.parent / "notes").mkdir()

        answer = run("evaluate", str(folder.parent), "--json")

        assert json.loads(answer.stdout)["set"] == "tiny"

    def test_what_holds_no_set_is_passed_over_and_said(self, run, folder):
        (folder.parent / "README.md").write_text("about")

        answer = run("evaluate", str(folder.parent / "README.md"), str(folder), "--json")

        assert json.loads(answer.stdout)["set"] == "tiny"
        assert "README.md holds no judged set" in answer.stderr

    def test_nothing_to_measure_is_an_error(self, run, tmp_path):
        assert run("evaluate", str(tmp_path)).returncode == 1

    def test_a_broken_line_is_named(self, run, folder):
        (folder / "queries.jsonl").write_text("{oops")

        answer = run("evaluate", str(folder))

        assert answer.returncode == 1
        assert "queries.jsonl" in answer.stderr
        assert "Traceback" not in answer.stderr


class TestAudit:
    """The audit trail, checked from the command line."""

    @pytest.fixture
    def trail(self, run, tmp_path):
        """An engine on a database with three sealed entries."""
        run("init")
        engine = create_engine(f"sqlite:///{tmp_path / 'matchmaker.sqlite'}")
        with Session(engine) as session:
            for number in range(3):
                audit.record(session, Actor(), "deal:open", f"TV-2026-{number:06d}")
            seals.seal(session)
            session.commit()
        yield engine
        engine.dispose()

    def test_a_whole_trail_is_said_to_be_whole(self, run, trail):
        answer = run("audit", "verify")

        assert answer.stdout.startswith("3 entries, whole until 20")
        assert answer.returncode == 0

    def test_a_broken_trail_is_an_error_that_names_the_entry(self, run, trail):
        with trail.begin() as connection, unguarded(connection):
            connection.exec_driver_sql("UPDATE audit_entry SET subject = 'x' WHERE position = 2")

        answer = run("audit", "verify")

        assert answer.returncode == 1
        assert "entry 2 (" in answer.stderr

    def test_a_head_that_was_kept_tells_that_the_end_was_cut_off(self, run, trail):
        kept = run("audit", "head").stdout.strip()
        with trail.begin() as connection, unguarded(connection):
            connection.exec_driver_sql("DELETE FROM audit_entry WHERE position = 3")

        assert run("audit", "verify").returncode == 0
        assert run("audit", "verify", "--head", kept).returncode == 1
        assert "is no head" in run("audit", "verify", "--head", "x").stderr
