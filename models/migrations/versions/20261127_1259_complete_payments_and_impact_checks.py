"""complete payments and impact checks"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1259"
down_revision = "20261127_1245"


def upgrade() -> None:
    with op.batch_alter_table("impact_check", schema=None) as batch_op:
        batch_op.add_column(sa.Column("question", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("by_telephone", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("impact_check", schema=None) as batch_op:
        batch_op.drop_column("by_telephone")
        batch_op.drop_column("told_at")
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("question")
