"""An index of the parked statuses that wait, because the clock asks for them every second."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(
        "create index parked_status_waiting on parked_status (company_id, id) where settled_at is null"
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop index parked_status_waiting")
