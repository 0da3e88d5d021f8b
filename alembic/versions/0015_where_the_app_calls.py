"""An account remembers where its Meta app sends what an override does not carry."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("channel", sa.Column("callback_address", sa.String()))


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_column("channel", "callback_address")
