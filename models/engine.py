"""How connections behave: SQLite keeps foreign keys, waits, and begins writes as writes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.event import listens_for

_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Let SQLite transactions begun inside read beside a writer instead of queueing behind it.

    Everywhere else a transaction takes the write lock at its start: two writers then wait for
    each other (``busy_timeout``) and never fail half-way (https://sqlite.org/lang_transaction.html).
    """
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@listens_for(Engine, "connect")
def _prepare(connection: Any, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "synchronous=NORMAL",
        ):
            connection.execute(f"PRAGMA {pragma}")


@listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")
