"""find unmatched postings by index"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1755"
down_revision = "20261127_1740"

_UNMATCHED = sa.text("matched_at IS NULL OR matched_at < updated_at")


def upgrade() -> None:
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index(
            "ix_posting_unmatched",
            ["state", "updated_at", "id"],
            postgresql_where=_UNMATCHED,
            sqlite_where=_UNMATCHED,
        )


def downgrade() -> None:
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_index("ix_posting_unmatched")
