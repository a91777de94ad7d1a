"""Five thousand open deals in one centre: pages answer in time, with as many queries as ever."""

import os
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, text

from models import PATH, Deal, DealEvent, DealEventKind, Match, MemberRole, local_today, now
from models.match import MatchState
from tests.web.queries import count_queries
from tests.web.world import cookies

pytestmark = pytest.mark.slow

MANY = 5_000
LIMIT = 0.3
"""Seconds of processor time for a page, the median of five; those of the database count."""

ANSWERING = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
"""

PAGES = (
    "/deals/monday",
    "/deals/monday?mine=1",
    "/deals/",
    "/deals/?colour=red",
    "/deals/list",
    "/deals/list?q=may%20say%20mit&sort=value&page=40",
    "/deals/list?colour=red&overdue=1&sort=officer",
    "/deals/list?orphaned=1",
    "/deals/TV-2026-900007",
)


@pytest.fixture
def officers(factories, officer):
    centre = officer.memberships[0].organisation
    others = [
        factories.Membership(organisation=centre, role=MemberRole.EDITOR).user for _ in range(8)
    ]
    return [officer, *others]


@pytest.fixture
def fill(session, factories, officers):
    """Fill the centre with open deals in every stage, due from last month to the next."""
    needs = [factories.Need(blind=number % 5 == 0) for number in range(71)]
    technologies = [factories.Technology() for _ in range(101)]
    centre = officers[0].memberships[0].organisation
    done = 0

    def make(count):
        nonlocal done
        rows = [_row(number, needs, technologies) for number in range(done, done + count)]
        matches = session.scalars(
            insert(Match).returning(Match.id, sort_by_parameter_order=True),
            [{**row, "score": 0.4, "state": MatchState.ACCEPTED} for row in rows],
        ).all()
        deals = session.scalars(
            insert(Deal).returning(Deal.id, sort_by_parameter_order=True),
            [
                {**row, **_deal(done + place, centre, officers), "match_id": match}
                for place, (row, match) in enumerate(zip(rows, matches, strict=True))
            ],
        ).all()
        session.execute(
            insert(DealEvent),
            [
                {"deal_id": deal, "kind": DealEventKind.NOTE, "text": "Đã gọi hai bên"}
                for deal in deals
                for _ in range(3)
            ],
        )
        session.commit()
        done += count

    return make


def _row(number, needs, technologies):
    need, technology = needs[number % len(needs)], technologies[number % len(technologies)]
    return {"need_id": need.id, "technology_id": technology.id}


def _deal(number, centre, officers):
    officer = officers[number % len(officers)].id
    return {
        "code": f"TV-2026-9{number:05d}",
        "centre_id": centre.id,
        "officer_id": officer,
        "stage": PATH[number % (len(PATH) - 1)],
        "stage_since": now() - timedelta(days=number * 7 % 300),
        "next_step": "Gọi điện cho hai bên",
        "next_step_owner_id": officer,
        "next_step_due": local_today() + timedelta(days=number % 60 - 30),
        "value_expected": number * 1_000_000,
        "version": 1,
    }


@pytest.fixture
def browser(app, session, officer, monkeypatch):
    """A browser that checks no page: that is not the server's time."""
    kept = cookies(app, session, {"officer": officer})["officer"]
    monkeypatch.setattr(app, "test_client_class", FlaskClient)
    client = app.test_client()
    client.set_cookie("session", kept)
    return client


def test_pages_of_a_centre_with_thousands_of_deals_are_quick(session, browser, fill):
    fill(200)
    few = {page: _queries(browser, page) for page in PAGES}
    fill(MANY - 200)

    many = {page: _queries(browser, page) for page in PAGES}
    took = {page: median(_seconds(session, browser, page) for _ in range(5)) for page in PAGES}

    assert {page: many[page] for page in PAGES if many[page] > few[page]} == {}
    assert {page: seconds for page, seconds in took.items() if seconds > LIMIT} == {}


def _queries(client, page):
    assert client.get(page).status_code == 200
    with count_queries() as statements:
        client.get(page)
    return len(statements)


def _seconds(session, client, page):
    start = _used(session)
    client.get(page)
    return _used(session) - start


def _used(session):
    """Return the processor time of this process and of those that PostgreSQL answers with.

    Unlike the time on the clock, it does not grow with what else the machine does.
    """
    if session.get_bind().dialect.name == "sqlite":
        return time.process_time()
    pids = session.scalars(text(ANSWERING)).all()
    return time.process_time() + sum(map(_used_by, pids))


def _used_by(pid):
    """Return the seconds of user and system time of a process, see ``man 5 proc``."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
