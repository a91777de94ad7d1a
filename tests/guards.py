"""What keeps the audit trail, taken away as only the owner of the database can."""

from contextlib import contextmanager

from sqlalchemy import text


@contextmanager
def unguarded(connection):
    """Let rows of the audit trail be changed and removed inside."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        connection.execute(text("SET LOCAL session_replication_role = origin"))
        return
    kept = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%audit%'")
    ).all()
    for name, _sql in kept:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)
