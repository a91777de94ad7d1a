"""hold mail back in quiet hours"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1410"
down_revision = "20261127_1400"


def upgrade() -> None:
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("asked_for", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_column("asked_for")
