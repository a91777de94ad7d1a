"""say in which currency a value is expected"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1730"
down_revision = "20261127_1425"


def upgrade() -> None:
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("expected_currency", sa.Text(), nullable=False, server_default="VND")
        )


def downgrade() -> None:
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.drop_column("expected_currency")
