"""Segments remember how many people they had when they were last counted."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column('segment', sa.Column('people', sa.Integer(), nullable=True))
    op.add_column('segment', sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_column('segment', 'counted_at')
    op.drop_column('segment', 'people')
