"""follow mails to their end"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1220"
down_revision = "20261127_1215"


def upgrade() -> None:
    op.create_table('bounced_address',
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_bounced_address'))
    )
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.add_column(sa.Column('refusals', sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column('handed_over_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('given_up_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("refusals", server_default=None)
        batch_op.create_index(batch_op.f('ix_mail_to'), ['to'], unique=False)

    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about', sa.Text(), nullable=False, server_default=""))
        batch_op.alter_column("about", server_default=None)
        batch_op.drop_index(batch_op.f('ix_notification_user_id'))
        batch_op.create_index('ix_notification_user_about', ['user_id', 'about'], unique=False)
        batch_op.create_index('ix_notification_user_read', ['user_id', 'read_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.drop_index('ix_notification_user_read')
        batch_op.drop_index('ix_notification_user_about')
        batch_op.create_index(batch_op.f('ix_notification_user_id'), ['user_id'], unique=False)
        batch_op.drop_column('about')

    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mail_to'))
        batch_op.drop_column('given_up_at')
        batch_op.drop_column('handed_over_at')
        batch_op.drop_column('refusals')

    op.drop_table('bounced_address')