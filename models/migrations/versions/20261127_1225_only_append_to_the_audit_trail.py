"""only append to the audit trail

Entries are never changed or removed, except that an unsealed one is sealed once, and that the link
to a person is emptied when the account is removed.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1225"
down_revision = "20261127_1220"

_FACTS = ("id", "at", "action", "subject", "detail", "address")
_SEAL = ("position", "person", "previous_hash", "hash")
_REFUSAL = "audit_entry is only ever appended to"


def _same(columns: tuple[str, ...], equal: str) -> str:
    return " AND ".join(
        f"NEW.{name}{cast} {equal} OLD.{name}{cast}"
        for name in columns
        for cast in ["::text" if name == "detail" and equal != "IS" else ""]
    )


def _allowed(equal: str) -> str:
    return (
        f"{_same(_FACTS, equal)} AND (NEW.by_id IS NULL OR {_same(('by_id',), equal)}) "
        f"AND (OLD.position IS NULL OR ({_same(_SEAL, equal)}))"
    )


def upgrade() -> None:
    with op.batch_alter_table("audit_entry") as table:
        table.add_column(sa.Column("position", sa.Integer(), nullable=True))
        table.add_column(sa.Column("person", sa.Integer(), nullable=True))
        table.create_unique_constraint(op.f("uq_audit_entry_position"), ["position"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER audit_entry_keeps BEFORE UPDATE ON audit_entry "
            f"WHEN NOT ({_allowed('IS')}) BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
        op.execute(
            f"CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION audit_entry_keeps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {_allowed('IS NOT DISTINCT FROM')} THEN RETURN NEW; "
        f"END IF; END IF; RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_keeps BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_keeps()"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_stays BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_keeps()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entry_stays")
        op.execute("DROP TRIGGER audit_entry_keeps")
    else:
        op.execute("DROP TRIGGER audit_entry_stays ON audit_entry")
        op.execute("DROP TRIGGER audit_entry_keeps ON audit_entry")
        op.execute("DROP FUNCTION audit_entry_keeps")
    with op.batch_alter_table("audit_entry") as table:
        table.drop_constraint(op.f("uq_audit_entry_position"), type_="unique")
        table.drop_column("person")
        table.drop_column("position")
