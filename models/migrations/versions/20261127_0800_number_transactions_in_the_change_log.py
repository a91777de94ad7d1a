"""number transactions in the change log"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0800"
down_revision = "20261123_0900"


def upgrade() -> None:
    with op.batch_alter_table("posting_change", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("transaction_id", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.alter_column("transaction_id", server_default=None)
        batch_op.create_index(
            batch_op.f("ix_posting_change_transaction_id"), ["transaction_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("posting_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posting_change_transaction_id"))
        batch_op.drop_column("transaction_id")
