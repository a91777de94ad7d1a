"""What was learned is told at the terminal in a table and one sentence."""

import pytest

from matchmaker.matching.learning import Learned
from matchmaker.services.engine import learning_tables

FIGURES = {"lessons": 400, "needs": 60, "pairs": 300}


@pytest.mark.parametrize(
    ("learned", "sentence"),
    [
        (Learned(40, 7, 9), "Not adopted: 7 needs have good and bad answers, and 50 are needed."),
        (
            Learned(**FIGURES, before=0.7, after=0.6),
            "Not adopted: it does not order held-out answers better.",
        ),
        (
            Learned(**FIGURES, before=0.6, after=0.61, p=0.2),
            "Not adopted: chance alone could do as much (p = 0.200).",
        ),
        (
            Learned(**FIGURES, before=0.6, after=0.7, p=0.01),
            "Better on held-out answers (p = 0.0100).",
        ),
    ],
)
def test_the_last_line_says_what_follows(learned, sentence):
    assert learning_tables.lines(learned)[-1] == sentence


def test_every_part_stands_with_its_factor_and_both_orders_below():
    learned = Learned(**FIGURES, before=0.6, after=0.7, p=0.01)

    table = "\n".join(learning_tables.lines(learned))

    assert table.startswith("400 judged matches; 300 pairs of a good and a bad one, of 60 needs")
    assert table.count("    1.00\n") == 6
    assert "60.0%" in table
    assert "70.0%" in table


def test_where_nothing_was_learned_no_table_is_shown():
    assert len(learning_tables.lines(Learned(40, 7, 9))) == 2
