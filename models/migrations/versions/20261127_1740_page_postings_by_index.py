"""page postings by index"""

from alembic import op

revision = "20261127_1740"
down_revision = "20261127_1730"


def upgrade() -> None:
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index("ix_posting_newest", ["side", "state", "published_at", "id"])
        batch_op.create_index("ix_posting_title", ["side", "state", "sort_key", "id"])
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_at"), ["at"])


def downgrade() -> None:
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_at"))
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_index("ix_posting_title")
        batch_op.drop_index("ix_posting_newest")
