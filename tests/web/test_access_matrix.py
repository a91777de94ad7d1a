"""Every address, with every method, as every role: compared with the table a person has read.

``access_matrix.txt`` is the table. Where the walk finds something else, the difference is printed
and the whole new table is written beside pytest's other files, to be read before it is copied.
"""

import difflib
import re
from pathlib import Path

import pytest

from tests.web.subjects import subjects
from tests.web.walk import (
    AREAS,
    addresses,
    answer,
    path_of,
    sent_to,
    shown,
    subjects_of,
    world_to_walk,
)
from tests.web.world import ROLES

pytestmark = pytest.mark.slow
TABLE = Path(__file__).with_name("access_matrix.txt")
HEAD = """\
# Who gets what: one row an address, method and subject; one column a role (tests/web/world.py).
# ok: a page, a change, or a form that asks for more · sign: sent to sign in · 403 · 404
# Everything belongs to "institute" and "firm" in the province of "centre" and "department".
"""


@pytest.fixture
def world(app, session, factories, monkeypatch):
    return world_to_walk(app, session, factories, monkeypatch)


@pytest.mark.parametrize("area", AREAS)
def test_every_address_answers_every_role_as_the_table_says(app, world, tmp_path, area):
    named, walked = subjects(world), {}
    for rule, method in addresses(app, area):
        sent = sent_to(rule, world) if method == "POST" else None
        for subject, values in subjects_of(rule, named).items():
            path = path_of(app, rule, values, method)
            walked[area, shown(rule), method, subject or "-"] = {
                role: answer(app, path, method, sent, world.cookies.get(role)) for role in ROLES
            }

    table = _read()
    known = {row: kinds for row, kinds in table.items() if row[0] == area}
    if walked != known:
        fresh = tmp_path / TABLE.name
        fresh.write_text(_written(_without(table, area) | walked), "utf-8")
        changes = difflib.unified_diff(_lines(known), _lines(walked), "table", "walk", n=0)
        pytest.fail("\n".join([*changes, f"The new table: {fresh}"]))


def test_the_table_speaks_of_every_address_and_of_nothing_else(app):
    told = {row[:3] for row in _read()}
    there = {(area, shown(rule), method) for area in AREAS for rule, method in addresses(app, area)}

    assert told == there
    assert {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()} <= {
        *AREAS,
        "static",
    }


def test_a_visitor_and_a_reader_change_nothing_but_their_own():
    own = {"account", "calendar", "security", "home", "notifications", "choices"}
    asking_or_joining = {
        "/postings/completeness/<side>",
        "/organisations/",
        "/organisations/invitations/<token>",
        "/impact/<token>",
    }
    may = [
        (row, role)
        for row, kinds in _read().items()
        if row[2] == "POST" and row[0] not in own and row[1] not in asking_or_joining
        for role in ("visitor", "person", "reader-i", "reader-f", "reader-c")
        if kinds[role] == "ok" and not row[1].endswith("/visits")
    ]

    assert may == []


def _without(table, area):
    return {row: kinds for row, kinds in table.items() if row[0] != area}


def _lines(rows):
    """Write the rows below one head, each column as wide as it needs."""
    cells = [("area", "address", "method", "subject", *ROLES)]
    cells += [(*row, *kinds.values()) for row, kinds in rows.items()]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _written(rows):
    ordered = dict(sorted(rows.items(), key=lambda item: AREAS.index(item[0][0])))
    return HEAD + "\n".join(_lines(ordered)) + "\n"


def _read():
    lines = TABLE.read_text("utf-8").splitlines()[HEAD.count("\n") + 1 :]
    cells = [re.split(r" {2,}", line) for line in lines]
    return {tuple(each[:4]): dict(zip(ROLES, each[4:], strict=True)) for each in cells}
