"""Alembic environment: always run on a connection handed in (``models.migrations.run``)."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from models import Base


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our own column types as what the database sees, so old migrations stand alone."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
