"""A campaign remembers how often the same refusal came in a row, and pauses at the third."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("campaign", sa.Column("failing", JSONB(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_column("campaign", "failing")
