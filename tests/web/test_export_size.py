"""A list of 100,000 rows is downloaded in little memory."""

import json
import subprocess
import sys

import pytest
from sqlalchemy import insert, text

from models import Organisation, Side, Technology
from models.posting import Posting, PostingState

pytestmark = pytest.mark.slow

ROWS = 100_000
LIMIT = 300 * 2**20

CHILD = """
import json, sys
from matchmaker.app import create_app
url, path, kind = sys.argv[1:]
engines = {"default": url}
app = create_app({"TESTING": True, "SQLALCHEMY_ENGINES": engines, "RATELIMIT_ENABLED": False})
size = lines = 0
with app.test_client() as client, client.get(f"{path}.{kind}") as answer:
    assert answer.status_code == 200, answer.status
    for part in answer.response:
        size += len(part)
        lines += part.count(b"\\n")
# Not ru_maxrss: that remembers what the parent had before this program was started.
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
print(json.dumps({"size": size, "lines": lines, "peak": peak}))
"""


@pytest.fixture
def many(session, factories):
    """A hundred thousand published technologies of one institute."""
    owner = factories.Organisation()
    first = factories.Technology(organisation=owner)
    shared = {
        column.name: getattr(first, column.name)
        for column in Posting.__table__.columns
        if column.name not in {"id", "code", "row_version"}
    }
    own = {
        column.name: getattr(first, column.name)
        for column in Technology.__table__.columns
        if column.name != "id"
    }
    numbers = range(first.id + 1, first.id + ROWS)
    for start in range(0, len(numbers), 10_000):
        some = numbers[start : start + 10_000]
        session.execute(
            insert(Posting.__table__),
            [{**shared, "id": n, "code": f"CN-2024-{n:06d}"} for n in some],
        )
        session.execute(insert(Technology.__table__), [{**own, "id": n} for n in some])
    # PostgreSQL does it within a minute; until then it may hold the table for empty, as it was
    # after the test before, and join it row by row.
    session.execute(text("ANALYZE"))
    session.commit()
    assert (owner.side, first.state) == (Side.SUPPLY, PostingState.PUBLISHED)
    assert session.get(Organisation, owner.id)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_hundred_thousand_rows_take_less_than_300_mebibytes(app, database_url, many, kind):
    done = subprocess.run(
        [sys.executable, "-c", CHILD, database_url, "/technologies/list", kind],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])

    assert told["peak"] < LIMIT
    assert kind == "xlsx" or told["lines"] == ROWS + 1
    assert told["size"] > ROWS * 10
