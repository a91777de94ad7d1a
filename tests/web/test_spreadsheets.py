"""Lists as files: whatever a cell holds, it comes back as it was and never runs."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from matchmaker.web import spreadsheets
from models.text import clean

BEGINNINGS = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "\u00a0@",
    "'=",
    "",
]
texts = st.builds(
    str.__add__,
    st.sampled_from(BEGINNINGS),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40),
)
SEPARATORS = ";,\t\r\n"
broken = st.lists(st.one_of(texts, st.sampled_from([*SEPARATORS, '"', '";', " "]))).map("".join)
"""Texts with the marks in them at which spreadsheets part a line."""


@pytest.fixture(scope="module", autouse=True)
def request_(app):
    with app.test_request_context():
        yield


def begins_like_a_formula(cell):
    return re.sub(r'^[\s"]*', "", cell).startswith(tuple("=+-@＝＋－＠"))


def as_csv(rows):
    text = "".join(spreadsheets.lines(["Một", "Hai"], rows))
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))[1:]


def as_xlsx(rows):
    with spreadsheets.workbook(["Một", "Hai"], rows, [10, 20]) as file:
        return load_workbook(io.BytesIO(file.read())).active


@given(rows=st.lists(st.tuples(broken, broken), max_size=5))
def test_no_cell_of_csv_begins_like_a_formula_and_the_text_is_all_there(rows):
    for cells, texts_ in zip(as_csv(rows), rows, strict=True):
        for cell, text in zip(cells, texts_, strict=True):
            assert not begins_like_a_formula(cell)
            assert cell.replace("'", "") == text.replace("'", "")


@given(rows=st.lists(st.tuples(broken, broken), min_size=1, max_size=5))
@pytest.mark.parametrize("separators", [*SEPARATORS, SEPARATORS])
def test_wherever_a_spreadsheet_parts_the_text_no_part_begins_like_a_formula(separators, rows):
    text = "".join(spreadsheets.lines(["Một", "Hai"], rows))

    assert [part for part in re.split(f"[{separators}]", text) if begins_like_a_formula(part)] == []


@given(rows=st.lists(st.tuples(broken, broken), min_size=1, max_size=5))
@pytest.mark.parametrize("separator", [";", "\t"])
def test_no_cell_begins_like_a_formula_for_who_reads_another_separator(separator, rows):
    text = "".join(spreadsheets.lines(["Một", "Hai"], rows))

    rows_read = csv.reader(io.StringIO(text, newline=None), delimiter=separator)
    cells = [cell for row in rows_read for cell in row]
    assert [cell for cell in cells if begins_like_a_formula(cell)] == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("nhiệt độ; -5 °C", "nhiệt độ; '-5 °C"),
        ("từ -5 đến +40 °C, tối đa 50", "từ -5 đến +40 °C, tối đa 50"),
        ("máy sấy; máy ủ, men vi sinh", "máy sấy; máy ủ, men vi sinh"),
        ("a@example.org; b@example.org", "a@example.org; b@example.org"),
        ('x;"=cmd|...;y', "x;\"'=cmd|...;y"),
        ("Việc:\n- gọi\n- gặp", "Việc:\n'- gọi\n'- gặp"),
        ("x;'=đã che", "x;'=đã che"),
    ],
)
def test_an_ordinary_text_gets_one_apostrophe_where_it_has_to(text, written):
    assert as_csv([(text, "")]) == [[written, ""]]


@settings(max_examples=30)
@given(rows=st.lists(st.tuples(texts, texts), min_size=1, max_size=5))
def test_every_text_of_xlsx_is_a_string_cell_and_comes_back_as_it_was(rows):
    sheet = as_xlsx(rows)

    for cells, texts_ in zip(sheet.iter_rows(min_row=2), rows, strict=True):
        for cell, text in zip(cells, texts_, strict=True):
            assert cell.data_type != "f"
            assert (cell.value or "") == text


def test_numbers_days_and_moments_are_typed():
    moment = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
    sheet = as_xlsx([(1_250_000_000, date(2026, 2, 3)), (moment, 0.5), (None, "CN-2026-000001")])

    (amount, day), (time, share), (nothing, text) = sheet.iter_rows(min_row=2)
    assert (amount.value, amount.number_format) == (1_250_000_000, "#,##0")
    assert (day.value.date(), day.number_format) == (date(2026, 2, 3), "dd/mm/yyyy")
    assert (str(time.value), time.number_format) == ("2026-03-02 01:30:00", "hh:mm dd/mm/yyyy")
    assert (share.value, nothing.value, text.value) == (0.5, None, "CN-2026-000001")


def test_the_head_stays_in_sight_and_the_columns_are_wide_enough():
    sheet = as_xlsx([("a", "b")])

    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["B"].width == 20


def test_csv_writes_days_and_amounts_as_people_here_read_them():
    moment = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)

    assert as_csv([(date(2026, 2, 3), -5), (moment, None)]) == [
        ["03/02/2026", "-5"],
        ["01:30 02/03/2026", ""],
    ]


def test_what_xlsx_cannot_hold_is_left_out_or_cut():
    sheet = as_xlsx([("chuông\x07", "x" * 40_000)])

    assert sheet["A2"].value == clean("chuông\x07")
    assert len(sheet["B2"].value) == 32_767
