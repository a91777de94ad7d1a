"""keep letters of strangers"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1400"
down_revision = "20261127_1259"


def upgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("received_from", sa.Text(), nullable=False, server_default="")
        )
    op.create_table(
        "stranger_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("refused_files", sa.Integer(), nullable=False),
        sa.Column("doubted", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user.id"],
            name=op.f("fk_stranger_letter_decided_by_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"],
            ["incoming_mail.id"],
            name=op.f("fk_stranger_letter_mail_id_incoming_mail"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_stranger_letter_message_id_message"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stranger_letter")),
        sa.UniqueConstraint("mail_id", name=op.f("uq_stranger_letter_mail_id")),
        sa.UniqueConstraint("message_id", name=op.f("uq_stranger_letter_message_id")),
    )


def downgrade() -> None:
    op.drop_table("stranger_letter")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("received_from")
