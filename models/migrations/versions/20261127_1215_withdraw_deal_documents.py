"""withdraw deal documents"""

import sqlalchemy as sa
from alembic import op

revision = '20261127_1215'
down_revision = '20261127_1100'


def upgrade() -> None:
    with op.batch_alter_table('deal_document', schema=None) as batch_op:
        batch_op.add_column(sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('withdrawn_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_deal_document_withdrawn_by_id_user'), 'user', ['withdrawn_by_id'], ['id'], ondelete='SET NULL')



def downgrade() -> None:
    with op.batch_alter_table('deal_document', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_deal_document_withdrawn_by_id_user'), type_='foreignkey')
        batch_op.drop_column('withdrawn_by_id')
        batch_op.drop_column('withdrawn_at')

