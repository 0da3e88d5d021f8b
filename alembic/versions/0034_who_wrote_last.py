"""The list of contacts by who wrote last; those who never did, most after an import, cost nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.create_index(
        "contact_seen",
        "contact",
        ["company_id", "last_seen_at", "id"],
        postgresql_where=sa.text("last_seen_at is not null"),
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_index("contact_seen", "contact")
