"""refuse replacing audit entries

SQLite removes a row that INSERT OR REPLACE takes the place of without asking the trigger that
refuses to delete. PostgreSQL knows no such statement.
"""

from alembic import op

revision = "20261127_1425"
down_revision = "20261127_1410"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_entry_comes BEFORE INSERT ON audit_entry WHEN EXISTS "
            "(SELECT 1 FROM audit_entry WHERE id = NEW.id OR position = NEW.position) "
            "BEGIN SELECT RAISE(ABORT, 'audit_entry is only ever appended to'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entry_comes")
