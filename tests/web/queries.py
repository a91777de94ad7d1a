"""How many questions a page asks of the database."""

from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Engine

_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@contextmanager
def count_queries(engine=Engine):
    """Collect the statements sent while inside, on ``engine`` or on every engine there is."""
    statements = []

    def collect(_connection, _cursor, statement, *_more):
        if not statement.startswith(_NOT_COUNTED):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", collect)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", collect)
