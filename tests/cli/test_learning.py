"""Learning from answers, and taking back what was learned."""

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from models import Answer, Match, Party


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
