"""Tags for everybody who matches are on their way in a row, not only in Redis."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    json = postgresql.JSONB(astext_type=sa.Text())
    op.add_column(
        "contact_sweep", sa.Column("filters", json, server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("contact_sweep", sa.Column("place", sa.String(), server_default="", nullable=False))
    op.add_column(
        "contact_sweep", sa.Column("sees_numbers", sa.Boolean(), server_default="true", nullable=False)
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for name in ("filters", "place", "sees_numbers"):
        op.drop_column("contact_sweep", name)
