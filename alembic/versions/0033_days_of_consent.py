"""Days of consent are counted off an index alone, which holds what each entry says beside when."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

COLUMNS = ["company_id", "happened_at", "id"]


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_index("consent_event_recent", "consent_event")
    op.create_index("consent_event_recent", "consent_event", COLUMNS, postgresql_include=["kind"])


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.drop_index("consent_event_recent", "consent_event")
    op.create_index("consent_event_recent", "consent_event", COLUMNS)
