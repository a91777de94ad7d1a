"""The glossary can be relied on: one row a phrase, nothing empty, English in the English column."""

import csv
import re
import unicodedata

import pytest

from matchmaker.config import SEED_DATA
from matchmaker.matching.text import fold, normalise, words_of

RENDERING = re.compile(r"[A-Za-z0-9][A-Za-z0-9 '.,+/&()%-]*")


@pytest.fixture(scope="module")
def rows():
    with (SEED_DATA / "glossary.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def renderings_of(row):
    return row["en"].split("|")


def test_it_has_at_least_1500_phrases_of_many_fields(rows):
    assert len(rows) >= 1500
    assert len({row["field"] for row in rows}) >= 50


def test_every_cell_is_filled_and_free_of_stray_space(rows):
    cells = [cell for row in rows for cell in (row["vi"], row["field"], *renderings_of(row))]

    assert [cell for cell in cells if not cell or cell != " ".join(cell.split())] == []


def test_phrases_are_written_as_texts_are_compared(rows):
    assert [row["vi"] for row in rows if row["vi"] != normalise(row["vi"])] == []
    assert all(unicodedata.is_normalized("NFC", "".join(row.values())) for row in rows)


def test_no_phrase_comes_twice_not_even_with_a_hyphen(rows):
    phrases = [tuple(words_of(row["vi"])) for row in rows]

    assert len(set(phrases)) == len(phrases)


def test_phrases_have_one_to_six_syllables(rows):
    assert {len(words_of(row["vi"])) for row in rows} <= {1, 2, 3, 4, 5, 6}


def test_phrases_have_one_to_five_different_renderings(rows):
    for row in rows:
        renderings = [rendering.lower() for rendering in renderings_of(row)]

        assert len(renderings) <= 5, row
        assert len(set(renderings)) == len(renderings), row


def test_renderings_are_english(rows):
    wrong = [r for row in rows for r in renderings_of(row) if not RENDERING.fullmatch(r)]

    assert wrong == []


def test_phrases_are_in_order_as_without_accents(rows):
    phrases = [row["vi"] for row in rows]

    assert phrases == sorted(phrases, key=lambda phrase: (fold(phrase), phrase))


@pytest.mark.parametrize("phrase", ["từ", "cần", "và", "của", "cho", "để", "trong"])
def test_words_of_grammar_are_no_phrases(rows, phrase):
    assert phrase not in {row["vi"] for row in rows}
