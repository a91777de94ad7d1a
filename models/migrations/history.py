"""Moving a database along the schema's history."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

from models.base import Base


def _config(**attributes: Any) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes.update(attributes)
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to ``revision``."""
    with engine.begin() as connection:
        command.upgrade(_config(connection=connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the database back to ``revision``."""
    with engine.begin() as connection:
        command.downgrade(_config(connection=connection), revision)


def revise(engine: Engine, message: str, revision_id: str) -> None:
    """Write a migration from the differences between the database and the models."""
    with engine.begin() as connection:
        command.revision(
            _config(connection=connection), message, autogenerate=True, rev_id=revision_id
        )


def differences(engine: Engine) -> list[Any]:
    """Return what the database lacks or has beyond the models."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))
